//! The matrix as a picture: wide for a page, narrow for a telephone.
#![expect(clippy::cast_precision_loss, reason = "columns and lines are few")]

use super::{
    legend::{self, Look},
    svg::{Svg, wrap},
};
use crate::{
    Scenario,
    golden::{Golden, SceneEntry},
    lang::Lang,
};

/// The distance from the edge.
const EDGE: f32 = 32.0;

/// The picture for a page.
pub fn wide(golden: &Golden, lang: Lang) -> String {
    const NAMES: f32 = 400.0;
    const CELL: (f32, f32) = (48.0, 34.0);
    const STEP: (f32, f32) = (54.0, 42.0);
    let columns = Scenario::ALL.len() as f32;
    let width = EDGE + NAMES + columns * STEP.0 - 6.0 + EDGE;
    let mut svg = Svg::new();
    svg.text((EDGE, 54.0), 26.0, "text bold", title(lang));
    svg.text((EDGE, 80.0), 14.5, "quiet", &subtitle(golden, lang));
    let column = |index: usize| EDGE + NAMES + index as f32 * STEP.0;
    for (index, scenario) in Scenario::ALL.into_iter().enumerate() {
        svg.text(
            (column(index) + CELL.0 / 2.0, 122.0),
            13.5,
            "text bold middle",
            scenario.id(),
        );
    }
    let mut y = 134.0;
    for scene in &golden.scenes {
        svg.line((EDGE, y), width - EDGE);
        let middle = y + 4.0 + CELL.1 / 2.0;
        svg.text((EDGE, middle + 5.0), 14.5, "text bold", &scene.id);
        svg.text((EDGE + 116.0, middle + 4.5), 12.5, "quiet", words(scene, lang));
        for (index, scenario) in Scenario::ALL.into_iter().enumerate() {
            cell(&mut svg, golden, scenario, scene, (column(index), y + 4.0), CELL);
        }
        y += STEP.1;
    }
    svg.line((EDGE, y), width - EDGE);
    y += 34.0;
    y = signs(&mut svg, y, lang);
    let half = (width - 2.0 * EDGE) / 2.0;
    let mut left = y;
    for scenario in Scenario::ALL {
        svg.text((EDGE, left), 13.0, "text bold", scenario.id());
        svg.text((EDGE + 40.0, left), 13.0, "text", lang.word(scenario.title()));
        left += 21.0;
    }
    let mut right = y;
    for (code, meaning) in legend::codes(golden, lang) {
        right = code_line(&mut svg, (EDGE + half, right), half, 13.0, &code, &meaning);
    }
    let height = left.max(right) + 12.0;
    svg.finish(
        (width, height),
        lang.pick("zh-CN", "en"),
        title(lang),
        &subtitle(golden, lang),
    )
}

/// The picture for a telephone.
pub fn narrow(golden: &Golden, lang: Lang) -> String {
    const WIDTH: f32 = 390.0;
    const EDGE: f32 = 16.0;
    const CELL: (f32, f32) = (41.0, 32.0);
    const STEP: (f32, f32) = (45.3, 52.0);
    const PER_LINE: usize = 8;
    let mut svg = Svg::new();
    svg.text((EDGE, 38.0), 21.0, "text bold", title(lang));
    let mut y = 60.0;
    for line in wrap(&subtitle(golden, lang), 13.0, WIDTH - 2.0 * EDGE) {
        svg.text((EDGE, y), 13.0, "quiet", &line);
        y += 18.0;
    }
    y += 6.0;
    for scene in &golden.scenes {
        svg.line((EDGE, y), WIDTH - EDGE);
        svg.text((EDGE, y + 23.0), 15.0, "text bold", &scene.id);
        y += 41.0;
        for line in wrap(words(scene, lang), 12.5, WIDTH - 2.0 * EDGE) {
            svg.text((EDGE, y), 12.5, "quiet", &line);
            y += 17.0;
        }
        for (index, scenario) in Scenario::ALL.into_iter().enumerate() {
            let x = EDGE + (index % PER_LINE) as f32 * STEP.0;
            let top = y + (index / PER_LINE) as f32 * STEP.1;
            svg.text((x + CELL.0 / 2.0, top + 5.0), 11.5, "quiet middle", scenario.id());
            cell(&mut svg, golden, scenario, scene, (x, top + 9.0), CELL);
        }
        y += Scenario::ALL.len().div_ceil(PER_LINE) as f32 * STEP.1 + 4.0;
    }
    svg.line((EDGE, y), WIDTH - EDGE);
    y += 26.0;
    let signs = [
        ("✓", lang.pick("符合访问者的预期", "as a visitor expects")),
        ("–", lang.pick("在这里没有意义", "makes no sense here")),
    ];
    for (sign, meaning) in signs {
        y = code_line(&mut svg, (EDGE, y), WIDTH - 2.0 * EDGE, 13.0, sign, meaning);
    }
    y += 10.0;
    for scenario in Scenario::ALL {
        y = code_line(
            &mut svg,
            (EDGE, y),
            WIDTH - 2.0 * EDGE,
            13.0,
            scenario.id(),
            lang.word(scenario.title()),
        );
    }
    y += 10.0;
    for (code, meaning) in legend::codes(golden, lang) {
        y = code_line(&mut svg, (EDGE, y), WIDTH - 2.0 * EDGE, 13.0, &code, &meaning);
    }
    svg.finish(
        (WIDTH, y + 4.0),
        lang.pick("zh-CN", "en"),
        title(lang),
        &subtitle(golden, lang),
    )
}

fn cell(
    svg: &mut Svg,
    golden: &Golden,
    scenario: Scenario,
    scene: &SceneEntry,
    at: (f32, f32),
    size: (f32, f32),
) {
    let expected = golden.expected(scenario, &scene.id).unwrap_or_default();
    let title = format!("{} · {}: {expected}", scenario.id(), scene.id);
    match legend::look(golden, scenario, &scene.id) {
        Look::Works => svg.works(at, size, &title),
        Look::Fails(codes) => svg.fails(at, size, &codes, &title),
        Look::NotPlayed => svg.not_played(at, size, &title),
    }
}

/// What the three forms of a cell mean, in one line.
fn signs(svg: &mut Svg, y: f32, lang: Lang) -> f32 {
    const SIGN: (f32, f32) = (44.0, 26.0);
    let top = y - 18.0;
    svg.works((EDGE, top), SIGN, "ok");
    svg.text(
        (EDGE + 54.0, y),
        13.0,
        "text",
        lang.pick("符合访问者的预期", "as a visitor expects"),
    );
    svg.fails((EDGE + 240.0, top), SIGN, &["R1".to_owned()], "R1");
    svg.text(
        (EDGE + 294.0, y),
        13.0,
        "text",
        lang.pick("失败，原因如下", "fails, for this reason"),
    );
    svg.not_played((EDGE + 480.0, top), SIGN, "-");
    svg.text(
        (EDGE + 534.0, y),
        13.0,
        "text",
        lang.pick("在这里没有意义", "makes no sense here"),
    );
    y + 38.0
}

/// A code and its meaning, on as many lines as it takes. Gives where the next one begins.
fn code_line(svg: &mut Svg, (x, y): (f32, f32), width: f32, size: f32, code: &str, meaning: &str) -> f32 {
    let indent = if code.len() > 3 { 82.0 } else { 40.0 };
    svg.text((x, y), size, "text bold", code);
    let mut at = y;
    for line in wrap(meaning, size, width - indent) {
        svg.text((x + indent, at), size, "text", &line);
        at += size + 5.0;
    }
    at + 3.0
}

const fn title(lang: Lang) -> &'static str {
    lang.pick("什么时候登录会丢", "When a login gets lost")
}

fn subtitle(golden: &Golden, lang: Lang) -> String {
    let (count, scenes) = (Scenario::ALL.len(), golden.scenes.len());
    match lang {
        Lang::Zh => format!("{scenes} 种部署，各做 {count} 件事：真实的进程，真实的请求，真实的 Cookie。"),
        Lang::En => format!(
            "{count} things that visitors do on {scenes} deployments: real processes, real requests, real cookies."
        ),
    }
}

fn words(scene: &SceneEntry, lang: Lang) -> &str {
    lang.pick(&scene.zh, &scene.en)
}
