//! Which services are tried, what is wrong between the two of a pair, and what is to be said of it.

pub type Verdicts = (&'static [&'static str], Option<&'static [&'static str]>);

/// A kind of service.
#[derive(Clone, Copy)]
pub struct Kind {
    pub title: &'static str,
    pub folder: &'static str,
    pub script: &'static str,
    /// Whether its ids are signed. They leave two causes open where the wire shows no more.
    pub signs: bool,
    pub faults: &'static [Fault],
}

pub const KINDS: [Kind; 8] = [
    Kind {
        title: "express-session",
        folder: "node",
        script: "express.js",
        signs: true,
        faults: &STORES,
    },
    Kind {
        title: "@fastify/session",
        folder: "node",
        script: "fastify.js",
        signs: true,
        faults: &STORES,
    },
    Kind {
        title: "koa-session",
        folder: "node",
        script: "koa.js",
        signs: true,
        faults: &KOA,
    },
    Kind {
        title: "node:http, login by script",
        folder: "node",
        script: "plain.js",
        signs: false,
        faults: &STORES,
    },
    Kind {
        title: "Django",
        folder: "python",
        script: "django_service.py",
        signs: false,
        faults: &STORES,
    },
    Kind {
        title: "Flask-Session",
        folder: "python",
        script: "flask_service.py",
        signs: false,
        faults: &STORES,
    },
    Kind {
        title: "Python with SQLite",
        folder: "python",
        script: "sqlite_service.py",
        signs: false,
        faults: &TABLES,
    },
    Kind {
        title: "connect-pg-simple, PostgreSQL",
        folder: "node",
        script: "postgres.js",
        signs: true,
        faults: &TABLES,
    },
];

/// What is wrong between the two, and what may be said of it.
pub struct Fault {
    pub title: &'static str,
    /// Options of A and of B. `PARENT` is the cookie's parent domain, `STORE` a folder, `ONE` and `OTHER` two databases.
    pub options: [&'static str; 2],
    pub signed: Verdicts,
    pub bare: Verdicts,
}

const STORES: [Fault; 5] = [
    Fault {
        title: "host-only, memory",
        options: ["", ""],
        signed: (&["A1.sibling"], Some(&["R6.key", "R11"])),
        bare: (&["A1.sibling"], Some(&["R11"])),
    },
    Fault {
        title: "host-only, shared store",
        options: ["STORE", "STORE"],
        signed: (&["A1.sibling"], Some(&[])),
        bare: (&["A1.sibling"], Some(&[])),
    },
    Fault {
        title: "parent domain, memory",
        options: ["PARENT", "PARENT"],
        signed: (&["R6.key", "R11"], None),
        bare: (&["R11"], None),
    },
    Fault {
        title: "parent domain, shared store",
        options: ["PARENT STORE", "PARENT STORE"],
        signed: (&[], None),
        bare: (&[], None),
    },
    Fault {
        title: "parent domain, shared store, another cookie name at B",
        options: ["PARENT STORE", "PARENT STORE --name mall_session"],
        signed: (&["R8"], None),
        bare: (&["R8"], None),
    },
];

/// A session that its store does not know is none, and a signature that does not fit is answered in another way: so much is on the wire that B's
/// key is A's or that B found the session, and no more.
const KOA: [Fault; 5] = {
    let mut faults = STORES;
    faults[0].signed.1 = Some(OTHER);
    faults[2].signed.0 = OTHER;
    faults
};
const OTHER: &[&str] = &["R6.key", "R11", "U1", "U6"];

const TABLES: [Fault; 4] = [
    Fault {
        title: "host-only, one table",
        options: ["ONE", "ONE"],
        signed: (&["A1.sibling"], Some(&[])),
        bare: (&["A1.sibling"], Some(&[])),
    },
    Fault {
        title: "parent domain, one table",
        options: ["PARENT ONE", "PARENT ONE"],
        signed: (&[], None),
        bare: (&[], None),
    },
    Fault {
        title: "parent domain, another table at B",
        options: ["PARENT ONE", "PARENT ONE --table mall_sessions"],
        signed: (&["R6.key", "R11"], None),
        bare: (&["R11"], None),
    },
    Fault {
        title: "parent domain, another database at B",
        options: ["PARENT ONE", "PARENT OTHER"],
        signed: (&["R6.key", "R11"], None),
        bare: (&["R11"], None),
    },
];
