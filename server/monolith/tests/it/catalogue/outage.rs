//! A copy that cannot hear of changes, or cannot read.

use super::{FRONT, OUTDATED, PRODUCT, PROMISED, run, shows};
use crate::mall::{Mall, text};
use std::thread::sleep;

#[tokio::test]
async fn a_copy_that_cannot_hear_reads_and_one_that_cannot_read_says_how_old_its_page_is() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    for page in [FRONT, PRODUCT] {
        assert!(!shows(&visitor, page, OUTDATED), "{page}");
    }
    run(&mall, "alter table mall.catalogue rename to silent").await;
    sleep(PROMISED);
    // Committed without raising any version that could be read.
    run(
        &mall,
        "alter table mall.sku disable trigger all; update mall.sku set price_fen = 1234500 where id = 100101",
    )
    .await;
    assert!(
        shows(&visitor, PRODUCT, "12,345"),
        "read at once, by who cannot hear"
    );

    run(
        &mall,
        "alter table mall.card rename to away; alter table mall.product rename to gone",
    )
    .await;
    for page in [FRONT, PRODUCT] {
        let response = visitor.get(page);
        assert_eq!(response.status(), 200, "{page}");
        let shown = text(response);
        assert!(shown.contains(OUTDATED) && shown.contains("不到一分钟"), "{page}");
    }
    let in_english = visitor.send("GET", PRODUCT, &[("accept-language", "en")], Vec::new());
    assert_eq!(in_english.status(), 503, "never shown in this language");
    assert_eq!(
        visitor.get("/p/100301").status(),
        503,
        "what was never shown cannot be"
    );

    run(
        &mall,
        "alter table mall.away rename to card; alter table mall.gone rename to product;
         alter table mall.silent rename to catalogue",
    )
    .await;
    for page in [FRONT, PRODUCT] {
        assert!(!shows(&visitor, page, OUTDATED), "{page}");
    }
}
