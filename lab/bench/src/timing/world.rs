//! The shop that is asked, and its members.

use std::{
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use dev_deployment::{cluster::Cluster, deployment::Deployment, port, process::Output, psql, workspace};

use super::question::{Question, Whose, phone, user_name};
use crate::{
    load,
    machine::{self, Machine},
    options::{FOLDER, TimingOptions},
    world,
};

const DATABASE: &str = "cfmall_bench_timing";
/// As many as the longest run asks about.
const MEMBERS: u32 = 5_000;

/// A monolith, its database and its members.
pub struct World {
    deployment: Deployment,
    cluster: Cluster,
    port: u16,
}

impl World {
    /// Starts everything, and adds members who have a phone and a password each.
    pub fn start(options: &TimingOptions, release: bool) -> Result<Self> {
        let folder = workspace::at(FOLDER);
        fs::create_dir_all(&folder)?;
        drop(File::create(folder.join("log"))?);
        let log = File::options().append(true).open(folder.join("log"))?;
        let output = Output::File(Arc::new(log));
        let (cluster, database) = Cluster::start(&format!("{FOLDER}/postgres"), DATABASE, false, &output)?;
        world::configure(&cluster)?;
        let port = port::next_free(options.port)?;
        let deployment = world::serve(database, port, (None, release), &output)?;
        let world = Self {
            deployment,
            cluster,
            port,
        };
        world.fill()?;
        Ok(world)
    }

    fn fill(&self) -> Result<()> {
        let name = user_name(Whose::Member, 0);
        let number = phone(Whose::Member, 0);
        // Both end in five digits. The password is that of a demo member, hashed as it is for everybody.
        let (name, number) = (&name[..name.len() - 5], &number[..number.len() - 5]);
        let members = format!(
            "insert into auth.member (user_name, nickname, phone, password_hash)
             select '{name}' || lpad(n::text, 5, '0'), '{name}' || n, '+86{number}' || lpad(n::text, 5, '0'), demo.password_hash
             from generate_series(0, {MEMBERS}) n cross join auth.member demo
             where demo.user_name = 'zhangsan'
             on conflict do nothing"
        );
        let url = &self.deployment.database().urls.owner;
        psql::ask_as_owner(url, &[&members, "vacuum analyze auth.member"])?;
        let count = format!("select count(*) from auth.member where user_name like '{name}%'");
        let count = psql::ask_as_owner(url, &[&count])?;
        ensure!(
            count.trim().parse::<u32>()? > MEMBERS,
            "there are {count} members"
        );
        Ok(())
    }

    /// Nobody has tried anything, and no code was sent: what is asked next is never a request too many.
    pub fn forget_attempts(&self) -> Result<()> {
        let url = &self.deployment.database().urls.owner;
        let tables = ["auth.attempt", "auth.message_sent", "auth.code"];
        let statements = tables.map(|table| format!("delete from {table}"));
        psql::ask_as_owner(url, &statements.each_ref().map(String::as_str))?;
        Ok(())
    }

    /// Sends the form: what can be read in the answer, and the time from the connection to its end.
    pub fn ask(&self, question: &Question, whose: Whose, number: u32) -> Result<(String, Duration)> {
        let form = (question.form)(whose, number % MEMBERS);
        let address: SocketAddr = (Ipv4Addr::LOCALHOST, self.port).into();
        let started = Instant::now();
        let answer = load::post(address, question.path, "", &form)?;
        let took = started.elapsed();
        let status = answer.split(' ').nth(1).context("no answer")?;
        ensure!(
            status == question.status.to_string(),
            "{} is answered {answer:.400}",
            question.title
        );
        Ok((comparable(&answer), took))
    }

    /// What a reader must know.
    pub fn describe(&self, options: &TimingOptions) -> Result<Machine> {
        let mut machine = machine::common(&self.cluster)?;
        machine.push((
            "measuring",
            format!(
                "{} pairs for each form, each begun by the other one in turn, one request at a time",
                options.pairs
            ),
        ));
        Ok(machine)
    }
}

/// The answer without what is another one each time: the moment, measured times, the policy with its nonce, and the values of cookies.
fn comparable(answer: &str) -> String {
    let lines = answer.lines().filter_map(|line| {
        let (name, _) = line.split_once(": ").unwrap_or((line, ""));
        match name.to_ascii_lowercase().as_str() {
            "date" | "server-timing" | "content-security-policy" | "x-request-id" => None,
            "set-cookie" => Some(line.split('=').next().unwrap_or(line)),
            _ => Some(line),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_compared_but_for_what_always_differs() {
        let one =
            "HTTP/1.0 401 Unauthorized\r\ndate: Sat\r\nset-cookie: a=1; Path=/\r\n\r\n{\"error\":\"x\"}";
        let other = one.replace("Sat", "Sun").replace("a=1", "a=2");
        assert_eq!(comparable(one), comparable(&other));
        assert_ne!(comparable(one), comparable(&one.replace("\"x\"", "\"y\"")));
        assert_ne!(
            comparable(one),
            comparable(&one.replace("set-cookie: a", "set-cookie: b"))
        );
    }
}
