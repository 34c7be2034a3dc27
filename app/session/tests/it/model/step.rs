//! What can happen.

use proptest::{option, prelude::*, sample::Index};

/// One step of a story. Cookies and sessions are chosen among those that are known when it comes to it.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Somebody comes to a copy, with a cookie that may be long dead.
    Visit {
        copy: usize,
        cookie: Index,
        act: Act,
    },
    /// Signs in, in a browser that has this cookie or none.
    SignIn {
        copy: usize,
        cookie: Option<Index>,
        remembered: bool,
    },
    /// Time goes by, for all copies at once.
    Wait(Pause),
    Operate(Operation),
}

#[derive(Clone, Debug)]
pub(super) enum Act {
    SignOut,
    Confirm,
    ChangePassword,
    Set { key: usize, value: u8 },
    Increment { key: usize },
    Revoke { session: Index },
    RevokeOthers,
    RevokeAll,
}

/// Chosen so that no sum of them comes near to a limit: what happens in that very second is not the question here.
#[derive(Clone, Copy, Debug)]
pub(super) enum Pause {
    SevenMinutes,
    AlmostIdle,
    Idle,
    ThirteenDays,
    FifteenDays,
}

impl Pause {
    pub(super) fn seconds(self) -> i64 {
        const MINUTE: i64 = 60;
        const DAY: i64 = 24 * 60 * MINUTE;
        match self {
            Self::SevenMinutes => 7 * MINUTE,
            Self::AlmostIdle => 29 * MINUTE,
            Self::Idle => 31 * MINUTE,
            Self::ThirteenDays => 13 * DAY,
            Self::FifteenDays => 15 * DAY,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Operation {
    Disable,
    Enable,
    EndAll,
    /// The payload of all of the member's sessions is overwritten.
    Damage,
    Sweep,
}

impl Step {
    pub(super) fn any() -> impl Strategy<Value = Self> {
        let copy = 0..3_usize;
        prop_oneof![
            5 => (copy.clone(), option::weighted(0.4, any::<Index>()), any::<bool>())
                .prop_map(|(copy, cookie, remembered)| Self::SignIn { copy, cookie, remembered }),
            12 => (copy, any::<Index>(), Act::any())
                .prop_map(|(copy, cookie, act)| Self::Visit { copy, cookie, act }),
            4 => Pause::any().prop_map(Self::Wait),
            2 => Operation::any().prop_map(Self::Operate),
        ]
    }
}

impl Act {
    fn any() -> impl Strategy<Value = Self> {
        let key = 0..super::reference::KEYS;
        prop_oneof![
            2 => Just(Self::SignOut),
            3 => Just(Self::Confirm),
            1 => Just(Self::ChangePassword),
            3 => (key.clone(), any::<u8>()).prop_map(|(key, value)| Self::Set { key, value }),
            3 => key.prop_map(|key| Self::Increment { key }),
            2 => any::<Index>().prop_map(|session| Self::Revoke { session }),
            1 => Just(Self::RevokeOthers),
            1 => Just(Self::RevokeAll),
        ]
    }
}

impl Pause {
    fn any() -> impl Strategy<Value = Self> {
        prop_oneof![
            4 => Just(Self::SevenMinutes),
            4 => Just(Self::AlmostIdle),
            1 => Just(Self::Idle),
            1 => Just(Self::ThirteenDays),
            1 => Just(Self::FifteenDays),
        ]
    }
}

impl Operation {
    fn any() -> impl Strategy<Value = Self> {
        prop_oneof![
            2 => Just(Self::Disable),
            3 => Just(Self::Enable),
            1 => Just(Self::EndAll),
            1 => Just(Self::Damage),
            2 => Just(Self::Sweep),
        ]
    }
}
