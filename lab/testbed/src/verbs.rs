//! What the suite can ask for. The words are those of `conformance --help`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};

use crate::{exhaustion::Exhaustion, testbed::Testbed};
use dev_deployment::{database, deployment::RunningCopy, family, psql, stop};

/// Cannot be done on this machine or with this store; the suite skips what needs it.
#[derive(Debug)]
pub struct NotHere(&'static str);

impl fmt::Display for NotHere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for NotHere {}

type Work = fn(&mut Testbed, &[&str]) -> Result<String>;

/// A word, the number of words it wants behind it, what it needs, and what it does.
struct Verb(&'static str, usize, Needs, Work);

/// What a verb needs that is not everywhere.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    Faketime,
    /// The programs of an earlier release.
    OldRelease,
    /// Somebody who tells the store another time.
    Clock,
    /// `/proc`.
    Processes,
    /// Sessions in a table.
    Table,
}

use Needs::{Clock, Faketime, Nothing, OldRelease, Processes, Table};

#[rustfmt::skip]
const VERBS: [Verb; 34] = [
    Verb("copies", 0, Nothing, |testbed, _| Ok(copies(testbed))),
    Verb("kill", 1, Nothing, |testbed, words| done(testbed.copy(words[0])?.kill())),
    Verb("start", 1, Nothing, |testbed, words| done(testbed.start_copy(words[0]))),
    Verb("stop", 1, Nothing, |testbed, words| done(testbed.copy(words[0])?.stop())),
    Verb("old-release", 1, OldRelease, |testbed, words| done(testbed.change_release(words[0], testbed.old_release.clone().as_deref()))),
    Verb("new-release", 1, OldRelease, |testbed, words| done(testbed.change_release(words[0], None))),
    Verb("pause", 1, Nothing, |testbed, words| done(testbed.copy(words[0])?.pause())),
    Verb("resume", 1, Nothing, |testbed, words| done(testbed.copy(words[0])?.resume())),
    Verb("memory", 1, Processes, |testbed, words| resident(testbed.copy(words[0])?)),
    Verb("routes", 0, Nothing, |testbed, _| routes(testbed)),
    Verb("skew", 2, Faketime, |testbed, words| done(testbed.skew(words[0], number(words[1])?))),
    Verb("cut", 1, Nothing, |testbed, words| done(Ok(testbed.link(words[0])?.cut()?))),
    Verb("mend", 1, Nothing, |testbed, words| done(testbed.mend(words[0]))),
    Verb("astray", 1, Nothing, |testbed, words| done(testbed.lead_astray(words[0]))),
    Verb("hang", 1, Nothing, |testbed, words| done(Ok(testbed.link(words[0])?.hang()?))),
    Verb("db-stop", 0, Nothing, |testbed, _| done(testbed.stop_server())),
    Verb("db-start", 0, Nothing, |testbed, _| done(testbed.start_server())),
    Verb("db-pause", 0, Processes, |testbed, _| done(testbed.cluster.pause())),
    Verb("db-resume", 0, Processes, |testbed, _| done(testbed.cluster.resume())),
    Verb("db-restart", 0, Processes, |testbed, _| done(testbed.crash_server())),
    Verb("db-terminate", 0, Nothing, terminate_clients),
    Verb("db-exhaust", 0, Nothing, exhaust),
    Verb("db-release", 0, Nothing, |testbed, _| { testbed.exhaustion = None; Ok(String::new()) }),
    Verb("db-read-only", 0, Nothing, |testbed, _| done(read_only(testbed, true))),
    Verb("db-read-write", 0, Nothing, |testbed, _| done(read_only(testbed, false))),
    Verb("clock", 1, Clock, clock),
    Verb("disable-user", 1, Nothing, |testbed, words| member(testbed, "disable", words[0])),
    Verb("enable-user", 1, Nothing, |testbed, words| member(testbed, "enable", words[0])),
    Verb("grant-role", 1, Nothing, |testbed, words| member(testbed, "grant-operator", words[0])),
    Verb("revoke-role", 1, Nothing, |testbed, words| member(testbed, "revoke-operator", words[0])),
    Verb("sign-out-user", 1, Nothing, |testbed, words| member(testbed, "sign-out", words[0])),
    Verb("corrupt-user", 1, Table, corrupt),
    Verb("expired-rows", 1, Table, expired_rows),
    Verb("logs", 0, Nothing, |testbed, _| Ok(testbed.logs())),
];

/// Does what the words say and gives the answer.
pub fn perform(testbed: &mut Testbed, words: &[&str]) -> Result<String> {
    let Some((verb, words)) = words.split_first() else {
        bail!("there is no verb");
    };
    match *verb {
        "capabilities" => return Ok(capabilities(testbed)),
        // However many words it has.
        "sql-as-mall" => return sql_as_mall(testbed, &words.join(" ")),
        _ => {}
    }
    let Some(Verb(_, wanted, needs, work)) = VERBS.iter().find(|Verb(name, ..)| name == verb) else {
        bail!("there is no verb {verb}");
    };
    ensure!(words.len() == *wanted, "{verb} wants {wanted} words behind it");
    if let Some(reason) = lacking(testbed, *needs) {
        return Err(NotHere(reason).into());
    }
    work(testbed, words)
}

fn capabilities(testbed: &Testbed) -> String {
    let possible = VERBS
        .iter()
        .filter(|Verb(_, _, needs, _)| lacking(testbed, *needs).is_none());
    let names = possible.map(|Verb(name, ..)| *name);
    lines(["capabilities", "sql-as-mall"].into_iter().chain(names))
}

fn lacking(testbed: &Testbed, needs: Needs) -> Option<&'static str> {
    let there = match needs {
        Nothing => true,
        Faketime => testbed.clocks.can_skew(),
        OldRelease => testbed.old_release.is_some(),
        Clock => testbed.clocks.can_shift(),
        Processes => family::can_see_processes(),
        Table => table(testbed.store).is_some(),
    };
    let reason = match needs {
        Nothing => "",
        Faketime | Clock => "libfaketime is not installed (Debian: apt-get install faketime)",
        OldRelease => "there is no earlier release to stand beside this one (--old-release)",
        Processes => "this system has no /proc to look for PostgreSQL's processes in",
        Table => "this store has no table",
    };
    (!there).then_some(reason)
}

/// Where a store keeps sessions.
fn table(store: &str) -> Option<&'static str> {
    match store {
        "postgres" => Some("session.record"),
        "postgres-stock" => Some("lab.stock"),
        _ => None,
    }
}

fn copies(testbed: &Testbed) -> String {
    let copies = testbed.deployment.copies.iter().map(|running| &running.copy);
    lines(copies.map(|copy| format!("{} {} http://127.0.0.1:{}", copy.name, copy.program, copy.port)))
}

/// Waits until they are gone: one that is still about to go would be given to the next visitor.
fn terminate_clients(testbed: &mut Testbed, _: &[&str]) -> Result<String> {
    testbed.cluster.ask(&[
        "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity \
        where backend_type = 'client backend' and pid <> pg_backend_pid()",
    ])
}

fn exhaust(testbed: &mut Testbed, _: &[&str]) -> Result<String> {
    ensure!(testbed.exhaustion.is_none(), "the database is exhausted already");
    let exhaustion = Exhaustion::of(testbed.cluster.address)?;
    let slots = exhaustion.slots;
    testbed.exhaustion = Some(exhaustion);
    Ok(format!("holding {slots} connections"))
}

/// As a standby that clients are still connected to after a fail-over.
fn read_only(testbed: &Testbed, on: bool) -> Result<()> {
    let value = if on { "on" } else { "off" };
    testbed.cluster.ask(&[
        &format!("alter system set default_transaction_read_only = {value}"),
        "select pg_reload_conf()",
    ])?;
    // The server tells its processes in its own time.
    let (mut tries, limit) = (0, Duration::from_secs(10));
    while psql::ask(&testbed.cluster.owner, &["show default_transaction_read_only"])? != value {
        tries += 1;
        ensure!(
            tries * Duration::from_millis(50) < limit,
            "the server does not reload its configuration"
        );
        stop::sleep_briefly();
    }
    Ok(())
}

fn clock(testbed: &mut Testbed, words: &[&str]) -> Result<String> {
    done(testbed.clocks.shift(number(words[0])?, &testbed.cluster))
}

/// Kilobytes.
fn resident(copy: &RunningCopy) -> Result<String> {
    let id = copy.process_id().context("it does not run")?;
    let status = fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    Ok(kilobytes.context("the system does not say")?.to_owned())
}

/// What each program prints, without what kind of route it is.
fn routes(testbed: &Testbed) -> Result<String> {
    let programs: BTreeMap<_, _> = testbed
        .deployment
        .copies
        .iter()
        .map(|copy| (copy.copy.program, copy))
        .collect();
    let mut routes = BTreeSet::new();
    for copy in programs.values() {
        let printed = printed(copy, &["routes"])?;
        let route = |line: &str| line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ");
        routes.extend(printed.lines().map(route));
    }
    Ok(lines(routes))
}

fn member(testbed: &Testbed, action: &str, name: &str) -> Result<String> {
    let operator = testbed.operator()?;
    printed(operator, &["member", action, name])
}

/// What one of its commands prints.
fn printed(copy: &RunningCopy, command: &[&str]) -> Result<String> {
    let output = copy
        .operate(command)
        .output()
        .with_context(|| format!("cannot run {}", copy.copy.program))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
    ensure!(output.status.success(), "{}", text(&output.stderr));
    Ok(text(&output.stdout))
}

/// 0xc1 is the one byte that never occurs in `MessagePack`.
fn corrupt(testbed: &mut Testbed, words: &[&str]) -> Result<String> {
    let member = format!(
        "(select id from auth.member where lower(user_name) = lower({}))",
        psql::quoted(words[0])
    );
    // The published store does not say whose session a row is: it is read off the payload, where the nickname is.
    let theirs = if testbed.store == "postgres" {
        format!("id in (select id from session.login where member_id = {member})")
    } else {
        format!(
            "position((select convert_to(nickname, 'UTF8') from auth.member where id = {member}) in data) > 0"
        )
    };
    let table = table(testbed.store).context("no table")?;
    testbed.cluster.ask(&[&format!(
        "with damaged as (update {table} set data = '\\xc1c1c1c1' where {theirs} returning 1) select count(*) from damaged"
    )])
}

/// Their ids look like real ones: 22 characters of base64url.
fn expired_rows(testbed: &mut Testbed, words: &[&str]) -> Result<String> {
    let count: u32 = number(words[0])?;
    let table = table(testbed.store).context("no table")?;
    testbed.cluster.ask(&[&format!(
        "insert into {table} (id, data, expiry_date)
         select translate(rtrim(encode(substring(sha256(convert_to(clock_timestamp() || ' ' || n, 'UTF8')) for 16), 'base64'),
                                '='), '+/', '-_'),
                '\\x80', session.now() - interval '1 hour'
         from generate_series(1, {count}) n"
    )])
}

fn sql_as_mall(testbed: &Testbed, statement: &str) -> Result<String> {
    let urls = &testbed.deployment.database().urls;
    let url = urls
        .login(database::MALL_ROLE)
        .context("the mall has no login of its own")?;
    psql::ask(url, &[statement])
}

fn number<T: std::str::FromStr<Err: fmt::Display>>(word: &str) -> Result<T> {
    word.parse().map_err(|error| anyhow::anyhow!("{word}: {error}"))
}

fn done(outcome: Result<()>) -> Result<String> {
    outcome.map(|()| String::new())
}

fn lines<T: fmt::Display>(words: impl IntoIterator<Item = T>) -> String {
    words
        .into_iter()
        .map(|word| word.to_string())
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_is_there_once() {
        for (index, Verb(name, ..)) in VERBS.iter().enumerate() {
            assert!(
                VERBS[..index].iter().all(|Verb(other, ..)| other != name),
                "{name}"
            );
        }
    }
}
