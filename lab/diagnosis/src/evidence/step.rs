//! The steps of a run, and the probes they belong to.

use serde::{Deserialize, Serialize};

/// One of the two services between which a login is lost. They may be two addresses of one service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// The service where one logs in.
    A,
    /// The service that ought to know it.
    B,
}

impl Service {
    /// The letter.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
        }
    }
}

/// What an exchange is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    // The journey: one browser, one jar.
    /// The login at A, with every redirect that belongs to it.
    Login,
    /// A page on the way, at either service.
    Between,
    /// A asked again with the jar (P0).
    Control,
    /// B visited with the jar: the page that ought to show the nickname.
    Visit,
    /// A asked with the jar after B was visited (P7).
    Back,
    /// A logout in the journey.
    Logout,
    /// A link that a browser followed by itself, before anybody chose it.
    Prefetch,
    /// The password was changed.
    PasswordChange,
    /// Another login of the same member, elsewhere. It is no part of the journey's jar.
    SecondLogin,

    // P0.
    /// A login with the right password by a visitor who has seen B before, which A refuses, while it takes others.
    LoginAfterB,
    /// A login with a wrong password.
    WrongPassword,
    /// The login, over https or with `X-Forwarded-Proto: https`.
    LoginSecured,
    /// The login, at a copy itself, around what stands before it.
    LoginDirect,
    /// The login with every cookie that A sets, whether a browser keeps it or not, and A asked with these.
    LoginForced,

    // P2 and P3.
    /// Without any cookie.
    Nothing,
    /// With a value of the same length and alphabet that nobody has issued.
    Garbage,
    /// With the value of a login at A, whether a jar would send it or not.
    Real,
    /// With the value of a login at A under the name of B's own cookie.
    Rename,

    // P4, P5.
    /// One of many requests with one value, on fresh connections.
    Repeat,
    /// Some time after the login; `age_ms` says how long.
    Delayed,
    /// A browser of its own, before and after it was left alone for some seconds.
    Rested,
    /// A browser of its own after a login, when those of its cookies have ended that A gave only a short life.
    Lapsed,
    /// Long after the login, with the saved value; `age_ms` says how long.
    Aged,
    /// The journey's browser once more, behind all the logins of the probes.
    Remaining,
    /// A browser of its own, before and behind many more logins, and once more when it is as old as the journey's was.
    Crowded,

    // P6, P7.
    /// B's own login.
    OwnLogin,
    /// B asked again with its own cookie.
    OwnControl,
    /// A asked with the cookie of B's own login.
    OwnAtA,
    /// B's own login by a browser that carries a login of A, or garbage in its place.
    OwnOver,
    /// B asked with what that browser carries afterwards.
    OverControl,
    /// A asked with what that browser carries afterwards.
    OverAtA,
    /// A asked with what that browser carried before.
    OverSaved,
    /// With the saved original value after B was visited.
    Saved,
    /// A by a browser of its own, twice before it visits B and once after.
    Crossed,

    // P8.
    /// A logout of a throw-away login.
    ProbeLogout,
    /// With a saved value after its logout was confirmed.
    Replay,

    // P9.
    /// As the visit, with something in the query that no cache knows.
    Busted,
    /// The same address with the jar of another member.
    OtherMember,

    // P10.
    /// As the visit, with a longer `Cookie` header.
    Padded,
    /// As the visit, with one malformed cookie more.
    Neighbour,
    /// As the visit, over HTTP/2 with one `Cookie` field for each cookie.
    Split,
    /// As the visit, at a copy itself, around what stands before it.
    Direct,
    /// As the visit, with the cookies of one name in the other order.
    Flipped,

    // P11, P12, and the second vantage.
    /// One of several requests at once with one value.
    Parallel,
    /// The page under another address of the same service.
    Alias,
    /// With the same value from another address or with another user agent; `client` says which.
    Vantage,
}

impl Step {
    /// Whether the step uses the browser's jar.
    pub const fn is_journey(self) -> bool {
        matches!(
            self,
            Self::Login
                | Self::Between
                | Self::Control
                | Self::Visit
                | Self::Back
                | Self::Logout
                | Self::Prefetch
                | Self::PasswordChange
        )
    }

    /// Whether a request of this step carries the value of a login at A, as it was issued.
    pub const fn carries_login(self) -> bool {
        matches!(
            self,
            Self::Control
                | Self::Visit
                | Self::Back
                | Self::Real
                | Self::Repeat
                | Self::Delayed
                | Self::Aged
                | Self::Saved
                | Self::Direct
        )
    }
}

/// The probes of a black-box diagnosis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Probe {
    /// Does the login hold at A?
    P0,
    /// What would a browser send?
    P1,
    /// Nothing, garbage, the real cookie.
    P2,
    /// The cookie by force, and under another name.
    P3,
    /// The same request many times.
    P4,
    /// The same request at several times.
    P5,
    /// B's own cookie.
    P6,
    /// Back at A.
    P7,
    /// Logout and replay.
    P8,
    /// Caches.
    P9,
    /// Other cookies in the same header.
    P10,
    /// Requests at once.
    P11,
    /// Other addresses of the same services.
    P12,
}

impl Probe {
    /// All probes.
    pub const ALL: [Self; 13] = [
        Self::P0,
        Self::P1,
        Self::P2,
        Self::P3,
        Self::P4,
        Self::P5,
        Self::P6,
        Self::P7,
        Self::P8,
        Self::P9,
        Self::P10,
        Self::P11,
        Self::P12,
    ];

    /// The steps of which a run needs one for the probe to count as made.
    pub const fn steps(self) -> &'static [Step] {
        match self {
            Self::P0 => &[Step::Control],
            Self::P1 => &[Step::Visit],
            Self::P2 => &[Step::Garbage],
            Self::P3 => &[Step::Real, Step::Rename],
            Self::P4 => &[Step::Repeat],
            Self::P5 => &[Step::Delayed, Step::Rested, Step::Lapsed, Step::Crowded],
            Self::P6 => &[Step::OwnLogin, Step::OwnOver],
            Self::P7 => &[Step::Back, Step::Saved],
            Self::P8 => &[Step::Replay],
            Self::P9 => &[Step::Busted, Step::OtherMember],
            Self::P10 => &[Step::Padded, Step::Neighbour, Step::Split],
            Self::P11 => &[Step::Parallel],
            Self::P12 => &[Step::Alias],
        }
    }
}
