//! A passkey is added to a member.

use super::{
    MOST,
    ceremony::{Begun, Key, Outcome, read, unexpected, written},
    sql,
};
use crate::{
    passkeys::failure::PasskeyFailure,
    server::{Auth, codes::Asker},
};
use app_kernel::{Locale, Member, MemberId};
use app_ui::words::words_in;
use secrecy::SecretString;
use serde_json::Value;
use webauthn_rs::prelude::{CredentialID, PasskeyRegistration, RegisterPublicKeyCredential, Uuid};

const REGISTER: &str = "register";

impl Auth {
    /// Begins to add a passkey to this member.
    pub(in crate::server) async fn begin_passkey_registration(
        &self,
        member: &Member,
        secret: &SecretString,
        asker: &Asker,
    ) -> Outcome<Begun> {
        let keys = sql::list(&self.pool, member.id).await?;
        if keys.len() >= usize::try_from(MOST).unwrap_or(usize::MAX) {
            return Ok(Err(PasskeyFailure::Full));
        }
        let handle = sql::handle(&self.pool, member.id).await?;
        let user_name = sql::user_name(&self.pool, member.id).await?;
        let (Some(handle), Some(user_name)) = (handle.and_then(|text| text.parse::<Uuid>().ok()), user_name)
        else {
            return Ok(Err(PasskeyFailure::Mismatched));
        };
        let exclude: Vec<CredentialID> = keys.into_iter().map(|key| key.credential_id).collect();
        let started = self.relying_party.get().and_then(|webauthn| {
            webauthn
                .start_passkey_registration(handle, &user_name, &member.nickname, Some(exclude))
                .map_err(|error| unexpected(&error))
        });
        let (options, state) = match started {
            Ok((options, state)) => (written(&options), written(&state)),
            Err(failure) => return Ok(Err(failure)),
        };
        let options = discoverable(options, asker.locale);
        self.begin_ceremony(REGISTER, Some(member.id), secret, (options, state), asker)
            .await
    }

    /// Adds the passkey of this answer to the member.
    pub(in crate::server) async fn finish_passkey_registration(
        &self,
        member: MemberId,
        key: &Key,
        answer: &RegisterPublicKeyCredential,
        name: &str,
        asker: &Asker,
    ) -> Outcome<()> {
        let state: PasskeyRegistration = match self.answered(REGISTER, Some(member), key).await? {
            Ok(state) => state,
            Err(failure) => return Ok(Err(failure)),
        };
        let made = self.relying_party.get().and_then(|webauthn| {
            let made = webauthn.finish_passkey_registration(answer, &state);
            made.map_err(|error| {
                tracing::warn!(%error, %member, "a passkey is refused");
                read(&error)
            })
        });
        let passkey = match made {
            Ok(passkey) => passkey,
            Err(failure) => return Ok(Err(failure)),
        };
        let adding = sql::Adding {
            member,
            credential_id: passkey.cred_id(),
            credential: written(&passkey),
            name,
            most: MOST,
            client: &asker.client,
        };
        match sql::add(&self.pool, &adding).await?.as_str() {
            "done" => {}
            "full" => return Ok(Err(PasskeyFailure::Full)),
            "taken" => return Ok(Err(PasskeyFailure::Taken)),
            _ => return Ok(Err(PasskeyFailure::Mismatched)),
        }
        tracing::info!(%member, "a passkey was added");
        // To the owner, who may not be who has done it (ASVS 5.0 6.3.7).
        self.tell_member(member, words_in(asker.locale, "message-passkey-added", &[]))
            .await;
        Ok(Ok(()))
    }
}

/// The options, such that the passkey is found without a user name; the name of the shop is shown beside it.
fn discoverable(mut options: Value, locale: Locale) -> Value {
    let wanted = &mut options["publicKey"];
    wanted["rp"]["name"] = words_in(locale, "site-name", &[]).into();
    wanted["authenticatorSelection"]["residentKey"] = "required".into();
    wanted["authenticatorSelection"]["requireResidentKey"] = true.into();
    options
}
