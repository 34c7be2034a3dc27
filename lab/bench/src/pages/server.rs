//! Who is measured: this shop, with few and with many products, and its peers.

use super::peer::Peer;
use anyhow::Result;

/// One of those who are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Server {
    /// This shop.
    Ours,
    /// With the large catalogue.
    OursMany,
    /// With the system's allocator.
    OursPlain,
    /// Express as its session store ships.
    Express,
    /// Express that does not write when a session is used.
    ExpressUntouched,
    /// Express that remembers the catalogue as long as we promise to show it.
    ExpressCached,
    Django,
    /// axum with askama, tower-sessions and its published store.
    Askama,
    /// The askama program that remembers the catalogue, as Express does with its cache.
    AskamaCached,
    /// A Leptos app that renders everything anew, from memory and for guests only.
    Leptos,
    /// axum with maud, from memory and for guests only.
    Maud,
}

impl Server {
    pub const PEERS: [Self; 8] = [
        Self::Express,
        Self::ExpressUntouched,
        Self::ExpressCached,
        Self::Django,
        Self::Askama,
        Self::AskamaCached,
        Self::Leptos,
        Self::Maud,
    ];

    /// In tables.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Ours => "cfmall",
            Self::OursMany => "cfmall, many products",
            Self::OursPlain => "cfmall, without mimalloc",
            Self::Express => "Express",
            Self::ExpressUntouched => "Express, sessions not touched",
            Self::ExpressCached => "Express, catalogue cached",
            Self::Django => "Django",
            Self::Askama => "Askama",
            Self::AskamaCached => "Askama, catalogue cached",
            Self::Leptos => "Leptos, from memory",
            Self::Maud => "Maud, from memory",
        }
    }

    /// Whether the server is this shop.
    pub const fn is_ours(self) -> bool {
        matches!(self, Self::Ours | Self::OursMany | Self::OursPlain)
    }

    /// Whether the server has sessions.
    pub const fn has_members(self) -> bool {
        !matches!(self, Self::Leptos | Self::Maud)
    }

    /// The program of a peer; built before, if that is wanted.
    pub fn peer(self, build: bool) -> Result<Peer> {
        match self {
            Self::Ours | Self::OursMany | Self::OursPlain => anyhow::bail!("this shop is no peer of itself"),
            Self::Express => Peer::express(&[]),
            Self::ExpressUntouched => Peer::express(&[("SESSION", "untouched")]),
            Self::ExpressCached => Peer::express(&[("CACHE", "1")]),
            Self::Django => Peer::django(),
            Self::Askama => Peer::rust("peer-askama", build, &[]),
            Self::AskamaCached => Peer::rust("peer-askama", build, &[("CACHE", "1")]),
            Self::Leptos => Peer::rust("peer-leptos", build, &[]),
            Self::Maud => Peer::rust("peer-maud", build, &[]),
        }
    }
}
