//! Members made for a crowd of scripted visitors, one account for each.

use std::net::Ipv4Addr;

/// The name of the account of visitor `number`, and the nickname that pages show.
pub fn account(number: u16) -> (String, String) {
    (format!("shopper{number}"), format!("顾客{number}"))
}

/// The address of the loopback network that visitor `number` comes from.
pub fn address(number: u16) -> Ipv4Addr {
    let [high, low] = number.to_be_bytes();
    Ipv4Addr::new(127, 9, high, low)
}

/// The statement, for the owner of the database, that makes the accounts of visitors 1 to `count`. All have the demo's password.
pub fn accounts(count: u16) -> String {
    let (user_name, nickname) = account(0);
    let (user_name, nickname) = (user_name.trim_end_matches('0'), nickname.trim_end_matches('0'));
    format!(
        "insert into auth.member (user_name, nickname, password_hash)
         select '{user_name}' || number, '{nickname}' || number, password_hash
         from auth.member, generate_series(1, {count}) number where user_name = 'zhangsan'
         on conflict do nothing"
    )
}
