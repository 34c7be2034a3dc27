//! A session never exists again after it was deleted.

use crate::world::{Browser, World, without_buckets};
use app_session::Viewer;
use sqlx::{PgPool, postgres::PgConnection};
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
};

/// The stock store's own way of saving, with an end of far away.
async fn upsert(pool: PgPool, id: String) -> sqlx::Result<()> {
    sqlx::query(
        "insert into session.record (id, data, expiry_date) values ($1, '\\x90', now() + interval '1 year')
         on conflict (id) do update set data = excluded.data, expiry_date = excluded.expiry_date",
    )
    .bind(id)
    .execute(&pool)
    .await
    .map(drop)
}

fn code(error: &sqlx::Error) -> String {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    code.unwrap_or_default().into_owned()
}

async fn end(connection: &mut PgConnection, statement: &str) {
    sqlx::raw_sql(statement)
        .execute(connection)
        .await
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
}

/// What ends `id`, as a statement.
fn endings(id: &str) -> [String; 4] {
    let other = Id::default();
    [
        format!("delete from session.record where id = '{id}'"),
        format!("select session.sign_out('{id}')"),
        format!("select session.rotate('{id}', '{other}', null)"),
        format!("select session.revoke_all(member_id, null, 'test') from session.login where id = '{id}'"),
    ]
}

/// A save that was sent while the delete was under way waits for it, and must see it.
#[tokio::test]
async fn i3_a_deleted_session_never_comes_back_by_a_save_that_waited() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    for way in 0..endings("").len() {
        let mut browser = Browser::of(&member, shop).await;
        let id = browser.id();
        let statement = &endings(&id)[way];
        let mut ending = world.owner().begin().await.expect("a transaction");
        end(&mut ending, statement).await;
        let saving = tokio::spawn(upsert(world.owner().clone(), id.clone()));
        world.until_waiting(1).await;
        ending.commit().await.expect("committed");
        let error = saving
            .await
            .expect("it does not panic")
            .expect_err("it is refused");
        assert_eq!(code(&error), "CFS01", "after {statement}");
        assert_eq!(world.count(&format!("session.record where id = '{id}'")).await, 0);
        assert_eq!(browser.viewer(shop).await, Viewer::Guest);
    }
}

/// The same with the published store, which is what a handler of `tower-sessions` would have in hand.
#[tokio::test]
async fn i3_a_deleted_session_never_comes_back_by_the_published_store() {
    let world = World::new().await;
    let [shop] = &world.shops_with(&without_buckets()).await;
    let member = world.member("张三").await;
    let browser = Browser::of(&member, shop).await;
    let secret: Id = browser.token().parse().expect("an id");
    let store = world.store();
    let record = store.load(&secret).await.expect("loaded").expect("it is there");

    let mut ending = world.owner().begin().await.expect("a transaction");
    end(
        &mut ending,
        &format!("select session.sign_out('{}')", browser.id()),
    )
    .await;
    let saving = tokio::spawn({
        let (store, record) = (store.clone(), record.clone());
        async move { store.save(&record).await }
    });
    world.until_waiting(1).await;
    ending.commit().await.expect("committed");
    let error = saving
        .await
        .expect("it does not panic")
        .expect_err("it is refused");
    assert!(error.to_string().contains("this session has ended"), "{error}");

    store
        .save(&record)
        .await
        .expect_err("and again, with nobody in its way");
    let mut again = record.clone();
    store.create(&mut again).await.expect_err("nor as a new one");
    assert!(store.load(&secret).await.expect("loaded").is_none());
}

/// If the delete is taken back, the save that waited for it is as good as any.
#[tokio::test]
async fn i3_a_save_that_waited_for_a_delete_that_failed_is_kept() {
    let world = World::new().await;
    let [shop] = &world.shops_with(&without_buckets()).await;
    let member = world.member("张三").await;
    let browser = Browser::of(&member, shop).await;
    let secret: Id = browser.token().parse().expect("an id");
    let store = world.store();
    let mut record: Record = store.load(&secret).await.expect("loaded").expect("it is there");
    record.data.insert("k".into(), "v".into());

    let mut ending = world.owner().begin().await.expect("a transaction");
    end(
        &mut ending,
        &format!("select session.sign_out('{}')", browser.id()),
    )
    .await;
    let saving = tokio::spawn(async move { store.save(&record).await });
    world.until_waiting(1).await;
    ending.rollback().await.expect("taken back");
    saving.await.expect("it does not panic").expect("it is saved");
    assert_eq!(browser.clone().value(shop, "k").await, "v");
}

#[tokio::test]
async fn i3_no_other_statement_brings_an_id_back_either() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    let (mut dead, alive) = (Browser::of(&member, shop).await, Browser::of(&member, shop).await);
    let (id, other) = (dead.id(), alive.id());
    let copy = dead.clone();
    dead.post(shop, "/sign-out", &[]).await.ok();
    for statement in [
        format!("insert into session.record values ('{id}', '\\x90', now() + interval '1 year')"),
        format!("update session.record set id = '{id}' where id = '{other}'"),
        format!("select session.rotate('{other}', '{id}', null)"),
    ] {
        let refused = sqlx::raw_sql(&statement).execute(world.owner()).await;
        assert_eq!(code(&refused.expect_err("it is refused")), "CFS01", "{statement}");
    }
    assert_eq!(copy.clone().viewer(shop).await, Viewer::Guest);
    assert_eq!(alive.clone().viewer(shop).await, crate::world::is(&member));
}

/// Past its absolute end nothing guards the id any more; but whose session it was is gone for good.
#[tokio::test]
async fn i3_a_record_that_is_saved_again_after_its_time_is_nobodys() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, shop).await;
    let id = browser.id();
    world.clock("13 hours").await;
    app_session::sweep(world.owner()).await.expect("swept");
    assert_eq!(world.count("session.record").await, 0);
    world.clock("1000 days").await;
    app_session::sweep(world.owner()).await.expect("swept");
    assert_eq!(world.count("session.tombstone").await, 0);
    world.clock("0").await;
    upsert(world.owner().clone(), id).await.expect("saved");
    assert_eq!(browser.viewer(shop).await, Viewer::Guest);
}
