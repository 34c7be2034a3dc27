//! Ceremonies: a challenge that is given to a browser, and its answer.

use super::{RelyingParty, sql};
use crate::{
    passkeys::failure::PasskeyFailure,
    server::{Auth, codes::Asker, social::browser::random, throttle::network},
};
use app_kernel::{Member, MemberId};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PublicKeyCredential, Uuid, Webauthn, WebauthnError,
};

const LOGIN: &str = "login";
const CONFIRM: &str = "confirm";

/// What the browser gets of a ceremony that begins.
#[derive(Serialize)]
pub(in crate::server) struct Begun {
    /// The ceremony's own random number.
    ceremony: String,
    /// The argument of `navigator.credentials.create()` or `get()`, bytes in base64url.
    options: Value,
}

/// What a ceremony is found by: the number that the answer brings, and the secret that the cookie brings.
pub(in crate::server) struct Key(String);

impl Key {
    pub(in crate::server) fn new(secret: &SecretString, ceremony: &str) -> Self {
        Self(format!("{} {ceremony}", secret.expose_secret()))
    }
}

/// The inner error is what the visitor is told.
pub(super) type Outcome<T> = sqlx::Result<Result<T, PasskeyFailure>>;

impl RelyingParty {
    pub(super) fn get(&self) -> Result<&Webauthn, PasskeyFailure> {
        self.0.as_deref().ok_or(PasskeyFailure::Impossible)
    }
}

impl Auth {
    /// Begins a login with whichever passkey the visitor chooses.
    pub(in crate::server) async fn begin_passkey_login(
        &self,
        secret: &SecretString,
        asker: &Asker,
    ) -> Outcome<Begun> {
        match challenge(&self.relying_party) {
            Ok((options, state)) => {
                self.begin_ceremony(LOGIN, None, secret, (options, state), asker)
                    .await
            }
            Err(failure) => Ok(Err(failure)),
        }
    }

    /// Begins a proof of this member's identity, with one of the member's passkeys.
    pub(in crate::server) async fn begin_passkey_confirmation(
        &self,
        member: MemberId,
        secret: &SecretString,
        asker: &Asker,
    ) -> Outcome<Begun> {
        let keys = sql::list(&self.pool, member).await?;
        if keys.is_empty() {
            return Ok(Err(PasskeyFailure::Unknown));
        }
        let (mut options, state) = match challenge(&self.relying_party) {
            Ok(challenge) => challenge,
            Err(failure) => return Ok(Err(failure)),
        };
        // The browser offers these only; whose it was is checked when it comes back.
        options["publicKey"]["allowCredentials"] = keys
            .iter()
            .map(|key| json!({ "type": "public-key", "id": URL_SAFE_NO_PAD.encode(&key.credential_id) }))
            .collect();
        self.begin_ceremony(CONFIRM, Some(member), secret, (options, state), asker)
            .await
    }

    pub(super) async fn begin_ceremony(
        &self,
        purpose: &str,
        member: Option<MemberId>,
        secret: &SecretString,
        (options, state): (Value, Value),
        asker: &Asker,
    ) -> Outcome<Begun> {
        let ceremony = random();
        let Key(key) = Key::new(secret, &ceremony);
        let beginning = sql::Beginning {
            purpose,
            member,
            key: &key,
            state,
            address: asker.client.ip.map(|ip| network(ip).to_string()),
        };
        let noted = sql::begin(&self.pool, &beginning).await?;
        Ok(if noted {
            Ok(Begun { ceremony, options })
        } else {
            Err(PasskeyFailure::TooMany)
        })
    }

    /// Who logs in by this answer, and the version of their credentials.
    pub(in crate::server) async fn finish_passkey_login(
        &self,
        key: &Key,
        answer: &PublicKeyCredential,
    ) -> Outcome<(Member, i32)> {
        self.prove_by_passkey(LOGIN, None, key, answer).await
    }

    /// Whether this answer proves that its sender is this member.
    pub(in crate::server) async fn finish_passkey_confirmation(
        &self,
        member: MemberId,
        key: &Key,
        answer: &PublicKeyCredential,
    ) -> Outcome<()> {
        let proved = self.prove_by_passkey(CONFIRM, Some(member), key, answer).await?;
        Ok(proved.map(|_| ()))
    }

    async fn prove_by_passkey(
        &self,
        purpose: &str,
        member: Option<MemberId>,
        key: &Key,
        answer: &PublicKeyCredential,
    ) -> Outcome<(Member, i32)> {
        let state = match self.answered(purpose, member, key).await? {
            Ok(state) => state,
            Err(failure) => return Ok(Err(failure)),
        };
        let webauthn = match self.relying_party.get() {
            Ok(webauthn) => webauthn,
            Err(failure) => return Ok(Err(failure)),
        };
        let handle = answer
            .get_user_unique_id()
            .and_then(|handle| Uuid::from_slice(handle).ok());
        // Whoever has not said who they are is known by the handle alone (WebAuthn Level 3 §7.2, step 6).
        if member.is_none() && handle.is_none() {
            return Ok(Err(PasskeyFailure::Unknown));
        }
        let handle = handle.map(|handle| handle.to_string());
        let mut transaction = self.pool.begin().await?;
        let found = sql::find(&mut transaction, answer.get_credential_id(), handle, self.demo).await?;
        let theirs = found.filter(|found| member.is_none_or(|member| found.member.id == member));
        let Some(found) = theirs else {
            return Ok(Err(PasskeyFailure::Unknown));
        };
        let Ok(mut passkey) = serde_json::from_value::<Passkey>(found.credential) else {
            tracing::error!(passkey = found.id, "a passkey cannot be read");
            return Ok(Err(PasskeyFailure::Unknown));
        };
        let proved = match webauthn.finish_discoverable_authentication_v2(answer, state, &passkey) {
            Ok(proved) => proved,
            Err(error) => {
                tracing::warn!(%error, member = %found.member.id, "a passkey proves nothing");
                return Ok(Err(read(&error)));
            }
        };
        if found.disabled {
            return Ok(Err(PasskeyFailure::Disabled));
        }
        passkey.update_credential(&proved);
        sql::used(&mut transaction, found.id, written(&passkey), member.is_none()).await?;
        transaction.commit().await?;
        Ok(Ok((found.member, found.version)))
    }

    /// The state of the ceremony that is answered, which is used up by it.
    pub(super) async fn answered<T: DeserializeOwned>(
        &self,
        purpose: &str,
        member: Option<MemberId>,
        key: &Key,
    ) -> Outcome<T> {
        let state = match sql::answer(&self.pool, purpose, member, &key.0).await? {
            Ok(state) => state,
            Err(verdict) => {
                tracing::warn!(purpose, verdict, "the answer to a challenge is refused");
                return Ok(Err(match verdict.as_str() {
                    "used" => PasskeyFailure::Replayed,
                    "expired" => PasskeyFailure::Expired,
                    _ => PasskeyFailure::Mismatched,
                }));
            }
        };
        // A release that wrote it otherwise: the visitor begins anew.
        Ok(serde_json::from_value(state).map_err(|_| PasskeyFailure::Expired))
    }
}

/// A challenge that any discoverable passkey of this relying party can answer, and its state.
fn challenge(party: &RelyingParty) -> Result<(Value, Value), PasskeyFailure> {
    let (mut options, state): (_, DiscoverableAuthentication) = party
        .get()?
        .start_discoverable_authentication()
        .map_err(|error| unexpected(&error))?;
    // Somebody has pressed a button: the browser asks at once, and not in a field as it is filled in.
    options.mediation = None;
    Ok((written(&options), written(&state)))
}

pub(super) fn written(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("what webauthn-rs keeps is JSON")
}

pub(super) fn unexpected(error: &WebauthnError) -> PasskeyFailure {
    tracing::error!(%error, "no ceremony can begin");
    PasskeyFailure::Invalid
}

/// What the visitor is told.
pub(super) const fn read(error: &WebauthnError) -> PasskeyFailure {
    match error {
        WebauthnError::InvalidRPOrigin | WebauthnError::InvalidRPIDHash => PasskeyFailure::WrongOrigin,
        WebauthnError::UserNotVerified | WebauthnError::UserNotPresent => PasskeyFailure::NotVerified,
        WebauthnError::CredentialPossibleCompromise => PasskeyFailure::Copied,
        _ => PasskeyFailure::Invalid,
    }
}
