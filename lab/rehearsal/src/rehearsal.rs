//! The way, gone with everybody in the shop.

use std::{
    fs::{self, File},
    sync::Arc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use dev_deployment::{build, database::Database, paint, port, process::Output, psql, site, stop, workspace};
use dev_proxies::Program;
use lab_scenarios::crowd::{account, accounts};

use crate::{
    chromium,
    cli::Options,
    copies::Copies,
    crowd::Crowd,
    front::{self, Front},
    path::{Step, Target, Told},
    record::{Event, Mark, Record},
    timeline,
};

/// The page with the table, and where that stands.
const PAGE: &str = "docs/split.md";
const BEGIN: &str = "<!-- cargo xtask rehearse split --write -->";
const END: &str = "<!-- /rehearse -->";
const DATABASE: &str = "cfmall_rehearsal";
const FOLDER: &str = "target/rehearsal";
/// Above the ports of the tests.
const FIRST_PORT: u16 = 4600;
/// Shoppers with a real browser: one with JavaScript, one without.
const BROWSERS: u16 = 2;
/// So long a killed copy is away.
const AWAY: Duration = Duration::from_secs(1);

/// So long after the last copy of the mall auth still answers.
const GRACE: Duration = Duration::from_secs(2);

/// What was seen on a way.
pub struct Outcome {
    pub target: Target,
    /// The proxy before the copies.
    pub behind: Program,
    pub shoppers: u16,
    /// Those of them with a Chromium.
    pub browsers: u16,
    pub record: Arc<Record>,
}

/// Builds, goes every way, and says what was seen.
pub fn run(options: &Options) -> Result<()> {
    if options.build {
        build::build(&[&["dev-postgres"]], false)?;
        build::build(&[&["monolith", "auth", "mall"]], options.profile.is_release())?;
    }
    site::stage()?;
    let mut outcomes = Vec::new();
    for program in &options.behind {
        if options.short && !front::is_there(*program) {
            let name = program.name();
            eprintln!("{} {name} is missing", paint::yellow("not rehearsed:"));
            continue;
        }
        for target in &options.targets {
            let outcome = go(*target, *program, options)?;
            println!("{}", timeline::sentence(&outcome));
            outcomes.push(outcome);
        }
    }
    if options.write {
        write(&outcomes)?;
    }
    let faults = outcomes.iter().map(faults).sum::<usize>();
    if faults > 0 {
        bail!("{faults} things happened that must not; the copies' words are in {FOLDER}");
    }
    Ok(())
}

/// Writes the pictures, and the table into the page.
fn write(outcomes: &[Outcome]) -> Result<()> {
    let folder = workspace::at("docs/split");
    fs::create_dir_all(&folder)?;
    let pictured = outcomes
        .iter()
        .filter(|outcome| outcome.behind == Program::HaProxy);
    for outcome in pictured {
        let picture = folder.join(format!("{}.svg", outcome.target.name()));
        fs::write(picture, timeline::svg(outcome))?;
    }
    let page = workspace::at(PAGE);
    let text = fs::read_to_string(&page)?;
    let parts = text.split_once(BEGIN).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(END)?;
        Some((before, after))
    });
    let (before, after) = parts.with_context(|| format!("{PAGE} has no place for the table"))?;
    let table = timeline::table(outcomes);
    fs::write(page, format!("{before}{BEGIN}\n{table}{END}{after}"))?;
    Ok(())
}

/// How often something happened that must not.
fn faults(outcome: &Outcome) -> usize {
    let (seen, ..) = outcome.record.read();
    seen.iter()
        .filter(|seen| matches!(seen.event, Event::Fault(_)))
        .count()
}

/// Goes one way behind one proxy.
fn go(target: Target, behind: Program, options: &Options) -> Result<Outcome> {
    let folder = workspace::at(FOLDER);
    fs::create_dir_all(&folder)?;
    let log = File::create(folder.join(format!("{}-{}.log", target.name(), behind.name())))?;
    let output = Output::File(Arc::new(log));
    let database = Arc::new(Database::start(DATABASE, false)?);
    let port = port::next_free(FIRST_PORT)?;
    let mut copies = Copies::new(target, port, database.clone(), (options.profile, output))?;
    copies.migrate()?;
    let mut front = front::start(behind, target, port, &copies.all)?;
    let front = front.as_mut();

    let walk = target.walk(options.short);
    let steps = target.steps();
    let record = Arc::new(Record::new());
    enter(&mut copies, front, &steps[0])?;
    let browsers = match chromium::missing() {
        None => BROWSERS,
        Some(what) => {
            eprintln!(
                "{}",
                paint::yellow(&format!("no real browsers come; they need {what}"))
            );
            0
        }
    };
    let product = prepare(&database.urls.owner, options.shoppers + browsers)?;
    let who = (options.shoppers, browsers);
    let crowd = Crowd::start(target, port, who, &product, record.clone())?;
    for (turn, index) in walk.into_iter().enumerate() {
        let step = &steps[index];
        eprintln!(
            "{}",
            paint::dim(&format!(
                "{} behind {}: {}",
                target.name(),
                behind.name(),
                step.name
            ))
        );
        record.mark(Mark::Step(step.name));
        // While everybody shops.
        crowd.step();
        enter(&mut copies, front, step)?;
        kill_one(&mut copies, front, turn, &record)?;
        crowd.wait(|| copies.check())?;
    }
    crowd.end()?;
    copies.check_books()?;
    Ok(Outcome {
        target,
        behind,
        shoppers: options.shoppers + browsers,
        browsers,
        record,
    })
}

/// From what runs to what shall run, one copy at a time, as a rolling update does it.
fn enter(copies: &mut Copies, front: &mut dyn Front, step: &Step) -> Result<()> {
    let wanted: Vec<Option<Told>> = copies
        .all
        .iter()
        .map(|copy| match copy.program {
            "monolith" => step.monolith,
            _ => step.services,
        })
        .collect();
    // First what is added, then what changes, at last what goes.
    for (index, told) in wanted.iter().enumerate() {
        if let (Some(told), None) = (told, copies.all[index].told) {
            admit(copies, front, index, *told)?;
        }
    }
    front.weigh(step.weight)?;
    for (index, told) in wanted.iter().enumerate() {
        match (told, copies.all[index].told) {
            (Some(told), Some(now)) if *told != now => {
                dismiss(copies, front, index)?;
                admit(copies, front, index, *told)?;
            }
            _ => {}
        }
    }
    let mut grace = Some(GRACE);
    for (index, told) in wanted.iter().enumerate() {
        if told.is_none() && copies.all[index].told.is_some() {
            // Auth goes last, when nobody has a form of it before them any more.
            if copies.all[index].program == "auth" {
                thread::sleep(grace.take().unwrap_or_default());
            }
            dismiss(copies, front, index)?;
        }
    }
    Ok(())
}

fn admit(copies: &mut Copies, front: &mut dyn Front, index: usize, told: Told) -> Result<()> {
    copies.start(index, told)?;
    front.admit(&copies.all[index].name)
}

fn dismiss(copies: &mut Copies, front: &mut dyn Front, index: usize) -> Result<()> {
    let name = copies.all[index].name.clone();
    front.drain(&name)?;
    copies.stop(index);
    front.miss(&name)
}

/// Kills one of the copies that run, another one in each turn, and starts it again.
fn kill_one(copies: &mut Copies, front: &mut dyn Front, turn: usize, record: &Record) -> Result<()> {
    let running: Vec<_> = (0..copies.all.len())
        .filter(|index| copies.all[*index].told.is_some())
        .collect();
    let index = *running.get(turn % running.len().max(1)).context("nothing runs")?;
    let told = copies.all[index].told.context("it runs")?;
    record.mark(Mark::Killed(copies.all[index].name.clone()));
    copies.kill(index);
    thread::sleep(AWAY);
    stop::check_interrupt()?;
    admit(copies, front, index, told)
}

/// An account for every shopper, and a product of which there is enough. Returns the path of its page.
fn prepare(owner: &str, shoppers: u16) -> Result<String> {
    let sku = psql::ask_as_owner(
        owner,
        &[
            &accounts(shoppers),
            "delete from mall.cart",
            &addresses(),
            "update mall.sku set stock = 1000000 where id = (select min(id) from mall.sku)",
            "select min(id) from mall.sku",
        ],
    )?;
    let sku = sku.lines().last().context("there is no product")?;
    Ok(format!("/p/{sku}"))
}

/// The statement that gives every shopper an address to which orders are sent.
fn addresses() -> String {
    let (name, _) = account(0);
    format!(
        "insert into mall.address (member_id, recipient, phone, district, street, is_default)
         select id, nickname, '13800138000', '110105', '1', true from auth.member
         where user_name like '{}%' and not exists (select from mall.address where member_id = member.id)",
        name.trim_end_matches('0')
    )
}
