//! CSRF tokens, where a system has them: a page of the system knows the token of its session, a foreign page does not.

use super::{Browser, Replica};
use crate::{
    adapter::Op,
    client::{Answer, Outgoing},
    verdict::{Check, failed, skipped},
};

/// The statuses that answer a wrong token; 419 is Laravel's.
const REFUSED: [u16; 2] = [403, 419];

/// How often the token is asked for while other tabs change the session meanwhile.
const ATTEMPTS: usize = 10;

/// A CSRF token, and the session it was given to.
#[derive(Clone)]
pub(super) struct KnownToken {
    /// The value of the session cookie when the token was asked for.
    session: Option<String>,
    token: String,
    /// The cookies that came with the token. A client with fixed cookies sends them too, else the token fits nothing.
    cookies: Vec<(String, String)>,
}

impl Browser {
    /// Asks for the CSRF token of the browser's session, and keeps it.
    pub async fn csrf_token(&self, replica: &Replica) -> Check<String> {
        let mut kept = self.csrf.lock().await;
        *kept = None;
        match self.ask_for_csrf_token(replica).await? {
            Ok(asked) => Ok(kept.insert(asked).token.clone()),
            Err(answer) => Err(failed(
                "a member is told the CSRF token",
                format!("{} answers {}", replica.name, answer.brief()),
            )),
        }
    }

    /// Forgets the token, so that the next request asks for a new one.
    pub(super) async fn forget_csrf_token(&self) {
        *self.csrf.lock().await = None;
    }

    /// Fills the token into a request and sends it.
    pub(super) async fn exchange_with_csrf_token(
        &self,
        replica: &Replica,
        outgoing: Outgoing,
    ) -> Check<Answer> {
        let first = match self.with_csrf_token(replica, outgoing.clone()).await? {
            Ok(first) => first,
            Err(answer) => return Ok(answer),
        };
        let answer = self.exchange(replica, first.clone()).await?;
        if !REFUSED.contains(&answer.status) {
            return Ok(answer);
        }
        // Another tab may have replaced the session meanwhile, and the token with it: a page would ask again, once.
        self.forget_csrf_token().await;
        match self.with_csrf_token(replica, outgoing).await? {
            Ok(second) if second != first => self.exchange(replica, second).await,
            _ => Ok(answer),
        }
    }

    /// The request with the token in its place, or the copy's answer when it failed to give the token.
    pub(super) async fn with_csrf_token(
        &self,
        replica: &Replica,
        outgoing: Outgoing,
    ) -> Check<Result<Outgoing, Answer>> {
        if !outgoing.wants_csrf_token() {
            return Ok(Ok(outgoing));
        }
        if !self.is_from_us(&outgoing) {
            return Ok(Ok(outgoing.with_csrf_token(None)));
        }
        Ok(match self.known_csrf_token(replica).await? {
            Ok(kept) => {
                let outgoing = outgoing.with_csrf_token(Some(&kept.token));
                Ok(match &self.fixed {
                    Some(fixed) => outgoing.with("cookie", &joined(fixed, &kept.cookies)),
                    None => outgoing,
                })
            }
            Err(answer) if answer.is_server_error() => Err(answer),
            Err(_) => Ok(outgoing.with_csrf_token(None)),
        })
    }

    /// The known token if the session is still the same, else a new one.
    async fn known_csrf_token(&self, replica: &Replica) -> Check<Result<KnownToken, Answer>> {
        // Held while asking: tabs wait for the one that asks.
        let mut kept = self.csrf.lock().await;
        for _ in 0..ATTEMPTS {
            let session = self.session(replica);
            if let Some(kept) = kept.as_ref().filter(|kept| kept.session == session) {
                return Ok(Ok(kept.clone()));
            }
            match self.ask_for_csrf_token(replica).await? {
                Ok(asked) => *kept = Some(asked),
                Err(answer) => return Ok(Err(answer)),
            }
        }
        Err(failed(
            "the session's CSRF token can be asked for",
            "each time it belongs to another session",
        ))
    }

    fn session(&self, replica: &Replica) -> Option<String> {
        self.token(replica).map(|token| token.value)
    }

    async fn ask_for_csrf_token(&self, replica: &Replica) -> Check<Result<KnownToken, Answer>> {
        let adapter = &self.deployment.adapter;
        let operation = adapter.operation(Op::CsrfToken);
        let operation =
            operation.ok_or_else(|| skipped(format!("{} has no operation csrf-token", adapter.name)))?;
        let outgoing = operation.outgoing(&[]);
        let path = outgoing.path.clone();
        let asking = self.session(replica);
        let answer = self.exchange(replica, outgoing).await?;
        self.receive(replica, &path, &answer);
        let Some(token) = operation.result(&answer).filter(|_| answer.is_success()) else {
            return Ok(Err(answer));
        };
        let given = answer.set_cookies();
        let begins = given.iter().any(|cookie| self.deployment.is_session(cookie));
        let given = given.into_iter();
        Ok(Ok(KnownToken {
            // While it was asked for another tab may have changed the cookie, and then it does not belong to that.
            session: if begins { self.session(replica) } else { asking },
            token,
            cookies: given.map(|cookie| (cookie.name, cookie.value)).collect(),
        }))
    }

    /// Whether a page of the system sends the request, by its `Origin` and `Sec-Fetch-Site`. Only those know the token.
    fn is_from_us(&self, outgoing: &Outgoing) -> bool {
        let copies = || self.deployment.auth.iter().chain(&self.deployment.mall);
        let is_ours = |origin: &str| copies().any(|copy| copy.origin.text == origin);
        let values = |name| {
            let headers = outgoing.headers.iter().filter(move |(known, _)| known == name);
            headers.map(|(_, value)| value.to_str().unwrap_or_default())
        };
        let is_same_origin = values("sec-fetch-site").any(|site| site == "same-origin");
        // An empty one stands for none at all, and then somebody has to say that it is ours.
        values("origin").all(|origin| is_ours(origin) || (origin.is_empty() && is_same_origin))
    }
}

/// The `Cookie` header with `cookies` in place of those of the same names.
fn joined(header: &str, cookies: &[(String, String)]) -> String {
    let is_replaced = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        cookies.iter().any(|(known, _)| known == name)
    };
    let kept = header
        .split("; ")
        .filter(|pair| !is_replaced(pair))
        .map(str::to_owned);
    let given = cookies.iter().filter(|(_, value)| !value.is_empty());
    let given = given.map(|(name, value)| format!("{name}={value}"));
    kept.chain(given).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn cookies_that_came_with_the_token_win() {
        let given = [("a", "3"), ("c", "4"), ("b", "")].map(|(name, value)| (name.into(), value.into()));
        assert_eq!(joined("a=1; b=2; d=5", &given), "d=5; a=3; c=4");
        assert_eq!(joined("a=1", &[]), "a=1");
    }
}
