//! What can be done wrong.

/// One of them, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    None,
    /// A request saves the whole session as it was when the request began.
    LastWriteWins,
    /// The cookie is taken back in a way that browsers ignore.
    RemovalWithoutSecure,
    /// A cookie that cannot be read is answered with 500.
    FailsOnGarbage,
    /// Of several `Cookie` lines only the first is read.
    ReadsOneCookieLine,
    /// Nobody asks which host a request is for.
    AnswersForAnyHost,
    /// A login keeps the id the visitor came with.
    KeepsIds,
    /// A copy remembers who somebody was.
    Remembers,
    /// Nobody asks where a request comes from.
    TrustsEverybody,

    /// A CSRF token is asked for only if there is one.
    TokensAreOptional,
    /// The CSRF token of any session passes.
    AnyTokenPasses,
    /// The CSRF token is the same when the id is another one.
    TokensOutliveIds,
    /// The CSRF token is compared with a cookie, and with nothing of the session.
    TokensOfCookies,

    /// An id that was replaced is good for ever.
    OldIdsLive,
    /// An id that was replaced is good for nothing at once.
    NoOverlap,
    /// That a replaced id was used too late ends nothing.
    ReuseUnnoticed,

    /// With a new key the old one is forgotten.
    ForgetsTheOldKey,
    /// The old key stays when it should go.
    KeepsTheOldKey,

    /// A copy closes only the sockets of sessions that have ended at itself.
    ClosesOwnSocketsOnly,
    /// When a session ends the sockets of all are closed.
    ClosesEverySocket,
    /// A handshake succeeds, and only then somebody asks for the session.
    OpensBeforeItAsks,
    /// That there is a session cookie is enough for a socket.
    SocketsTakeAnyCookie,

    /// A code can be redeemed again.
    CodesStay,
    /// A code is given for any place.
    CodesForAnyTarget,
    /// Nobody compares the state.
    StateIsIgnored,
    /// The state is compared with that of the code, and not with the browser's.
    StateOfAnyBrowser,
    /// A code is looked at first and taken away later.
    CodesAreTakenLate,
    /// A code is good for ever.
    CodesLiveOn,
}
