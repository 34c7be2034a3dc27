//! What the labels of cells mean.

use std::collections::BTreeSet;

use diagnosis::Code;

use crate::{
    Scenario,
    golden::{Golden, NOT_PLAYED, OK, short},
    lang::Lang,
};

/// What a cell looks like.
pub enum Look {
    /// It goes as a visitor expects.
    Works,
    /// It fails, with these codes or words.
    Fails(Vec<String>),
    /// It is not played.
    NotPlayed,
}

/// How a cell looks.
pub fn look(golden: &Golden, scenario: Scenario, scene: &str) -> Look {
    match golden.expected(scenario, scene) {
        None | Some(NOT_PLAYED) => Look::NotPlayed,
        Some(OK) => Look::Works,
        Some(label) => Look::Fails(short(label).split(' ').map(str::to_owned).collect()),
    }
}

/// Every code that the file names, with its meaning, in the order of the lesson.
pub fn codes(golden: &Golden, lang: Lang) -> Vec<(String, String)> {
    let mut used = BTreeSet::new();
    for scenario in Scenario::ALL {
        for scene in &golden.scenes {
            if let Look::Fails(codes) = look(golden, scenario, &scene.id) {
                used.extend(codes);
            }
        }
    }
    let diagnosed = Code::ALL
        .into_iter()
        .map(|code| (code.to_string(), lang.word(code.meaning())));
    let own = [
        (
            "U3",
            lang.pick(
                "并发的写入互相覆盖（丢失更新）。",
                "Writes at once overwrite each other (a lost update).",
            ),
        ),
        (
            "no-list",
            lang.pick(
                "没有人知道账户在哪里登录着，别的设备结束不了会话。",
                "Nobody knows where an account is logged in, so no other device can end a session.",
            ),
        ),
        (
            "no-values",
            lang.pick(
                "这种存储除了登录者之外放不下别的东西。",
                "The store carries nothing but who is logged in.",
            ),
        ),
    ];
    let own = own.into_iter().map(|(code, meaning)| (code.to_owned(), meaning));
    diagnosed
        .chain(own)
        .filter(|(code, _)| used.contains(code))
        .map(|(code, meaning)| (code, meaning.to_owned()))
        .collect()
}

/// The scenes on which everything that is played goes as a visitor expects.
pub fn always_works(golden: &Golden) -> Vec<&str> {
    let fine = |scene: &&str| {
        Scenario::ALL
            .into_iter()
            .all(|scenario| !matches!(look(golden, scenario, scene), Look::Fails(_)))
    };
    golden
        .scenes
        .iter()
        .map(|scene| scene.id.as_str())
        .filter(fine)
        .collect()
}
