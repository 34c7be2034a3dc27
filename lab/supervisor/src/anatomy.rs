//! A visitor's session step by step: the cookie, the digest, the rows, the member.

use lab_model::{Anatomy, CopyState, Row, Visitor};

use crate::scene::Scene;

/// So much of a digest is shown.
const DIGITS: usize = 16;

/// The session of a visitor, as the first copy that knows it tells.
pub async fn of(scene: &Scene, visitor: &Visitor) -> Anatomy {
    let (session, nickname) = {
        let journal = scene.journal();
        let browser = journal.browsers.get(visitor);
        (
            browser.and_then(|browser| browser.session.clone()),
            browser.and_then(|browser| browser.nickname.clone()),
        )
    };
    let Some(session) = session else {
        return Anatomy::default();
    };
    let cookie = format!("{}={session}", scene.spec.cookie());
    let mut anatomy = Anatomy {
        cookie: Some(scene.shared.key.mark(&session)),
        member: nickname,
        ..Anatomy::default()
    };
    // Any copy tells of a shared table; of memories the one that knows the session.
    for known in scene
        .copies()
        .iter()
        .filter(|known| known.state == CopyState::Running)
    {
        let host = scene.host_of(&known.copy.service);
        let told = scene.shared.side.anatomy(known.copy.port, &host, &cookie).await;
        let told: Anatomy = match told {
            Ok(told) => read_anatomy(&told),
            Err(_) => continue,
        };
        if !told.rows.is_empty() || told.digest.is_some() {
            anatomy = Anatomy {
                cookie: anatomy.cookie,
                member: told.member.or(anatomy.member),
                ..told
            };
            break;
        }
    }
    anatomy
}

/// What a copy tells of a session.
fn read_anatomy(told: &serde_json::Value) -> Anatomy {
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let rows = told["rows"].as_array().into_iter().flatten();
    Anatomy {
        cookie: None,
        digest: text(&told["digest"]).map(|digest| digest.chars().take(DIGITS).collect()),
        rows: rows
            .map(|row| {
                let columns = row["columns"].as_array().into_iter().flatten();
                Row {
                    table: text(&row["table"]).unwrap_or_default(),
                    columns: columns
                        .filter_map(|column| Some((text(&column[0])?, text(&column[1])?)))
                        .collect(),
                }
            })
            .collect(),
        member: text(&told["member"]),
        idle: told["idle"].as_u64(),
        absolute: told["absolute"].as_u64(),
    }
}
