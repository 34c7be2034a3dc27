//! The lesson path: six chapters, each with scenes to run and the tests that prove what it says.

mod chapters;
mod course;

use axum::{
    extract::{Path, State},
    response::Response,
};
use diagnosis::Words;
use lab_model::Scene;
use leptos::prelude::*;

use super::{
    home::PromiseBadge,
    names::{self, Promise},
    page::{self, Page},
    picture::Picture,
    router::{App, unknown},
    visit::{Visit, visit},
    words::{say, t},
};
use chapters::CHAPTERS;

/// A chapter.
struct Chapter {
    /// The lessons of the course that it belongs to: `P225`.
    course: &'static str,
    title: Words,
    /// What one knows afterwards.
    aim: Words,
    paragraphs: &'static [Words],
    /// A table, if the chapter has one.
    table: Option<&'static Table>,
    /// Its scenes.
    scenes: &'static [&'static str],
    /// What to do, step by step.
    steps: &'static [Words],
    claims: &'static [Claim],
}

/// A table of a chapter.
struct Table {
    head: &'static [Words],
    rows: &'static [&'static [Words]],
}

/// Something that a page says, and the test that fails if it is not so.
pub struct Claim {
    pub says: Words,
    /// The file of the test, from the root of the repository.
    pub file: &'static str,
    /// The name of the test.
    pub test: &'static str,
}

/// `GET /lesson/{chapter}`.
pub async fn show(State(app): State<App>, Path(number): Path<String>, visit: Visit) -> Response {
    let found = number
        .parse::<usize>()
        .ok()
        .and_then(|number| Some((number, CHAPTERS.get(number.checked_sub(1)?)?)));
    let Some((number, chapter)) = found else {
        return page::refused(&app, &visit, &unknown());
    };
    let scenes = app.lab.scenes().await;
    page::respond(&app, &visit, || {
        let title = format!("{number} {}", say(chapter.title));
        Page::new(title, view! { <ChapterView number chapter scenes /> })
    })
}

#[component]
fn ChapterView(number: usize, chapter: &'static Chapter, scenes: Vec<Scene>) -> impl IntoView {
    let paragraphs = chapter
        .paragraphs
        .iter()
        .map(|words| view! { <p>{say(*words)}</p> })
        .collect_view();
    let steps = chapter
        .steps
        .iter()
        .map(|words| view! { <li>{say(*words)}</li> })
        .collect_view();
    let stages = chapter
        .scenes
        .iter()
        .filter_map(|id| scenes.iter().find(|scene| scene.id.to_string() == *id).cloned())
        .map(|scene| view! { <li><Stage scene /></li> })
        .collect_view();
    view! {
        <div class="lesson">
            <Contents number />
            <article class="chapter">
                <p class="chapter__course">{t("谷粒商城 ", "gulimall ")}{chapter.course}</p>
                <h1><span class="chapter__number" aria-hidden="true">{numeral(number)}</span>{say(chapter.title)}</h1>
                <p class="chapter__aim">{say(chapter.aim)}</p>
                {paragraphs}
                {chapter.table.map(table)}
                <section class="chapter__run" aria-labelledby="run">
                    <h2 id="run">{t("动手", "Run it")}</h2>
                    <ul class="stages">{stages}</ul>
                    <ol class="chapter__steps">{steps}</ol>
                </section>
                <Claims claims=chapter.claims />
                <Onward number />
            </article>
        </div>
    }
}

/// What a page says, with the tests of it.
#[component]
pub fn Claims(claims: &'static [Claim]) -> impl IntoView {
    let claims = claims
        .iter()
        .map(|claim| {
            view! {
                <li>
                    <p>{say(claim.says)}</p>
                    <code>{claim.file}</code>
                    <code>{claim.test}</code>
                </li>
            }
        })
        .collect_view();
    view! {
        <section aria-labelledby="claims">
            <h2 id="claims">{t("每句话都有测试", "Every claim has a test")}</h2>
            <ul class="claims">{claims}</ul>
        </section>
    }
}

/// The number of a chapter as a seal has it.
fn numeral(number: usize) -> &'static str {
    ["壹", "贰", "叁", "肆", "伍", "陆"]
        .get(number.wrapping_sub(1))
        .copied()
        .unwrap_or_default()
}

#[component]
fn Contents(number: usize) -> impl IntoView {
    let visit = visit();
    let entries = CHAPTERS
        .iter()
        .enumerate()
        .map(|(index, chapter)| {
            let current = (index + 1 == number).then_some("page");
            view! {
                <li>
                    <a href=visit.to(&format!("/lesson/{}", index + 1)) aria-current=current>
                        <span class="contents__number">{index + 1}</span>
                        {say(chapter.title)}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <nav class="contents" aria-label=t("章节", "Chapters")><ol>{entries}</ol></nav> }
}

#[component]
fn Stage(scene: Scene) -> impl IntoView {
    let visit = visit();
    let promise = Promise::of(&scene);
    let id = scene.id.to_string();
    let action = visit.to(&format!("{}/start", names::address(&scene.id)));
    let title = say(names::title(&scene.id));
    view! {
        <form class="stage" method="post" action=action>
            <Picture scene />
            <div>
                <p class="stage__name"><strong>{id.clone()}</strong><PromiseBadge promise /></p>
                <p>{title}</p>
                <button class="button button--small" type="submit">{t("启动", "Start")}{format!(" {id}")}</button>
            </div>
        </form>
    }
}

#[component]
fn Onward(number: usize) -> impl IntoView {
    let visit = visit();
    let link = |to: usize, class: &'static str| {
        let chapter = CHAPTERS.get(to.checked_sub(1)?)?;
        Some(view! { <a class=class href=visit.to(&format!("/lesson/{to}"))>{say(chapter.title)}</a> })
    };
    view! {
        <nav class="onward" aria-label=t("前后两章", "Previous and next chapter")>
            {link(number - 1, "onward__back")}
            {link(number + 1, "onward__next")}
        </nav>
    }
}

fn table(table: &'static Table) -> impl IntoView {
    let head = table
        .head
        .iter()
        .map(|words| view! { <th scope="col">{say(*words)}</th> })
        .collect_view();
    let rows = table
        .rows
        .iter()
        .map(|row| {
            let cells = row
                .iter()
                .enumerate()
                .map(|(index, words)| match index {
                    0 => view! { <th scope="row">{say(*words)}</th> }.into_any(),
                    _ => view! { <td>{say(*words)}</td> }.into_any(),
                })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <div class="scroll" role="region" tabindex="0" aria-label=t("表格", "Table")>
            <table class="plain-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::{super::sites, CHAPTERS};

    #[test]
    fn every_claim_names_a_test_that_exists() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let claims = CHAPTERS.iter().flat_map(|chapter| chapter.claims);
        for claim in claims.chain(&sites::CLAIMS) {
            let code = fs::read_to_string(root.join(claim.file)).unwrap_or_default();
            let is_there = [format!("fn {}(", claim.test), format!("test('{}", claim.test)]
                .iter()
                .any(|test| code.contains(test));
            assert!(is_there, "{} has no test {}", claim.file, claim.test);
        }
    }

    #[test]
    fn every_chapter_has_scenes_steps_and_claims() {
        for chapter in &CHAPTERS {
            assert!(!chapter.scenes.is_empty() && !chapter.steps.is_empty() && !chapter.claims.is_empty());
            assert!(chapter.course.starts_with('P'));
        }
    }
}
