//! The matrix as text.

use std::fmt::Write;

use super::legend::{self, Look};
use crate::{
    Scenario,
    golden::{Golden, NOT_PLAYED},
    lang::Lang,
};

/// The table alone.
pub fn table(golden: &Golden, lang: Lang) -> String {
    let mut out = format!("| {} |", lang.pick("部署", "topology"));
    for scenario in Scenario::ALL {
        let _ = write!(out, " {} |", scenario.id());
    }
    out.push_str("\n|---|");
    out.push_str(&":-:|".repeat(Scenario::ALL.len()));
    out.push('\n');
    for scene in &golden.scenes {
        let _ = write!(out, "| **{}** {} |", scene.id, lang.pick(&scene.zh, &scene.en));
        for scenario in Scenario::ALL {
            let cell = match legend::look(golden, scenario, &scene.id) {
                Look::Works => "✓".to_owned(),
                Look::NotPlayed => "–".to_owned(),
                Look::Fails(codes) => codes.join(" "),
            };
            let _ = write!(out, " {cell} |");
        }
        out.push('\n');
    }
    out
}

/// The part of a README.
pub fn readme(golden: &Golden, lang: Lang) -> String {
    let suffix = lang.pick(".zh-CN", "");
    let folder = super::FOLDER;
    let always = legend::always_works(golden).join(lang.pick("、", ", "));
    let (count, scenes) = (Scenario::ALL.len(), golden.scenes.len());
    let alt = match lang {
        Lang::Zh => format!("{scenes} 种部署各做 {count} 件事；全部符合访问者预期的只有 {always}"),
        Lang::En => format!(
            "{count} scenarios on each of {scenes} deployments; everything goes as a visitor expects on {always} only"
        ),
    };
    format!(
        "<picture>\n  <source media=\"(max-width: 640px)\" srcset=\"{folder}/matrix-narrow{suffix}.svg\">\n  \
         <img alt=\"{alt}\" src=\"{folder}/matrix{suffix}.svg\">\n</picture>\n"
    )
}

/// The whole document.
pub fn document(golden: &Golden, lang: Lang) -> String {
    let suffix = lang.pick(".zh-CN", "");
    let (zh_link, en_link) = ("[English](matrix.md)", "[中文](matrix.zh-CN.md)");
    let mut out = format!(
        "# {}\n\n{}\n\n",
        lang.pick("什么时候登录会丢", "When a login gets lost"),
        lang.pick(zh_link, en_link)
    );
    out.push_str(lang.pick(
        "脚本访问者在每一种部署上做同样的事，用的是真实的进程、真实的请求和真实的 Cookie。✓ 表示结果符合访问者的预期；\
         否则写的是诊断出来的原因。期望写在 `lab/scenarios/golden.toml`，由 `cargo xtask lab matrix` 逐格比较：\
         该失败的不再失败，和该成功的失败了一样，都算不通过。本页由这个文件生成。\n\n",
        "Scripted visitors do the same things on every deployment, with real processes, real requests and real cookies. ✓ means that it \
         goes as a visitor expects; otherwise the cell names the cause that the diagnosis found. What is expected is in \
         `lab/scenarios/golden.toml`, and `cargo xtask lab matrix` compares every cell: a failure that stops happening counts as much \
         as a success that does. This page is generated from that file.\n\n",
    ));
    let _ = writeln!(
        out,
        "![{}](matrix{suffix}.svg)\n",
        lang.pick("全部结果的图", "all of it as a picture")
    );
    out += &table(golden, lang);
    let _ = writeln!(out, "\n## {}\n", lang.pick("做什么", "What is done"));
    for scenario in Scenario::ALL {
        let _ = writeln!(out, "- **{}** {}", scenario.id(), lang.word(scenario.title()));
    }
    let _ = writeln!(out, "\n## {}\n", lang.pick("原因", "The causes"));
    for (code, meaning) in legend::codes(golden, lang) {
        let _ = writeln!(out, "- **{code}** {meaning}");
    }
    let _ = writeln!(out, "\n## {}\n", lang.pick("为什么是这样", "Why it is so"));
    for scenario in Scenario::ALL {
        for (scenes, why) in reasons(golden, scenario, lang) {
            let _ = writeln!(
                out,
                "- {} · {}: {why}",
                scenario.id(),
                scenes.join(lang.pick("、", ", "))
            );
        }
    }
    out
}

/// The reasons that the file gives for a scenario, each with all scenes that it is for.
fn reasons(golden: &Golden, scenario: Scenario, lang: Lang) -> Vec<(Vec<&str>, &str)> {
    let mut reasons: Vec<(Vec<&str>, &str)> = Vec::new();
    for scene in &golden.scenes {
        let Some(why) = golden.why(scenario, &scene.id) else {
            continue;
        };
        let text = lang.pick(&why.zh, &why.en);
        match reasons.iter_mut().find(|(_, known)| *known == text) {
            Some((scenes, _)) => scenes.push(&scene.id),
            None => reasons.push((vec![&scene.id], text)),
        }
    }
    debug_assert!(golden.scenes.iter().all(|scene| {
        golden.expected(scenario, &scene.id) != Some(NOT_PLAYED) || golden.why(scenario, &scene.id).is_some()
    }));
    reasons
}
