//! Ids with the bucket of their member, and tables in ranges of them.

use crate::world::{APPLICATION, Browser, World, is, with_buckets, without_buckets};
use app_session::{Bucket, Viewer};
use std::collections::BTreeSet;

/// The ranges that the rows of a table lie in, by what they are for.
const RANGES: &str = "(
    select string_agg(distinct tableoid::regclass::text, ' ' order by tableoid::regclass::text)
    from (
        select tableoid, id from session.record union all select tableoid, id from session.login
        union all select tableoid, id from session.tombstone union all select tableoid, id from session.renewal
    ) r
)";

#[tokio::test]
async fn all_ids_of_a_member_lie_in_one_range_for_ever() {
    let world = World::partitioned().await;
    let [a, b] = &world.shops_with(&with_buckets()).await;
    let member = world.member("张三").await;
    let bucket = Bucket::of(APPLICATION, member.id).to_string();
    let mut browsers = Vec::new();
    for shop in [a, b, a] {
        browsers.push(Browser::of(&member, shop).await);
    }
    for (browser, now) in browsers
        .iter_mut()
        .zip(["11 minutes", "22 minutes", "33 minutes"])
    {
        assert!(browser.token().starts_with(&bucket), "{bucket}");
        browser.set(a, "k", "v").await.ok();
        browser.post(b, "/confirm", &[]).await.ok();
        assert!(browser.token().starts_with(&bucket), "after a proof of identity");
        // Time for another one.
        world.clock(now).await;
        let before = browser.token().to_owned();
        assert_eq!(browser.viewer(a).await, is(&member));
        assert_ne!(browser.token(), before, "it was time");
        assert!(browser.token().starts_with(&bucket), "after it was renewed");
        assert_eq!(browser.viewer(b).await, is(&member));
        assert_eq!(browser.value(b, "k").await, "v");
    }
    browsers[0].post(b, "/revoke-others", &[]).await.ok();
    assert_eq!(browsers[1].viewer(a).await, Viewer::Guest);
    assert_eq!(browsers[0].viewer(a).await, is(&member));
    let digit = &bucket[1..2];
    let ranges: String = world.value(RANGES).await;
    let expected: BTreeSet<_> = ["record", "login", "tombstone", "renewal"]
        .iter()
        .map(|table| format!("session.{table}_{digit}"))
        .collect();
    let ranges: BTreeSet<_> = ranges.split(' ').map(str::to_owned).collect();
    assert!(ranges.is_subset(&expected) && ranges.len() >= 3, "{ranges:?}");
}

/// Copies that give buckets stand beside copies that do not yet.
#[tokio::test]
async fn a_session_that_began_without_a_bucket_goes_on_without() {
    for world in [World::new().await, World::partitioned().await] {
        let [before] = &world.shops_with(&without_buckets()).await;
        let [after] = &world.shops_with(&with_buckets()).await;
        let member = world.member("张三").await;
        let mut old = Browser::of(&member, before).await;
        let mut new = Browser::of(&member, after).await;
        assert_eq!((old.token().len(), new.token().len()), (22, 25));
        let mut now = 0;
        for shop in [before, after] {
            for browser in [&mut old, &mut new] {
                let length = browser.token().len();
                assert_eq!(browser.viewer(shop).await, is(&member));
                browser.post(shop, "/confirm", &[]).await.ok();
                now += 11;
                world.clock(&format!("{now} minutes")).await;
                let confirmed = browser.token().to_owned();
                assert_eq!(browser.viewer(shop).await, is(&member));
                assert_ne!(browser.token(), confirmed, "it was time for another one");
                assert_eq!(browser.viewer(shop).await, is(&member));
                assert_eq!(browser.token().len(), length, "a session keeps its form");
            }
        }
        // What an old copy began ends from a new one, and the other way round.
        new.post(after, "/revoke-others", &[]).await.ok();
        assert_eq!(old.viewer(before).await, Viewer::Guest);
        old.sign_in(&member, before).await.ok();
        old.post(before, "/revoke-others", &[]).await.ok();
        assert_eq!(new.viewer(after).await, Viewer::Guest);
    }
}

#[tokio::test]
async fn a_cookie_with_another_bucket_is_nobodys() {
    let world = World::new().await;
    let [shop] = &world.shops_with(&with_buckets()).await;
    let member = world.member("张三").await;
    let browser = Browser::of(&member, shop).await;
    let (bucket, secret) = browser.token().split_at(3);
    let other = if bucket == "~00" { "~01" } else { "~00" };
    for value in [format!("{other}{secret}"), secret.to_owned()] {
        assert_eq!(Browser::with(value).viewer(shop).await, Viewer::Guest);
    }
    assert_eq!(browser.clone().viewer(shop).await, is(&member));
}

/// A thief's copy ends the session there, too: the database makes the id of what the browser says.
#[tokio::test]
async fn a_copied_cookie_with_a_bucket_is_noticed() {
    let world = World::partitioned().await;
    let [shop] = &world.shops_with(&with_buckets()).await;
    let member = world.member("张三").await;
    let mut owner = Browser::of(&member, shop).await;
    let mut thief = owner.clone();
    world.clock("11 minutes").await;
    assert_eq!(owner.viewer(shop).await, is(&member), "and gets a new id");
    assert_eq!(owner.viewer(shop).await, is(&member), "which is used");
    world.clock("12 minutes").await;
    assert_eq!(thief.viewer(shop).await, Viewer::Guest);
    assert_eq!(owner.viewer(shop).await, Viewer::Guest);
}

/// Rows at the same place of two ranges are two rows.
#[tokio::test]
async fn what_is_not_over_stays_whatever_lies_at_its_place_elsewhere() {
    let world = World::partitioned().await;
    world
        .run(
            "insert into session.record
             select '~' || to_hex(n) || '0 over', '', session.now() - interval '1 second' from generate_series(0, 7) n;
             insert into session.record
             select '~' || to_hex(n) || '0 live', '', session.now() + interval '1 day' from generate_series(8, 15) n;
             insert into session.tombstone (id, until)
             select '~' || to_hex(n) || '0 over', session.now() - interval '1 second' from generate_series(0, 7) n;
             insert into session.tombstone (id, until)
             select '~' || to_hex(n) || '0 dead', session.now() + interval '1 day' from generate_series(8, 15) n",
        )
        .await;
    let deleted = app_session::sweep(world.owner()).await.expect("swept");
    assert_eq!(deleted, 8);
    assert_eq!(world.count("session.record").await, 8);
    assert_eq!(world.count("session.record where id like '%live'").await, 8);
    assert_eq!(world.count("session.tombstone where id like '%dead'").await, 8);
}
