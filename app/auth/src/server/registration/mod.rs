//! Registering: a code to a phone, and a member of whoever has it.

mod sql;

use super::{
    Auth, Overloaded,
    codes::{Asker, CodesError, Purpose, read_code},
};
use crate::{
    codes::notice::{CodeError, Refusal, Refusals},
    domain::{
        nickname::Nickname,
        recipient::Recipient,
        user_name::{UserName, UserNameError},
    },
};
use app_kernel::{Member, text};
use app_ui::words::words_in;
use secrecy::{ExposeSecret, SecretString};
use sql::Applicant;

/// What was typed.
pub(super) struct Application<'a> {
    pub(super) phone: &'a str,
    pub(super) code: &'a str,
    pub(super) user_name: &'a str,
    pub(super) password: &'a SecretString,
}

/// What an application came to.
pub(super) enum Outcome {
    /// A member.
    Member(Member),
    /// A second copy of an application that has made a member a moment ago: who clicks twice sends it twice. Whether it is the same, the
    /// password says.
    Again,
    /// Nothing, for these reasons.
    Refused(Refusals),
}

impl Auth {
    /// Sends a code to the phone. If it has an account, the message says so instead, and the answer is the same in the same time: whoever asks
    /// for the code of another's phone does not learn whether it is a member's.
    pub(super) async fn send_registration_code(
        &self,
        phone: &str,
        asker: &Asker,
    ) -> Result<Result<(), Refusal>, CodesError> {
        self.open_messenger()?;
        let to = match Recipient::phone(phone) {
            Ok(to) => to,
            Err(error) => return Ok(Err(error.into())),
        };
        let new = match self.new_code(Purpose::Registration, to, asker).await? {
            Ok(new) => new,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let words = if new.is_member {
            words_in(asker.locale, "message-member", &[])
        } else {
            words_in(asker.locale, "message-code", &[("code", &new.code)])
        };
        self.deliver(new, words, asker).await.map(Ok)
    }

    /// Makes a member of whoever has the code that was sent to this phone for this browser. What is wrong with the fields is told before
    /// the code is looked at, and all of it at once; that a user name is taken is told only to who has a code.
    pub(super) async fn register(
        &self,
        application: &Application<'_>,
        asker: &Asker,
    ) -> Result<Outcome, CodesError> {
        self.open_messenger()?;
        let fields = match self.fields(application).await? {
            Ok(fields) => fields,
            Err(refusals) => return Ok(Outcome::Refused(refusals)),
        };
        let refused = |refusal| Ok(Outcome::Refused(vec![refusal]));
        let checked = self
            .check_code(Purpose::Registration, &fields.phone, &fields.code, asker)
            .await?;
        match checked {
            Ok(()) => {}
            Err(Refusal::Code(CodeError::Used)) => return Ok(Outcome::Again),
            Err(refusal) => return refused(refusal),
        }
        let hash = self.hasher.hash(fields.password).await?;
        let nickname = nickname(application.user_name, &fields.user_name);
        let applicant = Applicant {
            phone: &fields.phone,
            secret: &asker.secret,
            code: &fields.code,
            user_name: fields.user_name.as_str(),
            look: &fields.user_name.look(),
            nickname: &nickname,
            password_hash: &hash,
        };
        match sql::register(&self.pool, &applicant).await? {
            Ok(id) => Ok(Outcome::Member(Member { id, nickname })),
            Err(obstacle) => match obstacle.as_str() {
                "used" => Ok(Outcome::Again),
                "phone" => refused(Refusal::PhoneTaken),
                "user-name" => refused(Refusal::UserName(UserNameError::Taken)),
                verdict => refused(Refusal::Code(CodeError::of(verdict))),
            },
        }
    }

    /// The fields in the form in which they are stored, or everything that is wrong with them.
    async fn fields(&self, application: &Application<'_>) -> Result<Result<Fields, Refusals>, Overloaded> {
        let phone = Recipient::phone(application.phone).map_err(Refusal::from);
        let code = read_code(application.code);
        let user_name = UserName::parse(application.user_name).map_err(Refusal::UserName);
        let new = text::password(application.password.expose_secret());
        let mut own_words = vec![text::comparable(application.user_name)];
        own_words.extend(phone.iter().map(Recipient::word));
        let password = self
            .judge_password(SecretString::from(new), own_words)
            .await?
            .map_err(Refusal::Password);
        Ok(match (phone, code, user_name, password) {
            (Ok(phone), Ok(code), Ok(user_name), Ok(password)) => Ok(Fields {
                phone,
                code,
                user_name,
                password,
            }),
            (phone, code, user_name, password) => {
                let wrong = [phone.err(), code.err(), user_name.err(), password.err()];
                Err(wrong.into_iter().flatten().collect())
            }
        })
    }
}

/// What is in the form, in the form in which it is stored.
struct Fields {
    phone: Recipient,
    code: String,
    user_name: UserName,
    password: SecretString,
}

/// What a new member is called: the user name, in the letters in which it was typed.
pub(in crate::server) fn nickname(typed: &str, user_name: &UserName) -> String {
    let typed = Nickname::parse(&text::comparable(typed)).map(Nickname::into_string);
    typed.unwrap_or_else(|_| user_name.as_str().to_owned())
}
