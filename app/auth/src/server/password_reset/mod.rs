//! The way back to a forgotten password: a code to the phone of the account, and a new password from whoever has it.

mod sql;

use super::{
    Auth,
    activity::{self, Noted},
    codes::{Asker, CodesError, Purpose, read_code, read_phone},
    messenger::Message,
    store,
};
use crate::{
    codes::notice::{CodeError, Refusal, Refusals},
    login::notice::LoginError,
};
use app_kernel::{Locale, MobileNumber, text};
use app_session::{Client, end_sessions_of};
use app_ui::words::words_in;
use secrecy::{ExposeSecret, SecretString};
use sql::{Account, Reset};

/// Why the sessions of a member end who has a new password by a code.
const REASON: &str = "password-reset";

/// What was typed.
pub(super) struct NewPassword<'a> {
    pub(super) phone: &'a str,
    pub(super) code: &'a str,
    pub(super) password: &'a SecretString,
}

/// What is in the form, in the form in which it is stored.
struct Fields {
    phone: MobileNumber,
    code: String,
    password: SecretString,
}

impl Auth {
    /// Sends a code to the phone. If no account can get a new password by it, the message says why instead, and the answer is the same in
    /// the same time: whoever asks for the code of another's phone does not learn whether it is a member's.
    pub(super) async fn send_reset_code(
        &self,
        phone: &str,
        asker: &Asker,
    ) -> Result<Result<(), Refusal>, CodesError> {
        self.open_messenger()?;
        let to = match read_phone(phone) {
            Ok(to) => to,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let account = self.resettable(&to).await?;
        let new = match self.new_code(Purpose::PasswordReset, to, asker).await? {
            Ok(new) => new,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let words = match account {
            None => words_in(asker.locale, "message-reset-none", &[]),
            Some(account) if account.disabled => words_in(asker.locale, "message-reset-disabled", &[]),
            Some(_) => words_in(asker.locale, "message-reset-code", &[("code", &new.code)]),
        };
        self.deliver(new, words, asker).await.map(Ok)
    }

    /// Gives the account with this phone the new password, and ends all its sessions, for whoever has the code that was sent to the phone for
    /// this browser. What is wrong with the fields is told before the code is looked at; how the account is called, which no password may
    /// be, plays a part only for who has a code.
    pub(super) async fn reset_password(
        &self,
        new: &NewPassword<'_>,
        asker: &Asker,
    ) -> Result<Result<(), Refusals>, CodesError> {
        self.open_messenger()?;
        let Fields {
            phone,
            code,
            password,
        } = match self.read(new).await? {
            Ok(fields) => fields,
            Err(refusals) => return Ok(Err(refusals)),
        };
        let checked = self
            .check_code(Purpose::PasswordReset, &phone, &code, asker)
            .await?;
        match checked {
            Ok(()) => {}
            Err(Refusal::Code(CodeError::Used)) => {
                return self.used(&phone, new.password, &asker.client).await;
            }
            Err(refusal) => return Ok(refused(refusal)),
        }
        let account = match self.resettable(&phone).await? {
            None => return Ok(refused(Refusal::Code(CodeError::Wrong))),
            Some(account) if account.disabled => return Ok(refused(Refusal::Disabled)),
            Some(account) => account,
        };
        let words = store::find_own_words(&self.pool, account.id).await?;
        let password = match self.judge_password(password, words).await? {
            Ok(password) => password,
            Err(error) => return Ok(refused(Refusal::Password(error))),
        };
        let hash = self.hasher.hash(password).await?;
        let reset = Reset {
            member: account.id,
            phone: &phone,
            secret: &asker.secret,
            code: &code,
            password_hash: &hash,
        };
        match self.store_reset(&reset, &asker.client).await? {
            Ok(reference) => {
                self.tell_the_owner(phone, reference, asker.locale).await;
                Ok(Ok(()))
            }
            Err(obstacle) => match obstacle.as_str() {
                "used" => self.used(&phone, new.password, &asker.client).await,
                "disabled" => Ok(refused(Refusal::Disabled)),
                verdict => Ok(refused(Refusal::Code(CodeError::of(verdict)))),
            },
        }
    }

    /// The account whose password can be another, once its phone is proved: not a demo member's where they cannot log in.
    async fn resettable(&self, phone: &MobileNumber) -> sqlx::Result<Option<Account>> {
        let account = sql::account(&self.pool, phone).await?;
        Ok(account.filter(|account| self.demo || !account.is_demo))
    }

    /// The fields in the form in which they are stored, or everything that is wrong with them.
    async fn read(&self, new: &NewPassword<'_>) -> Result<Result<Fields, Refusals>, CodesError> {
        let phone = read_phone(new.phone);
        let code = read_code(new.code);
        let password = SecretString::from(text::password(new.password.expose_secret()));
        let own_words = phone.iter().map(|phone| phone.national().to_owned()).collect();
        let password = self
            .judge_password(password, own_words)
            .await?
            .map_err(Refusal::Password);
        Ok(match (phone, code, password) {
            (Ok(phone), Ok(code), Ok(password)) => Ok(Fields {
                phone,
                code,
                password,
            }),
            (phone, code, password) => {
                let wrong = [phone.err(), code.err(), password.err()];
                Err(wrong.into_iter().flatten().collect())
            }
        })
    }

    /// The password, the code that is used up and the end of all sessions are one transaction: none happens without the others. The number of
    /// the code, or the word for what is in the way.
    async fn store_reset(
        &self,
        reset: &Reset<'_>,
        client: &Client,
    ) -> Result<Result<i64, String>, CodesError> {
        let mut transaction = self.pool.begin().await?;
        let reference = match sql::reset(&mut *transaction, reset).await? {
            Ok(reference) => reference,
            Err(obstacle) => return Ok(Err(obstacle)),
        };
        activity::note(&mut *transaction, reset.member, Noted::PasswordReset, client).await?;
        let ended = end_sessions_of(&mut *transaction, reset.member.0, REASON).await?;
        transaction.commit().await?;
        tracing::info!(member = %reset.member, ended, "password reset by a code");
        Ok(Ok(reference))
    }

    /// Says by message that the password is another (ASVS 5.0 6.3.7), to the phone whose owner may not be who has done it. It goes also if the
    /// browser has hung up; if it does not go, the password is another all the same.
    async fn tell_the_owner(&self, to: MobileNumber, reference: i64, locale: Locale) {
        let Some(messenger) = self.messenger.clone() else {
            return;
        };
        let message = Message::new(to, words_in(locale, "message-reset-done", &[]), reference);
        let sending = tokio::spawn(async move {
            if let Err(error) = messenger.send(&message).await {
                tracing::error!(%error, "nobody is told of a new password");
            }
        });
        if let Err(error) = sending.await {
            tracing::error!(%error, "nobody is told of a new password");
        }
    }

    /// The code has been used. Whoever sends the password with which it was used has sent the form twice, and has it; for everybody else the
    /// code is used.
    async fn used(
        &self,
        phone: &MobileNumber,
        password: &SecretString,
        client: &Client,
    ) -> Result<Result<(), Refusals>, CodesError> {
        let Some(id) = self.resettable(phone).await?.map(|account| account.id) else {
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
