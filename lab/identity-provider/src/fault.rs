//! What a provider can do wrong.

/// A mistake of a provider, or an attack in its name. What it makes wrong has to be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The answer says that it is another provider's (RFC 9207).
    AnswerOfAnother,
    /// The answer does not say whose it is, although it should.
    AnswerOfNobody,
    /// The ID token names another issuer.
    Issuer,
    /// The ID token is for another program.
    Audience,
    /// The ID token is for another program as well.
    SecondAudience,
    /// The ID token has the nonce of another attempt.
    Nonce,
    /// The ID token has no nonce.
    NoNonce,
    /// The ID token has expired.
    Expired,
    /// The ID token belongs to another access token.
    AccessToken,
    /// The ID token is signed by nobody (`alg` `none`).
    Unsigned,
    /// The ID token is signed with another key, under the right key's name.
    OtherKey,
    /// The ID token is signed with the client's secret, which is no secret between the two (`HS256`).
    SharedSecret,
    /// There is no ID token.
    NoIdToken,
    /// The login at the provider is an hour old, whatever was asked for.
    Stale,
    /// The ID token does not say when the login was.
    NoLoginTime,
    /// Every question about it is answered with 500.
    Broken,
    /// The token endpoint is broken.
    BrokenToken,
    /// The login is refused with `server_error`.
    ServerError,
    /// The login is refused with `unauthorized_client`.
    Unauthorized,
}
