//! The way back to a forgotten password: a code to the phone or the e-mail address of the account, and a new password from whoever has it.

mod sql;

use super::{
    Auth,
    activity::{self, Noted},
    codes::{Asker, CodesError, Purpose, read_code},
    store,
};
use crate::{
    codes::notice::{CodeError, Refusal, Refusals},
    domain::recipient::Recipient,
    login::notice::LoginError,
};
use app_kernel::text;
use app_session::{Client, end_sessions_of};
use app_ui::words::words_in;
use secrecy::{ExposeSecret, SecretString};
use sql::Reset;

/// Why the sessions of a member end who has a new password by a code.
const REASON: &str = "password-reset";

/// What was typed.
pub(super) struct NewPassword<'a> {
    /// The phone or the e-mail address.
    pub(super) to: &'a str,
    pub(super) code: &'a str,
    pub(super) password: &'a SecretString,
}

/// What is in the form, in the form in which it is stored.
struct Fields {
    to: Recipient,
    code: String,
    password: SecretString,
}

impl Auth {
    /// Sends a code to the phone or the e-mail address. If no account can get a new password by it, the message says why instead, and the
    /// answer is the same in the same time: whoever asks for the code of another's does not learn whether it is a member's.
    pub(super) async fn send_reset_code(
        &self,
        typed: &str,
        asker: &Asker,
    ) -> Result<Result<(), Refusal>, CodesError> {
        self.open_messenger()?;
        let to = match Recipient::parse(typed) {
            Ok(to) => to,
            Err(error) => return Ok(Err(error.into())),
        };
        let account = self.reached_at(&to).await?;
        let new = match self.new_code(Purpose::PasswordReset, to, asker).await? {
            Ok(new) => new,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let words = match account.map(|account| account.obstacle()) {
            None => words_in(asker.locale, "message-reset-none", &[]),
            Some(Some(Refusal::Disabled)) => words_in(asker.locale, "message-reset-disabled", &[]),
            Some(Some(_)) => words_in(asker.locale, "message-reset-young", &[]),
            Some(None) => words_in(asker.locale, "message-reset-code", &[("code", &new.code)]),
        };
        self.deliver(new, words, asker).await.map(Ok)
    }

    /// Gives the account that is reached there the new password, and ends all its sessions, for whoever has the code that was sent there for
    /// this browser. What is wrong with the fields is told before the code is looked at; how the account is called, which no password may
    /// be, plays a part only for who has a code.
    pub(super) async fn reset_password(
        &self,
        new: &NewPassword<'_>,
        asker: &Asker,
    ) -> Result<Result<(), Refusals>, CodesError> {
        self.open_messenger()?;
        let Fields { to, code, password } = match self.read(new).await? {
            Ok(fields) => fields,
            Err(refusals) => return Ok(Err(refusals)),
        };
        let checked = self.check_code(Purpose::PasswordReset, &to, &code, asker).await?;
        match checked {
            Ok(()) => {}
            Err(Refusal::Code(CodeError::Used)) => {
                return self.used(&to, new.password, &asker.client).await;
            }
            Err(refusal) => return Ok(refused(refusal)),
        }
        let Some(account) = self.reached_at(&to).await? else {
            return Ok(refused(Refusal::Code(CodeError::Wrong)));
        };
        if let Some(obstacle) = account.obstacle() {
            return Ok(refused(obstacle));
        }
        let words = store::find_own_words(&self.pool, account.member.id).await?;
        let password = match self.judge_password(password, words).await? {
            Ok(password) => password,
            Err(error) => return Ok(refused(Refusal::Password(error))),
        };
        let hash = self.hasher.hash(password).await?;
        let reset = Reset {
            member: account.member.id,
            to: &to,
            secret: &asker.secret,
            code: &code,
            password_hash: &hash,
        };
        match self.store_reset(&reset, &asker.client).await? {
            Ok(()) => {
                // To the owner, who may not be who has done it (ASVS 5.0 6.3.7).
                self.tell(
                    account.recipients(),
                    words_in(asker.locale, "message-reset-done", &[]),
                )
                .await;
                Ok(Ok(()))
            }
            Err(obstacle) => match obstacle.as_str() {
                "used" => self.used(&to, new.password, &asker.client).await,
                "disabled" => Ok(refused(Refusal::Disabled)),
                "young" => Ok(refused(Refusal::Young)),
                verdict => Ok(refused(Refusal::Code(CodeError::of(verdict)))),
            },
        }
    }

    /// The fields in the form in which they are stored, or everything that is wrong with them.
    async fn read(&self, new: &NewPassword<'_>) -> Result<Result<Fields, Refusals>, CodesError> {
        let to = Recipient::parse(new.to).map_err(Refusal::from);
        let code = read_code(new.code);
        let password = SecretString::from(text::password(new.password.expose_secret()));
        let own_words = to.iter().map(Recipient::word).collect();
        let password = self
            .judge_password(password, own_words)
            .await?
            .map_err(Refusal::Password);
        Ok(match (to, code, password) {
            (Ok(to), Ok(code), Ok(password)) => Ok(Fields { to, code, password }),
            (to, code, password) => {
                let wrong = [to.err(), code.err(), password.err()];
                Err(wrong.into_iter().flatten().collect())
            }
        })
    }

    /// The password, the code that is used up and the end of all sessions are one transaction: none happens without the others. The inner
    /// error is the word for what is in the way.
    async fn store_reset(
        &self,
        reset: &Reset<'_>,
        client: &Client,
    ) -> Result<Result<(), String>, CodesError> {
        let mut transaction = self.pool.begin().await?;
        if let Err(obstacle) = sql::reset(&mut *transaction, reset).await? {
            return Ok(Err(obstacle));
        }
        activity::note(&mut *transaction, reset.member, Noted::PasswordReset, client).await?;
        let ended = end_sessions_of(&mut *transaction, reset.member.0, REASON).await?;
        transaction.commit().await?;
        tracing::info!(member = %reset.member, ended, "password reset by a code");
        Ok(Ok(()))
    }

    /// The code has been used. Whoever sends the password with which it was used has sent the form twice, and has it; for everybody else the
    /// code is used.
    async fn used(
        &self,
        to: &Recipient,
        password: &SecretString,
        client: &Client,
    ) -> Result<Result<(), Refusals>, CodesError> {
        let Some(id) = self.reached_at(to).await?.map(|account| account.member.id) else {
            return Ok(refused(Refusal::Code(CodeError::Used)));
        };
        match self.verify_again(id, password.clone(), client).await? {
            Ok(Some(_)) => Ok(Ok(())),
            Ok(None) => Ok(refused(Refusal::Code(CodeError::Used))),
            Err(too_many) => Ok(refused(Refusal::used(LoginError::too_many(too_many.0)))),
        }
    }
}

fn refused(refusal: Refusal) -> Result<(), Refusals> {
    Err(vec![refusal])
}
