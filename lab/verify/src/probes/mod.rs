//! The probes of a black-box diagnosis. Each has logins of its own, because a probe can end a session.

mod around;
mod cross;
mod crowd;
pub mod garbage;
mod landmark;
mod lapse;
mod logout;
mod over;
mod own;
mod repeat;
mod rest;
mod triple;
mod watch;

use std::time::Duration;

use diagnosis::{
    Code, Diagnosis, Outcome,
    evidence::{Shape, Step},
};

use crate::investigation::Investigation;

/// A probe, or several that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// P2 and P3: nothing, garbage, the real cookie by force.
    Triple,
    /// P4 at B.
    Repeat,
    /// P4 at A.
    RepeatA,
    /// P6: B's own login and cookie.
    Own,
    /// P3: A's value under B's name.
    Rename,
    /// P9: without cookies, after a member was there.
    Stranger,
    /// P9: around caches; another member.
    Cache,
    /// P5: at several ages.
    Delayed,
    /// P5: before and after a pause.
    Rest,
    /// P5: when short-lived cookies have ended.
    Lapse,
    /// P7: A before and behind a visit to B.
    Cross,
    /// P10: other cookies beside it.
    Neighbours,
    /// P10: at single copies.
    Direct,
    /// A login as over https.
    Secured,
    /// Another user agent.
    Vantage,
    /// P11: at once.
    Parallel,
    /// A second login of the same member.
    Second,
    /// P5: the first visitor, behind all the logins of the probes.
    Crowd,
    /// P8: logout and replay.
    Logout,
    /// P12: other addresses.
    Aliases,
}

impl Task {
    /// In the order in which they decide most.
    const ORDER: [Self; 14] = [
        Self::Lapse,
        Self::Triple,
        Self::Delayed,
        Self::Cross,
        Self::RepeatA,
        Self::Repeat,
        Self::Own,
        Self::Rename,
        Self::Cache,
        Self::Neighbours,
        Self::Direct,
        Self::Secured,
        Self::Vantage,
        Self::Logout,
    ];

    /// What is left to look for where everything works so far.
    const WHEN_FINE: [Self; 12] = [
        Self::Lapse,
        Self::Stranger,
        Self::Repeat,
        Self::RepeatA,
        Self::Delayed,
        Self::Rest,
        Self::Cache,
        Self::Second,
        Self::Parallel,
        // A logout can end every session of the member.
        Self::Crowd,
        Self::Logout,
        Self::Aliases,
    ];

    /// The codes that it can confirm or exclude.
    const fn codes(self) -> &'static [Code] {
        use Code::{A4, A6, A7, A8, A9, A10, A13, A14, L0, R1, R2, R3, R5, R6, R7, R8, R9, R10, R11, U1, U6};
        match self {
            Self::Triple => &[A8, A10, A13, A14, R1, R6, R7, R8, R9, R10, R11, U1, U6],
            Self::RepeatA => &[L0, R1, R5, R6, R9],
            Self::Repeat => &[R1, R9, R3, A14],
            Self::Own => &[R6, R8, R10, R7, R11, A13, A14, U1, U6],
            Self::Rename => &[R8, A13],
            Self::Cache => &[A14],
            Self::Cross => &[R2],
            Self::Neighbours => &[A8, A10, A13],
            Self::Direct => &[A13, A14],
            Self::Delayed => &[R9, R1, R3],
            Self::Secured => &[A6],
            Self::Vantage => &[R10, A4, A7, A9],
            Self::Stranger
            | Self::Rest
            | Self::Lapse
            | Self::Parallel
            | Self::Second
            | Self::Crowd
            | Self::Logout
            | Self::Aliases => &[],
        }
    }

    /// What is said before it.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Triple => (
                "B：不带 Cookie、伪造的、真实的（每次用单独的登录）",
                "B with nothing, with garbage, with the real cookie (throw-away logins)",
            ),
            Self::Repeat => ("B：同一个值反复请求", "B: one value, many times"),
            Self::RepeatA => ("A：同一个值反复请求", "A: one value, many times"),
            Self::Own => ("B 自己的登录和 Cookie", "B's own login and cookie"),
            Self::Rename => (
                "把 A 的值放到 B 的 Cookie 名下",
                "A's value under the name of B's cookie",
            ),
            Self::Stranger => ("不带 Cookie 再看一次", "once more without cookies"),
            Self::Cache => ("绕过缓存", "around caches"),
            Self::Delayed => ("登录后不同时刻访问 B", "B at several ages of a login"),
            Self::Rest => (
                "静置几秒前后各访问一次 B",
                "B before and after a pause of some seconds",
            ),
            Self::Lapse => (
                "短命的 Cookie 到期之后访问 A 和 B",
                "A and B when the short-lived cookies have ended",
            ),
            Self::Cross => ("A：访问 B 前后各看一次", "A before and behind a visit to B"),
            Self::Neighbours => (
                "更长的 Cookie 头、相邻的 Cookie",
                "longer headers, other cookies beside it",
            ),
            Self::Direct => (
                "直接访问单个副本",
                "single copies, around what stands before them",
            ),
            Self::Secured => ("按 https 登录", "a login as over https"),
            Self::Vantage => ("换一个 User-Agent", "another user agent"),
            Self::Parallel => ("并发请求", "requests at once"),
            Self::Second => ("同一账号再登录一次", "a second login of the same member"),
            Self::Crowd => (
                "这些登录之后，B 还认识第一位访问者吗",
                "does B still know the first visitor, behind all these logins?",
            ),
            Self::Logout => (
                "退出登录后重放（会结束一个单独的登录）",
                "a saved value after its logout (ends a throw-away login)",
            ),
            Self::Aliases => ("同一服务的其他地址", "other addresses of the same service"),
        }
    }

    /// Whether it needs a login of its own.
    const fn needs_login(self) -> bool {
        !matches!(self, Self::Own | Self::Aliases | Self::Stranger | Self::Crowd)
    }

    /// Whether it changes more on the server than a login does.
    const fn changes(self) -> bool {
        matches!(self, Self::Logout | Self::Second)
    }
}

impl Investigation<'_> {
    /// Makes one probe after the other until the causes are split, or nothing is left that could split them.
    pub async fn decide(&mut self, done: &mut Vec<Task>) -> Diagnosis {
        loop {
            let mut diagnosis = self.diagnose();
            if self.prove_landmark().await {
                diagnosis = self.diagnose();
            }
            let is_over = self.refusals.any()
                || self.started.elapsed() > self.plan.most_time
                || self.client.sent() >= self.client.most_requests;
            let Some(task) = self.next(&diagnosis, done).filter(|_| !is_over) else {
                return diagnosis;
            };
            done.push(task);
            let (zh, en) = task.words();
            self.progress.say(zh, en);
            self.make(task).await;
        }
    }

    fn next(&self, diagnosis: &Diagnosis, done: &[Task]) -> Option<Task> {
        let has_login = self.plan.account.is_some()
            && self.door.is_some()
            && self.plan.cookies.is_none()
            && !self.circumstances.has_no_logins();
        let possible = |task: &Task| {
            let is_allowed = !self.plan.read_only || !task.changes();
            is_allowed && !done.contains(task) && (has_login || !task.needs_login())
        };
        let splits = |task: &Task, codes: &[Code]| {
            // A value that outlives its logout is the session itself, so that no store can be the cause.
            let is_id = *task == Task::Logout && self.may_be_sealed_id() && codes.contains(&Code::R6);
            is_id && codes.contains(&Code::R11) || task.codes().iter().any(|code| codes.contains(code))
        };
        let first = diagnosis.first.codes();
        match diagnosis.outcome {
            Outcome::CouldNotRun => None,
            Outcome::Fine => Task::WHEN_FINE
                .into_iter()
                .filter(possible)
                .find(|task| match task {
                    Task::Cache => self.plan.other.is_some(),
                    Task::Lapse => self.has_brief(),
                    _ => true,
                }),
            Outcome::Unknown => Task::ORDER
                .into_iter()
                .filter(possible)
                .find(|task| splits(task, &first)),
            Outcome::Verdict => {
                let next = diagnosis.next.as_ref().map(diagnosis::Layer::codes);
                let has = |code: Code| first.contains(&code);
                // Early, or open in its reason: one more probe may say which.
                let has_reasons = |code: Code| {
                    let mut verdicts = diagnosis.first.verdicts.iter();
                    verdicts.any(|verdict| verdict.code == code && verdict.reasons.len() > 1)
                };
                let is_open = has_reasons(Code::R6);
                let is_early = is_open || first.iter().all(|code| code.to_string().starts_with('A'));
                let wanted = Task::ORDER.into_iter().filter(possible).find(|task| match task {
                    Task::Own if is_open => true,
                    _ if is_open => false,
                    Task::Secured => has(Code::A6),
                    Task::Lapse => has(Code::A7),
                    // What took the cookie back may not have known it: copies can be behind that.
                    Task::RepeatA | Task::Repeat if has(Code::A9) => true,
                    // The cause is certain; what would fail next is worth a few probes.
                    Task::Triple => next.is_none(),
                    Task::Delayed | Task::Repeat | Task::Own | Task::Rename => next
                        .as_ref()
                        .is_some_and(|next| next.len() > 1 && splits(task, next)),
                    _ => false,
                });
                wanted.filter(|_| is_early)
            }
        }
    }

    /// Whether nothing about the login's value says whether it is a session or the id of one.
    fn may_be_sealed_id(&self) -> bool {
        let carried = self
            .evidence
            .exchanges
            .iter()
            .filter(|exchange| exchange.step == Step::Real);
        let mut values = carried.flat_map(|exchange| self.names.iter().flat_map(|name| exchange.sent(name)));
        values
            .next()
            .is_some_and(|value| Shape::of(value) == Shape::Envelope)
    }

    /// Makes a probe.
    pub async fn make(&mut self, task: Task) {
        use diagnosis::evidence::Service;
        match task {
            Task::Triple => self.triple().await,
            Task::Repeat => self.repeat(Service::B).await,
            Task::RepeatA => self.repeat(Service::A).await,
            Task::Own => self.own().await,
            Task::Rename => self.rename().await,
            Task::Stranger => self.stranger().await,
            Task::Cache => self.cache().await,
            Task::Delayed => self.delayed().await,
            Task::Rest => self.rest().await,
            Task::Lapse => self.lapse().await,
            Task::Cross => self.cross().await,
            Task::Neighbours => self.neighbours().await,
            Task::Direct => self.direct().await,
            Task::Secured => self.secured().await,
            Task::Vantage => self.vantage().await,
            Task::Parallel => self.parallel().await,
            Task::Second => self.second().await,
            Task::Crowd => self.crowd().await,
            Task::Logout => self.logout().await,
            Task::Aliases => self.aliases().await,
        }
    }
}

/// Waits.
async fn pause(milliseconds: u64) {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}
