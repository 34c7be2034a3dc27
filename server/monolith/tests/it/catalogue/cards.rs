//! What lists show follows from the other tables.

use super::{one, run};
use crate::mall::Mall;

/// Whatever is done to those, and in whatever order.
#[tokio::test]
async fn cards_are_what_their_products_say() {
    let mall = Mall::open().await;
    let wrong = "select count(*) from ((table mall.card except table mall.card_source)
                 union all (table mall.card_source except table mall.card)) row";
    assert_eq!(one::<i64>(&mall, wrong).await, 0, "after seeding");
    for change in [
        "update mall.sku set price_fen = price_fen * 2 where id % 3 = 0",
        "update mall.sku set stock = 0 where id % 2 = 0",
        "update mall.sku set product_id = 1002 where id = 100101",
        "update mall.product set position = -position, name_zh = name_zh || '!'",
        "update mall.product set category_id = (select max(id) from mall.category) where id % 5 = 0",
        "update mall.category set name_en = upper(name_en)",
        "update mall.category set parent_id = (select id from mall.category where parent_id is null limit 1)
         where id in (select parent_id from mall.category where id = (select max(id) from mall.category))",
        "update mall.brand set name_en = upper(name_en) where id % 2 = 0",
        "update mall.attribute set name_zh = name_zh || '?', position = -position",
        "update mall.product set attributes = attributes || '{\"material\": {\"zh\": \"纸\", \"en\": \"Paper\"}}', sold = sold + 1",
        "update mall.sku set choice = '[{\"zh\": \"新\", \"en\": \"New\"}]' where id % 7 = 0",
        "update mall.product set brand_id = null, released = '2026-01-01' where id % 11 = 0",
        "delete from mall.attribute where slug = 'material'",
        "delete from mall.sku where product_id = 1003",
        "delete from mall.product where id = 1004",
        "insert into mall.sku select 100301, 1003, choice, price_fen, stock, position from mall.sku where id = 100501",
        // Hung on a category that is not of the third level, a product is in no list.
        "update mall.product set category_id = (select id from mall.category where parent_id is null limit 1) where id = 1005",
    ] {
        run(&mall, change).await;
        assert_eq!(one::<i64>(&mall, wrong).await, 0, "after {change}");
    }
    // Of two who change variants of one product at once, each sees what the other one did.
    let pool = mall.database.pool();
    for _ in 0..20 {
        let change = |sku: i64, by: i64| async move {
            sqlx::query("update mall.sku set price_fen = price_fen + $2 where id = $1")
                .bind(sku)
                .bind(by)
                .execute(pool)
                .await
                .expect("changed");
        };
        tokio::join!(change(100_601, 7), change(100_602, -9), change(100_601, -5));
    }
    assert_eq!(
        one::<i64>(&mall, wrong).await,
        0,
        "after changes at the same time"
    );
}
