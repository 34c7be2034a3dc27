//! `bench pages --soak`: whether a copy's memory grows while a crawler asks for every page, over and over again.

use std::{
    collections::BTreeSet,
    fmt::Write,
    fs, thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use dev_deployment::{psql, stop};

use super::{
    growth::{Growth, Sample},
    measure::BROWSER,
    server::Server,
    world::{World, resident},
};
use crate::{
    course::Course,
    load::{self, Load},
    machine::{self, Machine},
    options::PagesOptions,
    publish::{self, Files, Goal},
    table::{table, thousands},
    world as files,
};

const NAME: &str = "pages-soak";
/// A crawler that keeps the copy busy, and leaves something for whoever shares its cores.
const CONNECTIONS: u16 = 16;
/// The most samples of a run, and their least distance.
const SAMPLES: u64 = 240;
const DISTANCE: Duration = Duration::from_secs(1);
/// The rows of the table.
const ROWS: usize = 12;
/// In MiB.
const MEMORY: f64 = 150.0;
/// By so much of the second quarter's memory the last quarter's may be greater.
const GROWTH: f64 = 0.03;
/// The addresses of all variants, of the categories, and of a search for every fiftieth product.
const VARIANTS: &str = "select '/p/' || id from mall.sku order by id";
const CATEGORIES: &str = "select '/c/' || slug from mall.category order by id";
const NAMES: &str = "select name_zh from mall.product where id % 50 = 0 order by id";
const METHOD: &str = "\
Written by `cargo xtask bench pages --soak MINUTES`; do not edit. A crawler asks one copy (a monolith, release build) for every page: the
front page, each variant of each product, each category with all its pages, and searches, mixed. It asks with the header of a current browser,
so that compressed fragments are made, too, on 16 connections, and begins again when it is through. The copy's
resident memory is sampled meanwhile. It fills up in the first quarter of the time, if that is long enough; what grows without end is
greater in the last quarter than in the second. The figure per hour is the slope of the line that fits the last three quarters best.
";

/// What was found.
struct Soaked {
    samples: Vec<Sample>,
    addresses: usize,
    rate: f64,
    machine: Machine,
}

/// Crawls, samples and writes down.
pub fn run(options: &PagesOptions, minutes: u16, course: &Course) -> Result<()> {
    let (world, database) = World::alone(options, course)?;
    course.say("finding all addresses");
    let addresses = addresses(&world, &database)?;
    let paths = files::file("addresses");
    fs::write(&paths, addresses.join("\n") + "\n")?;
    course.say(&format!(
        "asking for {} addresses for {minutes} minutes",
        thousands(f64::from(u32::try_from(addresses.len())?))
    ));
    let load = Load {
        paths: Some(paths),
        accept_encoding: Some(BROWSER),
        rate: options.rate.map(f64::from),
        ..Load::of(String::new(), CONNECTIONS, minutes * 60)
    };
    let (address, process) = (world.address(Server::OursMany)?, world.process(Server::OursMany)?);
    let (samples, rate) = thread::scope(|scope| {
        let crawler = scope.spawn(|| load::run(address, &load));
        let distance = (Duration::from_secs(u64::from(minutes) * 60) / u32::try_from(SAMPLES)?).max(DISTANCE);
        let started = Instant::now();
        let mut samples = Vec::new();
        while !crawler.is_finished() {
            thread::sleep(distance);
            samples.push(Sample {
                minutes: started.elapsed().as_secs_f64() / 60.0,
                mebibytes: resident(process),
            });
        }
        let visits = crawler.join().ok().context("the crawler broke")??;
        anyhow::Ok((samples, visits.rate))
    })?;
    stop::check_interrupt()?;
    let soaked = Soaked {
        samples,
        addresses: addresses.len(),
        rate,
        machine: machine::common(&world.cluster)?,
    };
    drop(world);
    write(options, minutes, &soaked)
}

/// The paths of all pages.
fn addresses(world: &World, database: &str) -> Result<Vec<String>> {
    let ask = |statement| psql::ask_as_owner(database, &[statement]);
    let mut all = vec!["/".to_owned()];
    for first in ask(CATEGORIES)?.lines() {
        follow(first, &mut all, |path| {
            load::get(world.address(Server::OursMany)?, path, "")
        })?;
    }
    all.extend(ask(VARIANTS)?.lines().map(str::to_owned));
    let search = |name: &str| format!("/search?q={}", encoded(name));
    all.extend(ask(NAMES)?.lines().map(search));
    Ok(mixed(all))
}

/// The addresses in an order in which every stretch has some of every kind, the same order each time: otherwise one quarter of the time would be
/// one of searches and another one of products, and comparing them would say nothing about growth.
fn mixed(all: Vec<String>) -> Vec<String> {
    let count = all.len();
    // Steps of the golden ratio visit everything evenly, if they share no divisor with the number of addresses.
    let mut step = (count * 382 / 1_000).max(1);
    while divisor(step, count) > 1 {
        step += 1;
    }
    let mut all: Vec<_> = all.into_iter().map(Some).collect();
    let places = (0..count).map(|place| place * step % count);
    places.filter_map(|place| all[place].take()).collect()
}

/// The greatest divisor that two numbers share.
fn divisor(one: usize, other: usize) -> usize {
    if other == 0 {
        one
    } else {
        divisor(other, one % other)
    }
}

/// Adds a list's first page and all that follow it, as its links say.
fn follow(first: &str, all: &mut Vec<String>, get: impl Fn(&str) -> Result<String>) -> Result<()> {
    let mut known = BTreeSet::new();
    let mut here = Some(first.to_owned());
    while let Some(path) = here {
        if stop::asked() {
            return Err(stop::Stopped.into());
        }
        ensure!(known.insert(path.clone()), "{path} follows itself");
        here = next_of(&get(&path)?);
        all.push(path);
    }
    Ok(())
}

/// The address of the link with `rel="next"`, if there is one.
fn next_of(page: &str) -> Option<String> {
    let at = page.find("rel=\"next\"")?;
    let tag = &page[page[..at].rfind('<')?..];
    let tag = &tag[..tag.find('>')?];
    let address = tag.split("href=\"").nth(1)?.split('"').next()?;
    Some(address.replace("&amp;", "&"))
}

fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            encoded.push(byte.into());
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

fn goals(growth: &Growth) -> [Goal; 2] {
    [
        Goal {
            aim: format!("at most {MEMORY} MiB of memory"),
            found: format!("{:.0} MiB", growth.most),
            reached: growth.most <= MEMORY,
        },
        Goal {
            aim: format!(
                "not growing: the last quarter's mean at most {:.0} % above the second quarter's",
                GROWTH * 100.0
            ),
            found: format!(
                "{:+.1} % ({:.1} and {:.1} MiB; {:+.1} MiB an hour)",
                growth.share() * 100.0,
                growth.second,
                growth.last,
                growth.slope
            ),
            reached: growth.share() <= GROWTH,
        },
    ]
}

fn write(options: &PagesOptions, minutes: u16, soaked: &Soaked) -> Result<()> {
    let growth = Growth::of(&soaked.samples).context("there are too few samples")?;
    let goals = goals(&growth);
    publish::show("", &goals);
    let mut text = format!(
        "# Memory of a copy under a crawler\n\n{METHOD}\n{}",
        publish::goals("goal", &goals)
    );
    let every = soaked.samples.len().div_ceil(ROWS);
    let rows: Vec<_> = soaked
        .samples
        .chunks(every)
        .filter_map(|samples| samples.last())
        .map(|sample| {
            vec![
                format!("{:.1}", sample.minutes),
                format!("{:.1}", sample.mebibytes),
            ]
        })
        .collect();
    let _ = write!(text, "\n{}\n", table(&["minutes", "MiB"], &rows));
    let requests = soaked.rate * f64::from(minutes) * 60.0;
    let addresses = f64::from(u32::try_from(soaked.addresses)?);
    let pace = if options.rate.is_some() {
        "as was asked for"
    } else {
        "as fast as answers came"
    };
    let _ = writeln!(
        text,
        "{} addresses, {} requests ({} a second, {pace}): each address {:.1} times.",
        thousands(addresses),
        thousands(requests),
        thousands(soaked.rate),
        requests / addresses
    );
    let mut machine = soaked.machine.clone();
    machine.insert(
        0,
        (
            "catalogue",
            format!("{} products", thousands(options.products.into())),
        ),
    );
    let files = Files {
        name: NAME,
        quick: options.quick,
    };
    files.page(&(text + &publish::machine(&machine)))
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_link_to_the_next_page_is_found_wherever_its_address_stands() {
        for link in [
            r#"<a rel="next" href="/c/x?page=2&amp;a=1">"#,
            r#"<a href="/c/x?page=2&amp;a=1" class="button" rel="next">"#,
        ] {
            let page = format!(r#"<a href="/"><b></b></a>{link}<a href="/y">"#);
            assert_eq!(next_of(&page).as_deref(), Some("/c/x?page=2&a=1"));
        }
        assert_eq!(next_of("<a href=\"/\">"), None);
    }

    #[test]
    fn a_list_is_followed_to_its_end_and_never_in_a_circle() {
        let mut all = Vec::new();
        let pages = |path: &str| {
            Ok(match path {
                "/1" => r#"<a href="/2" rel="next">"#.to_owned(),
                _ => String::new(),
            })
        };
        follow("/1", &mut all, pages).unwrap();
        assert_eq!(all, ["/1", "/2"]);
        assert!(follow("/1", &mut all, |_| Ok(r#"<a href="/1" rel="next">"#.to_owned())).is_err());
    }

    #[test]
    fn addresses_are_mixed_and_none_is_lost() {
        for count in [0, 1, 2, 7, 1_000, 314_660] {
            let all: Vec<_> = (0..count).map(|number| number.to_string()).collect();
            let mixed = mixed(all.clone());
            let different: BTreeSet<_> = mixed.iter().collect();
            assert_eq!((mixed.len(), different.len()), (count, count));
            // Of the last tenth there is about a tenth in each tenth.
            let is_late = |text: &&String| text.parse::<usize>().unwrap() >= count - count / 10;
            let late = mixed.iter().take(count / 10).filter(is_late).count();
            assert!(
                count < 1_000 || late.abs_diff(count / 100) <= count / 500,
                "{late} of {count}"
            );
        }
    }

    #[test]
    fn growth_has_its_limit() {
        let reached = |most, second, last| {
            let slope = 0.0;
            goals(&Growth {
                most,
                second,
                last,
                slope,
            })
            .map(|goal| goal.reached)
        };
        assert_eq!(reached(150.0, 100.0, 102.9), [true, true]);
        assert_eq!(reached(150.1, 100.0, 103.1), [false, false]);
    }

    #[test]
    fn words_are_written_into_addresses() {
        assert_eq!(encoded("耳机 a"), "%E8%80%B3%E6%9C%BA%20a");
    }
}
