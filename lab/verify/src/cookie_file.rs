//! Cookies exported from a browser: Netscape's format, and JSON as extensions and Playwright write it.

use serde_json::Value;

/// A cookie of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    pub name: String,
    pub value: String,
    pub domain: String,
    pub host_only: bool,
    pub path: String,
    pub secure: bool,
    pub http_only: bool,
    pub same_site: Option<String>,
    /// Seconds since 1970; `None`: when the browser closes.
    pub expires: Option<i64>,
}

impl Exported {
    /// The `Set-Cookie` line that makes it, at `now` in seconds since 1970.
    pub fn line(&self, now: i64) -> String {
        let mut line = format!("{}={}; Path={}", self.name, self.value, self.path);
        if !self.host_only {
            line.extend(["; Domain=", self.domain.as_str()]);
        }
        if self.secure {
            line += "; Secure";
        }
        if self.http_only {
            line += "; HttpOnly";
        }
        if let Some(same_site) = &self.same_site {
            line.extend(["; SameSite=", same_site.as_str()]);
        }
        if let Some(expires) = self.expires {
            line.extend(["; Max-Age=", (expires - now).to_string().as_str()]);
        }
        line
    }
}

/// Reads an export of either format.
pub fn parse(text: &str) -> Result<Vec<Exported>, String> {
    let found = if text.trim_start().starts_with(['[', '{']) {
        let json: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let list = json.get("cookies").unwrap_or(&json);
        let list = list.as_array().ok_or("the JSON has no list of cookies")?;
        list.iter().filter_map(from_json).collect::<Vec<_>>()
    } else {
        text.lines().filter_map(from_line).collect()
    };
    if found.is_empty() {
        return Err("there is no cookie in it".to_owned());
    }
    Ok(found)
}

/// Domain, whether hosts below count, path, secure, expiry, name, value; with tabs between them.
fn from_line(line: &str) -> Option<Exported> {
    let (http_only, line) = line
        .strip_prefix("#HttpOnly_")
        .map_or((false, line), |rest| (true, rest));
    if line.starts_with('#') {
        return None;
    }
    let fields: Vec<_> = line.split('\t').collect();
    let [domain, below, path, secure, expires, name, value] = fields.as_slice() else {
        return None;
    };
    Some(Exported {
        name: (*name).to_owned(),
        value: value.trim_end().to_owned(),
        domain: domain.trim_start_matches('.').to_owned(),
        host_only: *below != "TRUE",
        path: (*path).to_owned(),
        secure: *secure == "TRUE",
        http_only,
        same_site: None,
        expires: expires.parse().ok().filter(|expires| *expires > 0),
    })
}

fn from_json(json: &Value) -> Option<Exported> {
    let text = |name: &str| json.get(name)?.as_str().map(str::to_owned);
    let flag = |name: &str| json.get(name).and_then(Value::as_bool);
    let domain = text("domain")?;
    let same_site = text("sameSite").map(|word| match word.to_ascii_lowercase().as_str() {
        "no_restriction" | "none" => "None".to_owned(),
        "strict" => "Strict".to_owned(),
        "lax" => "Lax".to_owned(),
        _ => String::new(),
    });
    let expires = ["expirationDate", "expires"]
        .iter()
        .find_map(|name| json.get(*name)?.as_f64())
        .filter(|expires| *expires > 0.0);
    Some(Exported {
        name: text("name")?,
        value: text("value")?,
        host_only: flag("hostOnly").unwrap_or(!domain.starts_with('.')),
        domain: domain.trim_start_matches('.').to_owned(),
        path: text("path").unwrap_or_else(|| "/".to_owned()),
        secure: flag("secure").unwrap_or(false),
        http_only: flag("httpOnly").unwrap_or(false),
        same_site: same_site.filter(|word| !word.is_empty()),
        #[expect(clippy::cast_possible_truncation, reason = "seconds; floats saturate")]
        expires: expires.map(|expires| expires as i64),
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn both_formats_say_the_same() {
        let netscape = "# Netscape HTTP Cookie File\n#HttpOnly_.mall.test\tTRUE\t/\tTRUE\t0\tsid\tabc\n";
        let json = r#"[{"name":"sid","value":"abc","domain":".mall.test","path":"/","secure":true,"httpOnly":true,"session":true}]"#;
        let one = parse(netscape).unwrap();
        assert_eq!(one, parse(json).unwrap());
        assert_eq!(
            one[0].line(0),
            "sid=abc; Path=/; Domain=mall.test; Secure; HttpOnly"
        );
        let playwright = r#"{"cookies":[{"name":"sid","value":"abc","domain":"auth.mall.test","path":"/","expires":100,"sameSite":"Lax"}]}"#;
        let line = parse(playwright).unwrap()[0].line(40);
        assert_eq!(line, "sid=abc; Path=/; SameSite=Lax; Max-Age=60");
        assert!(parse("").is_err() && parse("[]").is_err() && parse("{").is_err());
    }
}
