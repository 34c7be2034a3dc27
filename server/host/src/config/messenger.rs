//! Where messages to phones go.

/// Where messages to phones go, `MESSENGER`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Messenger {
    /// Nowhere: whatever needs one, such as registering, is closed.
    None,
    /// To a page that everybody can read who can reach the shop.
    Mailbox,
}

impl Messenger {
    /// What is meant where nothing is said: on one's own machine there is a mailbox.
    pub(super) const fn usual(is_local: bool) -> Self {
        if is_local { Self::Mailbox } else { Self::None }
    }

    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        match text {
            "none" => Ok(Self::None),
            "mailbox" => Ok(Self::Mailbox),
            _ => Err("it is none or mailbox"),
        }
    }
}
