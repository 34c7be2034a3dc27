//! Another phone or e-mail address for a member: a code to it, and it is the member's once the code was typed.

mod sql;

use super::{
    Auth,
    activity::{self, Noted},
    codes::{Asker, CodesError, read_code},
    store,
};
use crate::{
    codes::notice::{CodeError, Refusal, Refusals},
    contact::Contact,
    domain::recipient::Recipient,
};
use app_kernel::MemberId;
use app_ui::words::words_in;

impl Auth {
    /// Sends a code to the phone or the e-mail address that the member wants to have. If it is another account's, the message says so
    /// instead, and the answer is the same in the same time: no member learns who else is one.
    pub(super) async fn send_contact_code(
        &self,
        contact: Contact,
        member: MemberId,
        typed: &str,
        asker: &Asker,
    ) -> Result<Result<(), Refusal>, CodesError> {
        self.open_messenger()?;
        let to = match contact.read(typed) {
            Ok(to) => to,
            Err(error) => return Ok(Err(error.into())),
        };
        if self.has(member, contact, &to).await? {
            return Ok(Err(Refusal::Same(contact)));
        }
        let new = match self.new_code(contact.purpose(), to, asker).await? {
            Ok(new) => new,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let words = match (contact, new.is_member) {
            (Contact::Phone, true) => words_in(asker.locale, "message-phone-member", &[]),
            (Contact::Email, true) => words_in(asker.locale, "message-email-member", &[]),
            (Contact::Phone, false) => words_in(asker.locale, "message-phone-code", &[("code", &new.code)]),
            (Contact::Email, false) => words_in(asker.locale, "message-email-code", &[("code", &new.code)]),
        };
        self.deliver(new, words, asker).await.map(Ok)
    }

    /// Gives the member the phone or the e-mail address, if this is the code that was sent to it for this browser and this member, and says
    /// so to the one before.
    pub(super) async fn change_contact(
        &self,
        contact: Contact,
        member: MemberId,
        (typed, code): (&str, &str),
        asker: &Asker,
    ) -> Result<Result<(), Refusals>, CodesError> {
        self.open_messenger()?;
        let (to, code) = match (contact.read(typed), read_code(code)) {
            (Ok(to), Ok(code)) => (to, code),
            (to, code) => {
                let wrong = [to.err().map(Refusal::from), code.err()];
                return Ok(Err(wrong.into_iter().flatten().collect()));
            }
        };
        match self.check_code(contact.purpose(), &to, &code, asker).await? {
            Ok(()) => {}
            Err(Refusal::Code(CodeError::Used)) => return self.used_for(member, contact, &to).await,
            Err(refusal) => return Ok(Err(vec![refusal])),
        }
        let change = sql::Change {
            member,
            purpose: contact.purpose(),
            to: &to,
            binding: &asker.binding(),
            code: &code,
        };
        let told = match self.store_change(contact, &change, asker).await? {
            Ok(told) => told,
            Err(obstacle) => {
                return match (obstacle.as_str(), contact) {
                    ("used", _) => self.used_for(member, contact, &to).await,
                    ("taken", Contact::Phone) => Ok(Err(vec![Refusal::PhoneTaken])),
                    ("taken", Contact::Email) => Ok(Err(vec![Refusal::EmailTaken])),
                    (verdict, _) => Ok(Err(vec![Refusal::Code(CodeError::of(verdict))])),
                };
            }
        };
        tracing::info!(%member, ?contact, "a member is reached otherwise");
        let words = match contact {
            Contact::Phone => words_in(asker.locale, "message-phone-changed", &[]),
            Contact::Email => words_in(asker.locale, "message-email-changed", &[]),
        };
        self.tell_stored(told, words).await;
        Ok(Ok(()))
    }

    /// The change, the code that is used up and the entry in the member's activity are one transaction. The inner error is the word for
    /// what is in the way.
    async fn store_change(
        &self,
        contact: Contact,
        change: &sql::Change<'_>,
        asker: &Asker,
    ) -> sqlx::Result<Result<Vec<String>, String>> {
        let noted = match contact {
            Contact::Phone => Noted::PhoneChanged,
            Contact::Email => Noted::EmailChanged,
        };
        let mut transaction = self.pool.begin().await?;
        let told = match sql::change(&mut *transaction, change).await? {
            Ok(told) => told,
            Err(obstacle) => return Ok(Err(obstacle)),
        };
        activity::note(&mut *transaction, change.member, noted, &asker.client).await?;
        transaction.commit().await?;
        Ok(Ok(told))
    }

    /// Takes the member's e-mail address away, and says so to it. False if it stays, because they could not log in without it.
    pub(super) async fn remove_email(&self, member: MemberId, asker: &Asker) -> sqlx::Result<bool> {
        let mut transaction = self.pool.begin().await?;
        let Some(former) = sql::remove_email(&mut *transaction, member).await? else {
            let present = store::find_reached(&self.pool, member).await?;
            return Ok(present.email.is_none());
        };
        activity::note(&mut *transaction, member, Noted::EmailRemoved, &asker.client).await?;
        transaction.commit().await?;
        tracing::info!(%member, "a member has no e-mail address any more");
        let words = words_in(asker.locale, "message-email-removed", &[]);
        self.tell_stored([former], words).await;
        Ok(true)
    }

    /// The code has been used. Who has what it was for has sent the form twice.
    async fn used_for(
        &self,
        member: MemberId,
        contact: Contact,
        to: &Recipient,
    ) -> Result<Result<(), Refusals>, CodesError> {
        Ok(if self.has(member, contact, to).await? {
            Ok(())
        } else {
            Err(vec![Refusal::Code(CodeError::Used)])
        })
    }

    /// Whether the member has this phone or this e-mail address.
    async fn has(&self, member: MemberId, contact: Contact, to: &Recipient) -> sqlx::Result<bool> {
        let present = store::find_reached(&self.pool, member).await?;
        let present = match contact {
            Contact::Phone => present.phone,
            Contact::Email => present.email,
        };
        Ok(present == Some(to.stored()))
    }
}
