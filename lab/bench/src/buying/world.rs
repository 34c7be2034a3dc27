//! The shop that is bought from, with its members.

use std::{
    cell::Cell,
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use anyhow::{Context, Result, ensure};
use dev_deployment::{
    cluster::Cluster,
    deployment::{Deployment, RunningCopy},
    port,
    process::Output,
    psql, workspace,
};

use crate::{
    filling::{MEMBERS_SQL, SESSIONS_SQL, run_file},
    load,
    login::{self, COOKIE},
    machine::{self, Machine},
    options::{BuyingOptions, FOLDER},
    pages::catalogue,
    table::thousands,
    world,
};

const DATABASE: &str = "cfmall_bench_buying";
const SQL: &str = "lab/bench/src/sql/buying.sql";
/// The members of each group.
const GROUP: u16 = 1_000;
/// The pieces of each variant, in stock and in orders together.
const STOCK: u32 = 10_000_000;
/// The orders of each member who has some from the beginning.
const ORDERS: u16 = 10;
/// The products of a catalogue that is filled to see whether it can be.
const PRODUCTS: u32 = 2_000;
/// The tables that are written; nobody else tidies them up while autovacuum is off.
const WRITTEN: &str = "vacuum analyze mall.cart, mall.cart_line, mall.sku, mall.order, mall.order_line";
/// The line of `mall.order_place` by which a commit does not wait for the disk.
const DOES_NOT_WAIT: &str = "perform set_config('synchronous_commit', 'off', true);";
/// The two functions as the migrations have made them.
const FUNCTIONS: &str = "create table bench.function as
    select p.proname, pg_get_functiondef(p.oid) as definition
    from pg_proc p where p.pronamespace = 'mall'::regnamespace and p.proname in ('order_place', 'flush')";

/// A group of members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Without a cart.
    Without,
    /// With a cart, an address and some orders.
    With,
    /// With an address; they fill carts and order.
    Buyers,
}

/// A member with a session.
pub struct Member {
    pub cookie: String,
    pub nickname: String,
}

/// A monolith, its database, and members by group.
pub struct World {
    deployment: Deployment,
    pub cluster: Cluster,
    port: u16,
    members: Vec<Member>,
    /// The fullest category.
    pub category: String,
    /// The variants that are bought.
    pub variants: Vec<String>,
    /// The number of orders that somebody was told of.
    told: Cell<f64>,
}

impl World {
    /// Starts everything, and fills the tables.
    pub fn start(options: &BuyingOptions, release: bool) -> Result<Self> {
        let folder = workspace::at(FOLDER);
        fs::create_dir_all(&folder)?;
        drop(File::create(folder.join("log"))?);
        let log = File::options().append(true).open(folder.join("log"))?;
        let output = Output::File(Arc::new(log));
        let (cluster, database) = Cluster::start(&format!("{FOLDER}/postgres"), DATABASE, false, &output)?;
        world::configure(&cluster)?;
        let port = port::next_free(options.port)?;
        let deployment = world::serve(database, port, (None, release), &output)?;
        let mut world = Self {
            deployment,
            cluster,
            port,
            members: Vec::new(),
            category: String::new(),
            variants: Vec::new(),
            told: Cell::default(),
        };
        world.fill()?;
        Ok(world)
    }

    fn fill(&mut self) -> Result<()> {
        let url = self.url().to_owned();
        run_file(&url, MEMBERS_SQL, &[])?;
        login::log_in(self.address(), login::COPIED)?;
        let count = usize::from(3 * GROUP);
        let sessions = [
            ("rows", count.to_string()),
            ("known", count.to_string()),
            ("per_member", "1".to_owned()),
            ("with_stock", "false".to_owned()),
        ];
        let visitors = run_file(&url, SESSIONS_SQL, &sessions)?;
        self.members = visitors
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .map(|(cookie, nickname)| Member {
                cookie: format!("{COOKIE}={cookie}"),
                nickname: nickname.to_owned(),
            })
            .collect();
        ensure!(self.members.len() == count, "a member has no session");
        let variables = [("group", GROUP.to_string()), ("stock", STOCK.to_string())];
        run_file(&url, SQL, &variables)?;
        self.ask(&[FUNCTIONS])?;
        let variants = self.ask(&["select id from bench.variant order by number"])?;
        self.variants = variants.lines().map(str::to_owned).collect();
        self.category = catalogue::fullest(&url)?;
        self.check_books()
    }

    /// Runs statements as the owner of the database.
    fn ask(&self, statements: &[&str]) -> Result<String> {
        psql::ask_as_owner(self.url(), statements)
    }

    fn url(&self) -> &str {
        &self.deployment.database().urls.owner
    }

    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// The shop's process.
    pub fn process(&self) -> Result<u32> {
        let copy = self.deployment.copies.first();
        copy.and_then(RunningCopy::process_id)
            .context("the server is gone")
    }

    pub fn members(&self, group: Group) -> &[Member] {
        let first = match group {
            Group::Without => 0,
            Group::With => 1,
            Group::Buyers => 2,
        };
        let size = usize::from(GROUP);
        &self.members[first * size..][..size]
    }

    /// The carts of the buyers are empty again, and the tables as tidy as they are with autovacuum.
    pub fn tidy(&self) -> Result<()> {
        let empty = format!(
            "delete from mall.cart where owner in (select 'member ' || n from generate_series({}, {}) n)",
            1_000_001 + 2 * u32::from(GROUP),
            1_000_000 + 3 * u32::from(GROUP)
        );
        self.ask(&[&empty, WRITTEN]).map(drop)
    }

    /// Lets an order wait for the disk while it has the row of its variant, as if nothing had been done about that; or not, as the shop
    /// does it.
    pub fn wait_for_disk(&self, waits: bool) -> Result<()> {
        let line = DOES_NOT_WAIT.replace('\'', "''");
        let place = if waits {
            format!("replace(definition, '{line}', '')")
        } else {
            "definition".to_owned()
        };
        let flush = if waits {
            // The commit has waited: there is nothing left to wait for.
            "replace(definition, 'perform pg_logical_emit_message(true, ''mall.flush'', '''');', 'null;')"
        } else {
            "definition"
        };
        let change = format!(
            "do $change$ declare changed text; begin
               for changed in select case proname when 'flush' then {flush} else {place} end from bench.function loop
                 execute changed;
               end loop;
             end $change$"
        );
        self.ask(&[&change])?;
        let changed = self.ask(&[
            "select count(*) from bench.function f join pg_proc p on p.proname = f.proname
             and p.pronamespace = 'mall'::regnamespace and pg_get_functiondef(p.oid) <> f.definition",
        ])?;
        let expected = if waits { "2" } else { "0" };
        ensure!(
            changed == expected,
            "{changed} functions are other ones now, not {expected}: has mall.order_place or mall.flush changed?"
        );
        Ok(())
    }

    /// Checks that every statement for this database still fits it, and that the catalogue can be filled.
    pub fn check(&self) -> Result<()> {
        self.wait_for_disk(true)?;
        self.wait_for_disk(false)?;
        self.tidy()?;
        self.check_books()?;
        let member = self.members(Group::With).first().context("a member")?;
        look(self, member, "/cart", "class=\"cart\"")?;
        catalogue::fill(self.url(), PRODUCTS)
    }

    /// Remembers that so many orders were answered with a number.
    pub fn told(&self, orders: f64) {
        self.told.set(self.told.get() + orders);
    }

    /// That nothing was lost, nothing happened twice, and nothing was sold that was not there.
    pub fn check_books(&self) -> Result<()> {
        let stock = format!("select count(*) from mall.sku where stock + ordered <> {STOCK} or stock < 0");
        let found = self.ask(&[
            "select count(*) from mall.books()",
            &stock,
            "select count(*) from mall.order",
        ])?;
        let orders = f64::from(ORDERS) * f64::from(GROUP) + self.told.get();
        let expected = format!("0\n0\n{orders:.0}");
        ensure!(
            found == expected,
            "entries of the books, variants whose stock does not add up, orders: {found:?} instead of {expected:?}"
        );
        Ok(())
    }

    /// What a reader must know.
    pub fn describe(&self, options: &BuyingOptions) -> Result<Machine> {
        let mut machine = machine::common(&self.cluster)?;
        let group = thousands(GROUP.into());
        machine.extend([
            (
                "members",
                format!(
                    "{group} without a cart; {group} with a cart of 3 lines, an address and {ORDERS} orders; {group} who \
                     fill carts and order"
                ),
            ),
            (
                "measuring",
                format!(
                    "{} rounds of {} s each at most, in turn forth and back",
                    options.rounds, options.seconds
                ),
            ),
        ]);
        Ok(machine)
    }
}

/// A page for a member, and that it is what it is taken for.
pub fn look(world: &World, member: &Member, path: &str, sign: &str) -> Result<String> {
    let page = load::get(world.address(), path, &member.cookie)?;
    ensure!(
        page.contains(sign) && page.contains(&member.nickname),
        "{path} is not what it is taken for"
    );
    Ok(page)
}
