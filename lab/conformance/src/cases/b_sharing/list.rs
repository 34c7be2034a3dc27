//! The member's own list of sessions, and ending single ones.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    adapter::Op,
    case::{Case, Need},
    deployment::{Browser, Replica, Token, World},
    verdict::{Check, expect, failed, succeeded},
};

pub static B04: Case = Case {
    id: "B04",
    title: "the list of sessions after three logins with three browsers",
    expects: "it has these three, says which one is asking, from where and since when, and gives away nothing that opens one",
    sources: &["ASVS 5.0 7.5.2", "ASVS 4.0.3 3.3.4", "Ory Kratos: GET /sessions"],
    needs: &[Need::Op(Op::List), Need::Op(Op::RevokeAll)],
    run: |world| Box::pin(b04(world)),
};

const AGENTS: [&str; 3] = [
    "Conformance Phone/1.0",
    "Conformance Laptop/2.0",
    "Conformance Television/3.0",
];

async fn b04(world: World) -> Check {
    list(&world, &world.logged_in(0).await?, world.auth(0)).await?;
    nobody_is_logged_in(&world, 0).await?;
    let mut browsers = Vec::new();
    for (agent, index) in AGENTS.into_iter().zip(0..) {
        let browser = world.browser_called(agent);
        browser.login(world.auth(index), world.user(0)).await?;
        browsers.push(browser);
    }
    for (asking, agent) in browsers.iter().zip(AGENTS) {
        let list = list(&world, asking, world.auth(1)).await?;
        let agents: BTreeSet<_> = list.iter().map(|entry| entry.text("agent")).collect();
        expect(
            list.len() == 3 && agents == AGENTS.iter().map(|agent| (*agent).to_owned()).collect(),
            "three sessions, with the browsers' names",
            format!("{} with {} names", list.len(), agents.len()),
        )?;
        let current: Vec<_> = list.iter().filter(|entry| entry.is_current()).collect();
        expect(
            current.len() == 1 && current[0].text("agent") == agent,
            "exactly the one that asks is the current one",
            format!("{} are, not this one", current.len()),
        )?;
        for entry in &list {
            for field in ["key", "address", "since", "seen"] {
                expect(
                    !entry.text(field).is_empty(),
                    format!("every session says its {field}"),
                    "it is missing",
                )?;
            }
        }
        let keys: BTreeSet<_> = list.iter().map(|entry| entry.text("key")).collect();
        expect(
            keys.len() == 3,
            "every session has a key of its own",
            "they share one",
        )?;
        gives_nothing_away(&world, asking, &browsers, &keys).await?;
    }
    Ok(())
}

/// Fails if the list has tokens or stored hashes in it, or if its keys can be used as cookies.
async fn gives_nothing_away(
    world: &World,
    asking: &Browser,
    browsers: &[Browser],
    keys: &BTreeSet<String>,
) -> Check {
    let auth = world.auth(0);
    let text = asking.call(auth, Op::List, &[]).await?.text();
    for browser in browsers {
        let token = browser.must_have_token(auth)?;
        let mut secrets = vec![token.value.clone()];
        let decoded = URL_SAFE_NO_PAD.decode(&token.value).unwrap_or_default();
        for bytes in [token.value.as_bytes(), &decoded] {
            let hash = Sha256::digest(bytes);
            secrets.push(URL_SAFE_NO_PAD.encode(hash));
            secrets.push(URL_SAFE_NO_PAD.encode(&hash[..16]));
            secrets.push(
                hash.iter()
                    .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}")),
            );
        }
        let shown = secrets.iter().any(|secret| text.contains(secret));
        expect(
            !shown,
            "the list holds no token and no hash of one",
            "it holds one",
        )?;
        for key in keys {
            let who = world.bearer(&token.with(key)).whoami(auth).await?;
            expect(
                !who.is_member(),
                "a key of the list opens nothing",
                format!("as a cookie it is {who}"),
            )?;
        }
    }
    if let (Some(database), Some(question)) = (&world.deployment.database, &world.adapter().database.versions)
    {
        for id in database.versions(question).await?.keys() {
            let id = id.rsplit(' ').next().unwrap_or(id);
            expect(
                !text.contains(id),
                "the list holds no id of the table",
                "it holds one",
            )?;
        }
    }
    Ok(())
}

pub static B05: Case = Case {
    id: "B05",
    title: "ending one session, an unknown one, somebody else's",
    expects: "only the named one dies, the other two answers are the same, and the other member notices nothing",
    sources: &["ASVS 5.0 7.5.2, 8.2.2", "Ory Kratos: DELETE /sessions/{id}"],
    needs: &[Need::Op(Op::List), Need::Op(Op::Revoke)],
    run: |world| Box::pin(b05(world)),
};

async fn b05(world: World) -> Check {
    let auth = world.auth(0);
    let owner = world.logged_in(0).await?;
    let victim = world.browser_called("Conformance Victim/1.0");
    victim.login(auth, world.user(0)).await?;
    let bystander = world.logged_in(0).await?;
    let stranger = world.logged_in(1).await?;
    let key_of = |list: Vec<Entry>, what: fn(&Entry) -> bool| {
        let found = list
            .iter()
            .find(|entry| what(entry))
            .map(|entry| entry.text("key"));
        found.ok_or_else(|| failed("the list has the session", "it does not"))
    };
    let own = list(&world, &owner, auth).await?;
    let victims = key_of(own, |entry| {
        entry.text("agent") == "Conformance Victim/1.0" && !entry.is_current()
    })?;
    let strangers = key_of(list(&world, &stranger, auth).await?, Entry::is_current)?;

    let unknown = "00000000-0000-4000-8000-000000000000";
    let (elsewhere, ending) = (world.auth(1), owner.clone());
    let revoke = async |key: &str| ending.call(elsewhere, Op::Revoke, &[("key", key)]).await;
    let to_unknown = revoke(unknown).await?;
    let to_strangers = revoke(&strangers).await?;
    expect(
        to_unknown.status == to_strangers.status && !to_unknown.is_server_error(),
        "an unknown key and somebody else's are answered alike",
        format!("{} and {}", to_unknown.status, to_strangers.status),
    )?;
    let body = |answer: &crate::client::Answer, key: &str| answer.text().replace(key, "");
    let without_number = |text: String| text.split("\"request\"").next().unwrap_or_default().to_owned();
    expect(
        without_number(body(&to_unknown, unknown)) == without_number(body(&to_strangers, &strangers)),
        "an unknown key and somebody else's are answered in the same words",
        "the words differ",
    )?;
    world_is_alive(&world, &stranger, "the other member's session").await?;

    let gone = victim.must_have_token(auth)?;
    succeeded(revoke(&victims).await?, "ending one session")?;
    world.dead_everywhere(&gone, "the session that was ended").await?;
    world_is_alive(&world, &owner, "the session that ended it").await?;
    world_is_alive(&world, &bystander, "a third session").await?;
    world_is_alive(&world, &stranger, "the other member's session").await
}

async fn world_is_alive(world: &World, browser: &Browser, what: &str) -> Check {
    let token: Token = browser.must_have_token(world.auth(0))?;
    for copy in world.everywhere() {
        let who = world.bearer(&token).whoami(copy).await?;
        expect(
            who.is_member(),
            format!("{what} lives on"),
            format!("{} says {who}", copy.name),
        )?;
    }
    Ok(())
}

/// An entry of the list of sessions.
pub struct Entry {
    json: Value,
    fields: BTreeMap<String, String>,
}

impl Entry {
    /// A field by the suite's name for it; empty if it is missing.
    pub fn text(&self, field: &str) -> String {
        let value = self
            .fields
            .get(field)
            .and_then(|pointer| self.json.pointer(pointer));
        match value {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => String::new(),
            Some(other) => other.to_string(),
        }
    }

    /// Whether the entry is the session that asks.
    pub fn is_current(&self) -> bool {
        self.text("current") == "true"
    }
}

/// The list as this browser sees it.
pub async fn list(world: &World, browser: &Browser, replica: &Replica) -> Check<Vec<Entry>> {
    let answer = succeeded(
        browser.call(replica, Op::List, &[]).await?,
        "the list of sessions",
    )?;
    let operation = world.adapter().operation(Op::List);
    let (pointer, fields) = operation.map_or(("", BTreeMap::default()), |list| {
        (&list.answer, list.entry.clone())
    });
    let json = answer.json();
    let entries = json.pointer(pointer).and_then(Value::as_array).cloned();
    let entries = entries.ok_or_else(|| failed("a list of sessions", "it is no list"))?;
    Ok(entries
        .into_iter()
        .map(|json| Entry {
            json,
            fields: fields.clone(),
        })
        .collect())
}

/// Ends all sessions of this user, also those that other cases have begun.
pub async fn nobody_is_logged_in(world: &World, user: usize) -> Check {
    let owner = world.logged_in(user).await?;
    succeeded(
        owner.call(world.auth(0), Op::RevokeAll, &[]).await?,
        "ending all sessions",
    )
    .map(drop)
}
