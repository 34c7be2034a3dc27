//! The e-mail address of a member.

use app_kernel::text::comparable;
use email_address::{EmailAddress as Address, Options};
use serde::{Deserialize, Serialize};

/// An e-mail address in ASCII and in small letters, so that an address is one member's however it is typed: `li.lei@example.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EmailAddress(String);

/// Why a text is no e-mail address that a message can go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EmailError {
    /// The text is not `name@domain`.
    Form,
    /// The text has other letters than those of ASCII.
    Letters,
    /// The text has more than 254 bytes.
    Length,
}

impl EmailError {
    /// A word for scripts.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Letters => "letters",
            Self::Length => "length",
        }
    }

    /// The sentence for the visitor.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Form => "email-error-form",
            Self::Letters => "email-error-letters",
            Self::Length => "email-error-length",
        }
    }
}

impl EmailAddress {
    /// The most bytes: no longer path fits into SMTP (RFC 5321 §4.5.3.1.3, with its angle brackets).
    pub(crate) const MAX: usize = 254;

    /// Reads what was typed, in whatever width and case. A quoted name and a domain that is a number in brackets are none: they are
    /// typed by mistake only.
    pub(crate) fn parse(typed: &str) -> Result<Self, EmailError> {
        let address = comparable(typed).to_lowercase();
        if address.len() > Self::MAX {
            return Err(EmailError::Length);
        }
        if !address.contains('@') {
            return Err(EmailError::Form);
        }
        if !address.is_ascii() {
            return Err(EmailError::Letters);
        }
        let options = Options::default()
            .with_required_tld()
            .without_domain_literal()
            .without_display_text();
        let parsed = Address::parse_with_options(&address, options).map_err(|_| EmailError::Form)?;
        let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        if parsed.local_part().starts_with('"') || !parsed.domain().chars().all(is_host) {
            return Err(EmailError::Form);
        }
        Ok(Self(address))
    }

    /// The address.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(typed: &str) -> Result<String, EmailError> {
        EmailAddress::parse(typed).map(|address| address.as_str().to_owned())
    }

    #[test]
    fn an_address_is_the_same_on_every_keyboard() {
        for (typed, address) in [
            ("li.lei@example.com", "li.lei@example.com"),
            (" Li.Lei@EXAMPLE.com\n", "li.lei@example.com"),
            ("ｌｉ＠ｅｘａｍｐｌｅ．ｃｏｍ", "li@example.com"),
            ("li\u{200b}@example.com", "li@example.com"),
            ("o'brien+shop@a-b.example.cn", "o'brien+shop@a-b.example.cn"),
            ("12345@qq.com", "12345@qq.com"),
        ] {
            assert_eq!(parse(typed).as_deref(), Ok(address), "{typed:?}");
        }
        let longest = format!(
            "{}@{}.example.com",
            "n".repeat(64),
            ["d".repeat(58).as_str(); 3].join(".")
        );
        assert_eq!((longest.len(), parse(&longest)), (253, Ok(longest.clone())));
    }

    #[test]
    fn what_is_no_address_is_told_why() {
        let long = format!("li@{}example.com", "d.".repeat(122));
        for (typed, error) in [
            ("", EmailError::Form),
            ("li", EmailError::Form),
            ("13800000001", EmailError::Form),
            ("li@", EmailError::Form),
            ("@example.com", EmailError::Form),
            ("li@localhost", EmailError::Form),
            ("li@example..com", EmailError::Form),
            ("li@-example.com", EmailError::Form),
            ("li@exa_mple.com", EmailError::Form),
            ("li@[127.0.0.1]", EmailError::Form),
            ("\"li lei\"@example.com", EmailError::Form),
            ("李雷 <li@example.com>", EmailError::Letters),
            ("Li <li@example.com>", EmailError::Form),
            ("li@lei@example.com", EmailError::Form),
            ("li lei@example.com", EmailError::Form),
            ("li\0@example.com", EmailError::Form),
            ("li@example.com\nbcc: han@example.com", EmailError::Form),
            ("li@example.com,han@example.com", EmailError::Form),
            ("<b>li</b>@example.com", EmailError::Form),
            ("'; drop table auth.member; --@example.com", EmailError::Form),
            ("李雷@example.com", EmailError::Letters),
            // Cyrillic а.
            ("li@ex\u{430}mple.com", EmailError::Letters),
            ("🐼@example.com", EmailError::Letters),
            (&format!("{}@example.com", "n".repeat(65)), EmailError::Form),
            (&long, EmailError::Length),
            (&"x".repeat(10_000), EmailError::Length),
        ] {
            assert_eq!(parse(typed), Err(error), "{typed:?}");
        }
    }
}
