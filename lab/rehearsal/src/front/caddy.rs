//! Caddy before all copies: one file for the whole way, which is never loaded anew.
//!
//! A reload of Caddy closes some connections that have just come, without an answer (`docs/split.md`). So Caddy finds out by itself what changes: which
//! copies are ready by looking, and the shares of auth and the monolith in a file that it reads with each request.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use anyhow::{Context, Result};
use dev_deployment::topology::{AUTH_HOST, AUTH_PATHS, MALL_HOST};
use dev_proxies::{Program, Proxy};

use super::Front;
use crate::{copies::Copy, path::Target};

/// Until Caddy has looked at every copy twice.
const LOOKED: Duration = Duration::from_millis(500);
/// The file with the share of auth, in a hundred.
const SHARE: &str = "share";

/// Caddy, running.
pub struct Caddy {
    share: PathBuf,
    // Ends with it.
    _proxy: Proxy,
}

/// Starts it with places for all copies.
pub fn start(target: Target, port: u16, copies: &[Copy]) -> Result<Caddy> {
    let mut share = PathBuf::new();
    let proxy = Proxy::start(Program::Caddy, |own, folder| {
        share = folder.join(SHARE);
        configuration(target, port, own, folder, copies)
    })?;
    let proxy = proxy.context("Caddy is gone")?;
    fs::write(&share, "0")?;
    Ok(Caddy { share, _proxy: proxy })
}

impl Front for Caddy {
    fn admit(&mut self, _: &str) -> Result<()> {
        thread::sleep(LOOKED);
        Ok(())
    }

    /// A copy that is told to end says that it is not ready, and goes on until Caddy has seen it.
    fn drain(&mut self, _: &str) -> Result<()> {
        Ok(())
    }

    fn miss(&mut self, _: &str) -> Result<()> {
        thread::sleep(LOOKED);
        Ok(())
    }

    fn weigh(&mut self, auth: u8) -> Result<()> {
        fs::write(&self.share, auth.to_string())?;
        Ok(())
    }
}

/// The file. What cannot be connected goes to another copy, a GET also where the answer did not come; no form is sent twice.
fn configuration(target: Target, port: u16, own: u16, folder: &Path, copies: &[Copy]) -> String {
    let folder = folder.display();
    let paths: Vec<_> = AUTH_PATHS.iter().map(|path| format!("{path}*")).collect();
    let paths = paths.join(" ");
    let names: Vec<_> = copies
        .iter()
        .map(|copy| format!("\t\t127.0.0.1:{} {}\n", copy.port, copy.name))
        .collect();
    let names = names.concat();
    let shop = proxy("", &all(copies, &["monolith", "mall"]), "round_robin");
    let routes = match target {
        Target::Hosts => format!(
            "\thandle @auth {{\n{}\t}}\n\thandle @accounts {{\n{}\t}}\n",
            proxy("", &all(copies, &["auth"]), "round_robin"),
            proxy("", &all(copies, &["monolith"]), "round_robin"),
        ),
        Target::Paths => {
            let both = all(copies, &["monolith", "auth"]);
            let policy = |auth: u8| {
                let share = |copy: &&Copy| {
                    let share = if copy.program == "auth" { auth } else { 100 - auth };
                    share.to_string()
                };
                let shares: Vec<_> = both.iter().map(share).collect();
                format!("weighted_round_robin {}", shares.join(" "))
            };
            format!(
                "\t@most vars {{file.{folder}/{SHARE}}} 90\n\thandle @accounts {{\n{}{}\t}}\n",
                proxy("@most ", &both, &policy(90)),
                proxy("", &both, &policy(10)),
            )
        }
    };
    // Once there is no monolith, an old address of auth's leads to where auth is; and back, where there is no auth any more.
    let moved = match target {
        Target::Hosts => format!(
            "\t\tredir @auth http://{MALL_HOST}:{port}{{uri}} 307\n\t\tredir @accounts http://{AUTH_HOST}:{port}{{uri}} 307\n"
        ),
        Target::Paths => String::new(),
    };
    format!(
        "{{\n\tadmin off\n\tpersist_config off\n\tauto_https off\n\tstorage file_system {folder}\n}}\n\
         (copies) {{\n\tlb_retries 3\n\tlb_try_duration 1s\n\tlb_try_interval 10ms\n\tfail_duration 1s\n\
         \thealth_uri /readyz\n\thealth_interval 200ms\n\thealth_timeout 2s\n\thealth_fails 3\n\
         \ttransport http {{\n\t\tdial_timeout 1s\n\t\tresponse_header_timeout 15s\n\t}}\n}}\n\
         http://:{own} {{\n\tbind 127.0.0.1\n\trespond 200\n}}\n\
         http://:{port} {{\n\tbind 127.0.0.1\n\
         \tmap {{http.reverse_proxy.upstream.hostport}} {{copy}} {{\n{names}\t\tdefault none\n\t}}\n\
         \theader >X-Upstream {{copy}}\n\
         \t@auth host {AUTH_HOST}\n\t@accounts path {paths}\n{routes}\
         \thandle {{\n{shop}\t}}\n\
         \thandle_errors 503 {{\n{moved}\t\trespond 503\n\t}}\n}}\n"
    )
}

fn all<'a>(copies: &'a [Copy], programs: &[&str]) -> Vec<&'a Copy> {
    let wanted = |copy: &&Copy| programs.contains(&copy.program);
    copies.iter().filter(wanted).collect()
}

fn proxy(matched: &str, copies: &[&Copy], policy: &str) -> String {
    let addresses: Vec<_> = copies
        .iter()
        .map(|copy| format!("127.0.0.1:{}", copy.port))
        .collect();
    let addresses = addresses.join(" ");
    format!(
        "\t\treverse_proxy {matched}{{\n\t\t\tto {addresses}\n\t\t\tlb_policy {policy}\n\t\t\timport copies\n\t\t}}\n"
    )
}
