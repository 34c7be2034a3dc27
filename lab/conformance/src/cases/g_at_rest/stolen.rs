//! A stolen table: its values tried as cookies.

use std::collections::BTreeSet;

use futures::{StreamExt, stream};

use crate::{
    case::{Case, Need},
    deployment::World,
    verdict::{Check, Detailed, expect, failed},
};

/// The number of rows of each table, the newest: the sessions that are alive are among them.
const ROWS: u32 = 100;
/// The number of different values to try, at most.
const MOST: usize = 15_000;
const AT_ONCE: usize = 16;

pub static G01: Case = Case {
    id: "G01",
    title: "every value of the session tables, in every usual encoding, as a cookie",
    expects: "none of them logs anybody in",
    sources: &[
        "CVE-2019-16782 (Rack)",
        "open-mercato#2691",
        "ASVS 5.0 7.2.3, 11.4.1",
    ],
    needs: &[Need::Database("schemas")],
    run: |world| Box::pin(g01(world)),
};

async fn g01(world: World) -> Check {
    let database = world.database()?;
    let schemas = &world.adapter().database.schemas;
    let (one, _other) = (world.logged_in(0).await?, world.logged_in(1).await?);
    let token = one.must_have_token(world.auth(0))?;
    let tables = database.tables(schemas).await?;
    expect(!tables.is_empty(), "the schema has tables", "it has none")?;
    let mut tried = BTreeSet::new();
    for table in tables {
        for value in database.values(&table, ROWS).await? {
            for encoding in value.encodings() {
                // What cannot be in a cookie cannot be tried; the suite's own values are not secrets.
                let fits = encoding
                    .bytes()
                    .all(|byte| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte));
                if fits && (4..=1024).contains(&encoding.len()) && tried.len() < MOST {
                    tried.insert((encoding, table.clone()));
                }
            }
        }
    }
    let count = tried.len();
    let asked = tried.into_iter().map(|(value, table)| {
        let bearer = world.bearer(&token.with(value));
        let copy = world.copy(0);
        async move { (table, bearer.whoami(copy).await) }
    });
    let mut asked = stream::iter(asked).buffer_unordered(AT_ONCE);
    while let Some((table, who)) = asked.next().await {
        let who = who?;
        if who.is_member() {
            let failure: Check = Err(failed(
                "nothing in the table is a key to a session",
                format!("a value of {table} logs somebody in"),
            ));
            return failure.detail(format!("{count} values were tried"));
        }
    }
    let who = world.bearer(&token).whoami(world.auth(0)).await?;
    expect(
        who.is_member(),
        "the session itself is still good",
        format!("it is {who}"),
    )
}
