//! The two sites of a hand-off, and the member between them.

use crate::{
    adapter::{Op, Who},
    client::Answer,
    deployment::{Browser, Replica, World},
    verdict::{Check, expect, failed},
};

/// A hand-off in the making: a member who is logged in at auth and wants to be logged in at the mall.
pub struct Site<'a> {
    /// The view of the deployment.
    pub world: &'a World,
    member: Browser,
    who: Who,
}

/// A code that was given out, and the browser at the mall that is to redeem it.
pub struct PendingHandOff {
    /// The browser at the mall.
    pub visitor: Browser,
    /// The state by which the mall knows the browser.
    pub state: String,
    /// The code to redeem.
    pub code: String,
}

impl<'a> Site<'a> {
    /// Logs the first user in at auth.
    pub async fn of(world: &'a World) -> Check<Self> {
        Ok(Self {
            world,
            member: world.logged_in(0).await?,
            who: Who::Member(world.shown(0).await?),
        })
    }

    fn target(&self) -> &str {
        &self.world.mall(0).origin.text
    }

    /// A browser at the mall, and the state by which the mall knows it; made up where the system has none of its own.
    pub async fn begin(&self) -> Check<(Browser, String)> {
        let (world, visitor) = (self.world, self.world.browser());
        let Some(begin) = world.adapter().operation(Op::BeginHandOff) else {
            return Ok((visitor, world.unique("state")));
        };
        let answer = visitor
            .call(world.mall(0), Op::BeginHandOff, &[("target", self.target())])
            .await?;
        let state = begin.result(&answer);
        let state =
            state.ok_or_else(|| failed("a hand-off begins with a state", seen("the mall", &answer)))?;
        Ok((visitor, state))
    }

    /// Asks auth for a code; the error is the answer without one.
    pub async fn code(&self, target: &str, state: &str) -> Check<Result<String, Answer>> {
        let values = [("target", target), ("state", state)];
        let answer = self.member.call(self.world.auth(0), Op::HandOff, &values).await?;
        let operation = self.world.adapter().operation(Op::HandOff);
        let code = operation.and_then(|operation| operation.result(&answer));
        Ok(code.ok_or(answer))
    }

    /// A valid code for a new browser at the mall.
    pub async fn hand_off(&self) -> Check<PendingHandOff> {
        let (visitor, state) = self.begin().await?;
        let code = self.code(self.target(), &state).await?;
        let code = code.map_err(|answer| failed("a member gets a code", seen("auth", &answer)))?;
        Ok(PendingHandOff { visitor, state, code })
    }

    /// Redeems a code; the result is who is logged in then.
    pub async fn redeem(&self, visitor: &Browser, mall: &Replica, code: &str, state: &str) -> Check<Who> {
        let values = [("code", code), ("state", state), ("target", self.target())];
        let answer = visitor.call(mall, Op::Redeem, &values).await?;
        expect(
            !answer.is_server_error(),
            "every redemption is answered",
            seen(&mall.name, &answer),
        )?;
        visitor.whoami(mall).await
    }

    /// Fails if the code logs anybody in at any copy of the mall.
    pub async fn refuses(&self, visitor: &Browser, code: &str, state: &str, what: &str) -> Check {
        for index in 0..self.world.deployment.mall.len() {
            let mall = self.world.mall(index);
            let who = self.redeem(&visitor.copied(), mall, code, state).await?;
            expect(
                !who.is_member(),
                format!("{what} logs nobody in"),
                format!("{} says {who}", mall.name),
            )?;
        }
        Ok(())
    }

    /// Fails unless the code logs the member in.
    pub async fn takes(&self, handed: &PendingHandOff, mall: &Replica, when: &str) -> Check {
        let who = self
            .redeem(&handed.visitor, mall, &handed.code, &handed.state)
            .await?;
        expect(
            who == self.who,
            format!("{when} a code makes the visitor {}", self.who),
            format!("{} says {who}", mall.name),
        )
    }
}

fn seen(place: &str, answer: &Answer) -> String {
    format!("{place} answers {}", answer.status)
}
