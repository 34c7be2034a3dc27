//! CSRF tokens: each belongs to one session, and to that only as long as it has the same id.

use crate::{
    adapter::Op,
    case::{Case, Need},
    deployment::{Browser, Replica, World},
    random::Random,
    verdict::{Check, NotPassed, expect, skipped, succeeded},
};

pub static D09: Case = Case {
    id: "D09",
    title: "a CSRF token of one session with the cookie of another, one from before a new id, and none",
    expects: "each is refused and changes nothing, and the session's own token passes",
    sources: &[
        "OWASP CSRF Prevention Cheat Sheet: signed double submit",
        "ASVS 5.0 3.5.1",
        "CWE-352",
    ],
    needs: &[Need::Op(Op::CsrfToken), Need::Op(Op::Set), Need::Op(Op::Get)],
    run: |world| Box::pin(d09(world)),
};

async fn d09(world: World) -> Check {
    let set = world.adapter().operation(Op::Set);
    if !set.is_some_and(|set| set.sends("csrf")) {
        let system = &world.adapter().name;
        return Err(skipped(format!(
            "the operation set of {system} sends no {{csrf}}"
        )));
    }
    let auth = world.auth(0);
    let owner = Owner {
        browser: world.logged_in(0).await?,
        key: world.unique("guarded"),
        world: &world,
    };
    let others = [
        ("another session of the member", world.logged_in(0).await?),
        ("another member's session", world.logged_in(1).await?),
    ];
    let own = owner.browser.csrf_token(auth).await?;
    let made_up = Random::new(9).like(&own);
    for copy in world.answering(Op::Set) {
        owner.passes(copy, &own).await?;
        owner.refused(&owner.browser, copy, None, "no token").await?;
        owner
            .refused(&owner.browser, copy, Some(""), "an empty token")
            .await?;
        owner
            .refused(&owner.browser, copy, Some(&made_up), "a token that was made up")
            .await?;
        for (whose, other) in &others {
            let token = other.csrf_token(auth).await?;
            let what = format!("the token of {whose}");
            owner.refused(&owner.browser, copy, Some(&token), &what).await?;
            // Cookies can be planted from a neighbouring host; what is compared with one of them proves nothing.
            let planted = world.with_cookies(&owner.cookies_beside(other, copy)?);
            owner
                .refused(&planted, copy, Some(&token), &format!("{what} and its cookies"))
                .await?;
        }
    }
    owner.outlives_no_id(own).await
}

/// A member whose session value others try to change.
struct Owner<'a> {
    world: &'a World,
    browser: Browser,
    key: String,
}

impl Owner<'_> {
    async fn passes(&self, copy: &Replica, token: &str) -> Check {
        let values = [("key", self.key.as_str()), ("value", "own"), ("csrf", token)];
        let set = self.browser.request(Op::Set, &values)?;
        let answer = self.browser.send(copy, set).await?;
        expect(
            answer.is_success(),
            "the session's own token passes",
            format!("{} answers {}", copy.name, answer.brief()),
        )?;
        self.is_own(copy, "its own token").await
    }

    async fn refused(&self, sender: &Browser, copy: &Replica, token: Option<&str>, what: &str) -> Check {
        let values = [("key", self.key.as_str()), ("value", "foreign")];
        let set = match (token, self.world.adapter().operation(Op::Set)) {
            (Some(token), _) => sender.request(Op::Set, &[values[0], values[1], ("csrf", token)])?,
            // A field whose value is not known is left out.
            (None, Some(set)) => set.outgoing(&values),
            (None, None) => return Ok(()),
        };
        let answer = sender.send(copy, set).await?;
        expect(
            (400..500).contains(&answer.status),
            format!("a change with {what} is refused"),
            format!("{} answers {}", copy.name, answer.status),
        )?;
        self.is_own(copy, what).await
    }

    async fn is_own(&self, copy: &Replica, with: &str) -> Check {
        let value = self.browser.get(copy, &self.key).await?;
        expect(
            value == "own",
            "only a change with the session's own token is made",
            format!("after one with {with} {} says {value}", copy.name),
        )
    }

    /// The owner's session cookie, and every other cookie from the other browser.
    fn cookies_beside(&self, other: &Browser, copy: &Replica) -> Check<String> {
        let own = self.browser.must_have_token(copy)?;
        let all = other.cookies(copy, "/").unwrap_or_default();
        let is_session = |pair: &&str| {
            let name = pair.split('=').next().unwrap_or_default();
            self.world.deployment.is_session_name(name)
        };
        let beside = all
            .split("; ")
            .filter(|pair| !is_session(pair) && !pair.is_empty());
        let pairs: Vec<_> = std::iter::once(own.pair())
            .chain(beside.map(str::to_owned))
            .collect();
        Ok(pairs.join("; "))
    }

    /// Fails unless every new id of the session comes with a new token.
    async fn outlives_no_id(&self, mut old: String) -> Check {
        let (auth, user) = (self.world.auth(0), self.world.user(0));
        for op in [Op::Confirm, Op::Login] {
            let values = [
                ("account", user.account.as_str()),
                ("password", user.password.as_str()),
            ];
            match self.browser.call(auth, op, &values).await {
                Ok(answer) => succeeded(answer, &format!("the operation {op}"))?,
                Err(NotPassed::Skipped(_)) if op == Op::Confirm => continue,
                Err(reason) => return Err(reason),
            };
            let new = self.browser.csrf_token(auth).await?;
            for copy in self.world.answering(Op::Set) {
                self.passes(copy, &new).await?;
                let what = format!("the token from before {op}");
                self.refused(&self.browser, copy, Some(&old), &what).await?;
            }
            old = new;
        }
        Ok(())
    }
}
