//! Tables of sessions in ranges of ids.

use sqlx::migrate::Migration;
use std::borrow::Cow;

/// The first digits of the buckets: as many ranges, besides the one of ids without a bucket.
const DIGITS: &[u8; 16] = b"0123456789abcdef";
/// The tables whose rows belong to one id.
const TABLES: [&str; 4] = ["record", "login", "tombstone", "renewal"];
/// What a partitioned table cannot have is what its partitions have, or nobody needs (migration 0043).
const INSTEAD: [(&str, &str); 4] = [
    ("    id text primary key", "    id text collate \"C\" primary key"),
    (
        "    session_id text not null references",
        "    session_id text collate \"C\" not null references",
    ),
    (" constraint login_handle_key unique,", ","),
    (
        "\n-- Room for touches to stay on their page (heap-only tuples).\nwith (fillfactor = 75)",
        "",
    ),
];

/// A migration, rewritten for a schema in which the tables of sessions lie in seventeen ranges of ids: one for each first digit of a
/// [`Bucket`](crate::Bucket), and one for ids without. For a database that has no tables yet.
///
/// A session stays in its range when its id changes, since all of its ids have the same bucket. PostgreSQL would move it otherwise, and call
/// the triggers of a delete and an insert in place of those of an update.
pub fn partitioned(migration: &Migration) -> Migration {
    let mut text = migration.sql.to_string();
    for table in TABLES {
        let head = format!("create table session.{table} (\n");
        let Some(start) = text.find(&head) else {
            continue;
        };
        let Some(length) = text[start..].find(";\n") else {
            continue;
        };
        let mut create = text[start..start + length].to_owned();
        for (plain, instead) in INSTEAD {
            create = create.replace(plain, instead);
        }
        let fill = if table == "login" {
            " with (fillfactor = 75)"
        } else {
            ""
        };
        let create = format!("{create} partition by range (id);\n{}", ranges(table, fill));
        text.replace_range(start..start + length + 2, &create);
    }
    Migration {
        sql: Cow::Owned(text),
        ..migration.clone()
    }
}

fn ranges(table: &str, with: &str) -> String {
    let name = |digit: &u8| char::from(*digit);
    let first = format!(
        "create table session.{table}_old partition of session.{table} for values from (minvalue) to ('~'){with};\n"
    );
    let others = DIGITS.iter().enumerate().map(|(number, digit)| {
        let end = match DIGITS.get(number + 1) {
            Some(next) => format!("'~{}'", name(next)),
            None => "maxvalue".to_owned(),
        };
        // The first one begins where ids without a bucket end.
        let start = if number == 0 { "~".to_owned() } else { format!("~{}", name(digit)) };
        format!(
            "create table session.{table}_{digit} partition of session.{table} for values from ('{start}') to ({end}){with};\n",
            digit = name(digit)
        )
    });
    [first].into_iter().chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MIGRATOR;

    #[test]
    fn all_tables_of_sessions_are_partitioned_and_nothing_else_changes() {
        let mut changed = Vec::new();
        for migration in MIGRATOR.iter() {
            let other = partitioned(migration);
            assert_eq!(
                (other.version, &other.checksum),
                (migration.version, &migration.checksum)
            );
            if other.sql != migration.sql {
                changed.push((
                    migration.version,
                    other.sql.matches(" partition by range (id);\n").count(),
                ));
            }
        }
        assert_eq!(changed, [(1, 1), (4, 2), (32, 1)]);
    }
}
