//! The mall's half: what the role of the mall may do, and when an order is over.

use super::{ask, is_there, run};
use crate::{
    browser::Browser,
    buying::{Form, SKUS, buyer, open},
    query::until,
};

/// The mall forgets whom auth has deleted, and nobody else; it cannot say by itself that somebody was.
#[tokio::test]
async fn the_mall_can_make_nobody_s_orders_anonymous_but_a_deleted_member_s() {
    let mall = open().await;
    let mut member = buyer(&mall, "lisi").await;
    assert_eq!(
        Form::on(&mut member, &format!("/checkout?sku={}&quantity=1", SKUS[0]))
            .send(&mut member)
            .0,
        201
    );
    run(&mall, "update mall.order set cancelled_at = now(), cancelled_by = 'member'; select mall.order_free(array[id]) from mall.order").await;
    let as_the_mall = async |statement: &str| {
        let mut connection = mall.database.pool().acquire().await.expect("connected");
        sqlx::raw_sql("set role cfmall_mall")
            .execute(&mut *connection)
            .await
            .expect("a role");
        let outcome = sqlx::raw_sql(statement).execute(&mut *connection).await;
        sqlx::raw_sql("reset role")
            .execute(&mut *connection)
            .await
            .expect("the owner again");
        outcome.map(drop).map_err(|error| error.to_string())
    };
    for forbidden in [
        "insert into outbox.member_deleted (member_id) values (1)",
        "update outbox.member_deleted set at = now()",
        "delete from outbox.member_deleted",
        "update mall.order set recipient = ''",
        "update mall.order set member_id = 2",
        "select from auth.member",
    ] {
        let outcome = as_the_mall(forbidden).await;
        assert!(
            outcome
                .as_ref()
                .is_err_and(|error| error.contains("permission denied")),
            "{forbidden}: {outcome:?}"
        );
    }
    as_the_mall("select mall.orders_anonymise(member_id) from mall.order")
        .await
        .expect("it may ask");
    assert_eq!(
        ask(&mall, "select recipient from mall.order").await,
        "张三",
        "and nothing happens"
    );
}

/// Orders are looked at one by one: what nobody has to know any more goes, what is under way stays.
#[tokio::test]
async fn an_order_is_forgotten_when_it_is_over() {
    let mall = open().await;
    let mut member = buyer(&mall, "lisi").await;
    for _ in 0..5 {
        let form = Form::on(&mut member, &format!("/checkout?sku={}&quantity=1", SKUS[0]));
        assert_eq!(form.send(&mut member).0, 201);
    }
    run(
        &mall,
        "create temporary table numbered as select id, row_number() over (order by id) as n from mall.order;
         update mall.order o set
             paid_at = case when n > 2 then now() - interval '20 days' end,
             cancelled_at = case when n = 2 then now() end,
             cancelled_by = case when n = 2 then 'member' end,
             shipped_at = case n when 4 then now() - interval '13 days' when 5 then now() - interval '15 days' end
         from numbered where numbered.id = o.id;
         drop table numbered;
         delete from auth.member where user_name = 'lisi'",
    )
    .await;
    assert!(!is_there(&mall, "lisi").await);
    until(
        &mall,
        "select count(*) from outbox.member_deleted where mall_looked_at is not null",
        "1",
    )
    .await;
    // Unpaid, cancelled, paid, sent two weeks ago but for a day, sent more than two weeks ago.
    let state = "select string_agg(case when recipient = '' and member_id is null then 'gone' else 'there' end, ' ' order by id)
                 from mall.order";
    until(&mall, state, "there gone there there gone").await;
    assert_eq!(
        ask(
            &mall,
            "select count(*) from outbox.member_deleted where mall_done_at is null"
        )
        .await,
        "1"
    );
}

/// A copy that dies before it has forgotten somebody leaves it to another one, whichever and whenever.
#[tokio::test]
async fn an_event_waits_for_a_mall_that_is_away() {
    let mall = open().await;
    let mut member = buyer(&mall, "lisi").await;
    member.add(SKUS[0], "1");
    run(
        &mall,
        "alter table mall.address rename to away; delete from auth.member where user_name = 'lisi'",
    )
    .await;
    assert_eq!(Browser::new(&mall).get("/").status(), 200);
    let open = "select count(*) from outbox.member_deleted where mall_looked_at is null";
    assert_eq!(ask(&mall, open).await, "1");
    let copy = mall.beside(&[("INSTANCE", "monolith-2")]);
    run(&mall, "alter table mall.away rename to address").await;
    until(&mall, open, "0").await;
    let left = "select (select count(*) from mall.address) + (select count(*) from mall.cart where owner like 'member %')";
    assert_eq!(ask(&mall, left).await, "0");
    drop(copy);
}
