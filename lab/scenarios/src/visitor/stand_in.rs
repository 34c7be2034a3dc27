//! Stand-ins for the values of cookies: what leaves this process shows nobody's session.

use std::collections::HashMap;

use diagnosis::{
    evidence::{Exchange, Shape},
    jar::SetCookie,
};

/// Stand-ins that are equal where the values are. Each has the length of the value, and no part of it.
#[derive(Debug)]
pub struct StandIns {
    /// The name of the session cookie. Of its values a diagnosis looks at the shape.
    session: String,
    known: HashMap<String, String>,
}

impl StandIns {
    /// None yet.
    pub fn new(session: &str) -> Self {
        Self {
            session: session.to_owned(),
            known: HashMap::new(),
        }
    }

    /// An exchange without the values of its cookies, and without the queries of its addresses.
    pub fn of(&mut self, exchange: &Exchange) -> Exchange {
        let mut copy = exchange.clone();
        copy.request.url.set_query(None);
        for address in &mut copy.request.context.redirected_by {
            address.set_query(None);
        }
        if let Some(initiator) = &mut copy.request.context.initiator {
            initiator.set_query(None);
        }
        for pair in copy.request.cookies.iter_mut().flatten() {
            pair.value = self.value(&pair.name, &pair.value);
        }
        if let Some(response) = &mut copy.response {
            for line in &mut response.set_cookie {
                *line = self.line(line);
            }
            if let Some(location) = response.headers.get_mut("location") {
                *location = location.split('?').next().unwrap_or_default().to_owned();
            }
        }
        copy
    }

    fn line(&mut self, line: &str) -> String {
        match SetCookie::parse(line) {
            Ok(parsed) if !parsed.value.is_empty() => {
                line.replacen(&parsed.value, &self.value(&parsed.name, &parsed.value), 1)
            }
            _ => line.to_owned(),
        }
    }

    fn value(&mut self, name: &str, value: &str) -> String {
        let next = self.known.len() + 1;
        let stand_in = || {
            let mut text = format!("value{next}x");
            while text.len() < value.len() {
                text.push('x');
            }
            debug_assert!(
                name != self.session
                    || Shape::of(&text).is_self_contained() == Shape::of(value).is_self_contained(),
                "the verdict depends on it"
            );
            text
        };
        self.known
            .entry(value.to_owned())
            .or_insert_with(stand_in)
            .clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_have_equal_stand_ins_of_their_length() {
        let mut stand_ins = StandIns::new("__Host-cfmall");
        let line = "__Host-cfmall=gA53UGsguIGmr_MVUOwdtg; HttpOnly; Path=/";
        let hidden = stand_ins.line(line);
        assert_eq!(hidden.len(), line.len());
        assert!(!hidden.contains("gA53") && hidden.ends_with("; HttpOnly; Path=/"));
        assert_eq!(stand_ins.line(line), hidden);
        assert_ne!(
            stand_ins.value("__Host-cfmall", "gA53UGsguIGmr_MVUOwdth"),
            stand_ins.value("__Host-cfmall", "gA53UGsguIGmr_MVUOwdtg")
        );
        assert_eq!(stand_ins.line("a=; Max-Age=0"), "a=; Max-Age=0");
        let sealed = "k".repeat(200);
        assert_eq!(
            Shape::of(&stand_ins.value("__Host-cfmall", &sealed)),
            Shape::of(&sealed)
        );
    }
}
