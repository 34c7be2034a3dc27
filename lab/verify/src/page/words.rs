//! Words by which pages say where one logs in and out.

/// Where one logs in, in lower case.
pub const ENTRANCES: [&str; 33] = [
    "log in",
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
    "logga in",
    "logg inn",
    "log ind",
    "zaloguj",
    "войти",
    "не вошли",
    "giriş",
    "ログイン",
    "로그인",
];

/// Where one logs out, in lower case.
pub const EXITS: [&str; 31] = [
    "log out",
    "logout",
    "log-out",
    "log_out",
    "log off",
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
    "logga ut",
    "logg ut",
    "wyloguj",
    "выйти",
    "çıkış",
    "ログアウト",
    "로그아웃",
];

/// Whether a text has one of some words in it, in upper or lower case.
pub fn says(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase();
    words.iter().any(|word| lower.contains(word))
}
