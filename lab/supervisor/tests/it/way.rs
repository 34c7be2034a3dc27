//! A learner's way: see it fail, know why, flip one switch.

use lab_model::{Lab, Switch};

use crate::{
    browser::Browser,
    lab::{LAB, Said, diagnosis, scene},
};

const NICKNAME: &str = "张三";

#[test]
fn from_the_missing_nickname_to_the_fix() {
    LAB.tell(async {
        let first = scene("T2a");
        let mut browser = Browser::at(&first, "learner").await;
        let page = browser.log_in().await;
        assert_eq!(page.status, 200);
        assert!(!page.greets(NICKNAME));
        println!("{:#?}", LAB.supervisor.seen(&first, 0).await.unwrap());
        println!(
            "{:#?}",
            LAB.supervisor.diagnose(&first, &browser.visitor).await.unwrap()
        );
        println!("{:#?}", LAB.supervisor.scene(&first).await.unwrap());
        assert_eq!(diagnosis(&first, &browser.visitor).await.first, ["A1.sibling"]);
    });
}
