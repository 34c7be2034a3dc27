//! Those who never log in: S14.

use anyhow::Result;
use diagnosis::{
    evidence::{Pair, Step},
    jar::{Context, SetCookie},
};

use super::Played;
use crate::stage::Stage;

/// What monitors and bots ask for.
const ADDRESSES: [&str; 8] = [
    "/livez",
    "/readyz",
    "/",
    "/login",
    "/p/100101",
    "/robots.txt",
    "/wp-login.php",
    "/search?q=%E8%80%B3",
];

/// S14.
pub async fn leave_nothing(stage: &mut Stage<'_>) -> Result<Played> {
    let mut bot = stage.visitor(0);
    let name = stage.place.cookie.clone();
    let forged = Pair {
        name: name.clone(),
        // Of the form that an id has.
        value: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
    };
    for path in ADDRESSES {
        for url in [stage.place.at_mall(path), stage.place.at_auth(path)] {
            let sending = bot.with_cookies(Step::Nothing, &url, Context::typed(), None, Vec::new());
            bot.absorb(sending.send().await?);
            let sending = bot.with_cookies(Step::Garbage, &url, Context::typed(), None, vec![forged.clone()]);
            bot.absorb(sending.send().await?);
        }
    }
    let given =
        |line: &String| SetCookie::parse(line).is_ok_and(|line| line.name == name && !line.value.is_empty());
    let asked = bot.exchanges().len();
    let got = bot
        .exchanges()
        .iter()
        .filter(|exchange| exchange.set_cookie().iter().any(given))
        .count();
    let played = Played::new(
        got == 0,
        bot,
        format!("{asked} 个没有登录的请求，得到会话 Cookie 的有 {got} 个。"),
        format!("Of {asked} requests of nobody in particular, {got} were given a session cookie."),
    );
    Ok(if got == 0 { played } else { played.labelled("I6") })
}
