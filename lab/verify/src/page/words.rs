//! Words by which pages say where one logs in and out. Those behind `=` count as whole words only: as parts of others they mean something else.

/// Where one logs in, in lower case.
pub const ENTRANCES: [&str; 55] = [
    "=log in",
    "login",
    "log-in",
    "log_in",
    "sign in",
    "signin",
    "sign-in",
    "sign_in",
    "登录",
    "登陆",
    "登入",
    "anmelden",
    "anmeldung",
    "einloggen",
    "connexion",
    "connecter",
    "connectez-vous",
    "iniciar sesión",
    "inicia sesión",
    "inicio de sesión",
    "entrar",
    "accedi",
    "inloggen",
    "aanmelden",
    "=logga in",
    "=logg inn",
    "=log ind",
    "zaloguj",
    "войти",
    "не вошли",
    "giriş",
    "ログイン",
    "로그인",
    "サインイン",
    "로그 인",
    "identifiez-vous",
    "s'identifier",
    "identifícate",
    "acceder",
    "ingresar",
    "iniciar sessão",
    "přihlásit",
    "prihlásiť",
    "bejelentkezés",
    "belépés",
    "autentificare",
    "kirjaudu",
    "увійти",
    "σύνδεση",
    "התחבר",
    "تسجيل الدخول",
    "लॉग इन",
    "đăng nhập",
    "เข้าสู่ระบบ",
    "=masuk",
];

/// Where one logs out, in lower case.
pub const EXITS: [&str; 54] = [
    "=log out",
    "logout",
    "log-out",
    "log_out",
    "=log off",
    "logoff",
    "sign out",
    "signout",
    "sign-out",
    "sign_out",
    "退出",
    "注销",
    "登出",
    "abmelden",
    "abmeldung",
    "ausloggen",
    "déconnexion",
    "deconnexion",
    "déconnecter",
    "cerrar sesión",
    "sair",
    "disconnetti",
    "uitloggen",
    "afmelden",
    "=logga ut",
    "=logg ut",
    "wyloguj",
    "выйти",
    "çıkış",
    "ログアウト",
    "로그아웃",
    "サインアウト",
    "로그 아웃",
    "cerrar sesion",
    "=salir",
    "terminar sessão",
    "=esci",
    "odhlásit",
    "odhlásiť",
    "kijelentkezés",
    "kilépés",
    "deconectare",
    "kirjaudu ulos",
    "=log ud",
    "oturumu kapat",
    "вийти",
    "αποσύνδεση",
    "התנתק",
    "تسجيل الخروج",
    "लॉग आउट",
    "đăng xuất",
    "ออกจากระบบ",
    "=keluar",
    "=quitter",
];

/// Whether a text has one of some words in it, in upper or lower case.
pub fn says(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase().replace('’', "'");
    words.iter().any(|word| has(&lower, word))
}

/// Whether a text in lower case has one of these words in it, as the list says.
pub fn has(lower: &str, word: &str) -> bool {
    let Some(whole) = word.strip_prefix('=') else {
        return lower.contains(word);
    };
    let is_apart = |c: Option<char>| !c.is_some_and(char::is_alphabetic);
    lower.match_indices(whole).any(|(at, _)| {
        let (before, after) = (&lower[..at], &lower[at + whole.len()..]);
        is_apart(before.chars().next_back()) && is_apart(after.chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_word_counts_alone_and_not_within_another() {
        for (text, is_exit) in [
            ("/esci Esci", true),
            ("La crescita", false),
            ("Salir", true),
            ("/log-out", true),
            ("Log ud", true),
            ("Blog udvalgt", false),
        ] {
            assert_eq!(says(text, &EXITS), is_exit, "{text}");
        }
    }
}
