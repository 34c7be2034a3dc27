//! Statements that are sent again and again keep their plan: to make one takes several times as long as to follow it.

use crate::mall::Mall;
use serde_json::Value;
use sqlx::{Acquire, Executor, Row, raw_sql};
use std::{fs, path::Path};

/// A part of a statement that no other one has, and values for its parameters.
const STATEMENTS: [(&str, &str); 2] = [
    // Who is asking, with one id, as the first visitor after a pause has it.
    (
        "from unnest((select $1::text[])) as asked(id)",
        "array['x'], '1 minute', '10 minutes', '30 seconds', false",
    ),
    (
        "from auth.open_login(",
        "'zhangsan', 'device', null, null, 'zhangsan', '192.0.2.0', array[5, 20], array[null, 30.0], true",
    ),
];
/// PostgreSQL tries so many times what a plan of its own costs each of them.
const TRIED: i64 = 5;

#[tokio::test]
async fn what_every_request_asks_is_planned_once() {
    let mall = Mall::open().await;
    let mut connection = mall.database.pool().acquire().await.expect("a connection");
    for (part, values) in STATEMENTS {
        let statement = committed(part);
        let mut transaction = connection.begin().await.expect("a transaction");
        for text in [
            &format!("prepare kept as {statement}"),
            &[format!("execute kept ({values});").as_str(); 8].concat(),
        ] {
            let done = transaction.execute(raw_sql(text)).await;
            done.unwrap_or_else(|error| panic!("{text}: {error}"));
        }
        let counted = "select generic_plans, custom_plans from pg_prepared_statements where name = 'kept'";
        let row = transaction
            .fetch_one(raw_sql(counted))
            .await
            .expect("the statement is known");
        assert_eq!((row.get(0), row.get(1)), (3_i64, TRIED), "{part}");
        transaction
            .execute(raw_sql("deallocate kept"))
            .await
            .expect("it is known");
    }
}

/// The text of the one statement with this part, as it is compiled.
fn committed(part: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.sqlx");
    let files = fs::read_dir(folder).expect("the queries are committed").flatten();
    let queries = files.filter_map(|file| {
        let query: Value = serde_json::from_str(&fs::read_to_string(file.path()).ok()?).ok()?;
        Some(query["query"].as_str()?.to_owned())
    });
    let mut found = queries.filter(|query| query.contains(part));
    match (found.next(), found.next()) {
        (Some(query), None) => query,
        (none_or_several, _) => panic!(
            "{part} is in {} queries",
            if none_or_several.is_some() {
                "several"
            } else {
                "no"
            }
        ),
    }
}
