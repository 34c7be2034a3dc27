//! What somebody asks who wants to know whether there is an account.

/// A form that anybody can send about anybody.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// What it is, for readers.
    pub title: &'static str,
    pub path: &'static str,
    /// The status of both answers.
    pub status: u16,
    /// The form about somebody.
    pub form: fn(Whose, u32) -> String,
}

/// About whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// A member; each time another one.
    Member,
    /// Nobody has this name or number.
    Nobody,
}

pub const ALL: [Question; 5] = [
    Question {
        title: "login with a wrong password, by user name",
        path: "/api/auth/login",
        status: 401,
        form: |whose, number| format!("account={}&password=not-the-password", user_name(whose, number)),
    },
    Question {
        title: "login with a wrong password, by phone",
        path: "/api/auth/login",
        status: 401,
        form: |whose, number| format!("account={}&password=not-the-password", phone(whose, number)),
    },
    Question {
        title: "code for a new password",
        path: "/api/auth/reset/code",
        status: 200,
        form: |whose, number| format!("phone={}", phone(whose, number)),
    },
    Question {
        title: "code to log in with",
        path: "/api/auth/code-login/code",
        status: 200,
        form: |whose, number| format!("phone={}", phone(whose, number)),
    },
    Question {
        title: "code for a new account",
        path: "/api/auth/register/code",
        status: 200,
        form: |whose, number| format!("phone={}", phone(whose, number)),
    },
];

/// As long for a member as for nobody.
pub fn user_name(whose: Whose, number: u32) -> String {
    match whose {
        Whose::Member => format!("timing{number:05}"),
        Whose::Nobody => format!("nobody{number:05}"),
    }
}

/// A mobile number of mainland China, without its prefix.
pub fn phone(whose: Whose, number: u32) -> String {
    match whose {
        Whose::Member => format!("139000{number:05}"),
        Whose::Nobody => format!("138000{number:05}"),
    }
}
