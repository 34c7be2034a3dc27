//! The paths that the services link to and mount.

use crate::SkuId;

/// The front page of the mall.
pub const HOME: &str = "/";
/// The page of search results; the searched words are the query `q`.
pub const SEARCH: &str = "/search";
/// The page with the visitor's cart.
pub const CART: &str = "/cart";
/// The page on which what is ticked in the cart, or one variant, becomes an order.
pub const CHECKOUT: &str = "/checkout";
/// The page with the member's orders.
pub const ORDERS: &str = "/orders";
/// The page with the addresses to which the member has things sent.
pub const ADDRESSES: &str = "/addresses";
/// The page with the form for a new address.
pub const ADDRESSES_NEW: &str = "/addresses/new";
/// Above the pages of products.
pub const PRODUCTS: &str = "/p";
/// The page with the login form.
pub const LOGIN: &str = "/login";
/// The page right after a login, which checks that the browser kept the cookie.
pub const LOGIN_CHECK: &str = "/login/check";
/// The page with the forms for a login with a code instead of the password.
pub const CODE_LOGIN: &str = "/login/code";
/// The page to which the provider of this name sends browsers back.
pub const SOCIAL: &str = "/login/social/{provider}";
/// The page with the form for an account of somebody whom a provider knows.
pub const SOCIAL_REGISTER: &str = "/register/social";
/// The page on which a member whose account is to be deleted can keep it, having proved who they are.
pub const KEEP: &str = "/login/keep";
/// The page with the forms for a new password instead of a forgotten one.
pub const FORGOT: &str = "/login/forgot";
/// The page with the form for a new account.
pub const REGISTER: &str = "/register";
/// The page with the messages of a demonstration, which go nowhere else.
pub const MAILBOX: &str = "/mailbox";
/// The page with the member's profile and password.
pub const ACCOUNT: &str = "/account";
/// The page with the forms for an e-mail address.
pub const ACCOUNT_EMAIL: &str = "/account/email";
/// The page with the forms for another phone.
pub const ACCOUNT_PHONE: &str = "/account/phone";
/// The page with the form that asks for the account to be deleted.
pub const ACCOUNT_DELETE: &str = "/account/delete";
/// The page with the member's passkeys.
pub const PASSKEYS: &str = "/account/passkeys";
/// The page that lists the devices on which the member is logged in.
pub const SESSIONS: &str = "/account/sessions";
/// The page that tells what happened to the account.
pub const ACTIVITY: &str = "/account/activity";
/// The page on which an operator finds members.
pub const ADMIN: &str = "/admin";
/// The page on which an operator looks after the member with this number.
pub const ADMIN_MEMBER: &str = "/admin/members/{number}";
/// The page that asks a member for the password again before something sensitive.
pub const CONFIRM: &str = "/account/confirm";

/// Prefix of the paths the auth service answers.
pub const AUTH_API: &str = "/api/auth";
/// Prefix of the paths the mall answers.
pub const MALL_API: &str = "/api/mall";
/// `POST`: logs a member in.
pub const LOGIN_API: &str = "/api/auth/login";
/// `POST`: logs a member in who has the code that was sent to the account's phone or e-mail address.
pub const CODE_LOGIN_API: &str = "/api/auth/code-login";
/// `POST`: sends the code that a login without the password asks for.
pub const CODE_LOGIN_CODE_API: &str = "/api/auth/code-login/code";
/// `POST`: makes an account.
pub const REGISTER_API: &str = "/api/auth/register";
/// `POST`: sends the code that registering asks for to a phone.
pub const REGISTER_CODE_API: &str = "/api/auth/register/code";
/// `POST`: gives an account another password, for whoever has the code that was sent to its phone.
pub const RESET_API: &str = "/api/auth/reset";
/// `POST`: sends the code that a new password asks for to a phone.
pub const RESET_CODE_API: &str = "/api/auth/reset/code";
/// `POST`: goes to a provider, to log in there.
pub const SOCIAL_API: &str = "/api/auth/social";
/// `POST`: goes to a provider, to link an identity there to the account.
pub const SOCIAL_LINK_API: &str = "/api/auth/social/link";
/// `POST`: goes to a provider, to prove anew who the member is.
pub const SOCIAL_CONFIRM_API: &str = "/api/auth/social/confirm";
/// `POST`: takes an identity away from the account.
pub const SOCIAL_UNLINK_API: &str = "/api/auth/social/unlink";
/// `POST`: makes an account for somebody whom a provider knows.
pub const SOCIAL_REGISTER_API: &str = "/api/auth/social/register";
/// `POST`: begins to add a passkey to the account.
pub const PASSKEY_API: &str = "/api/auth/passkey";
/// `POST`: adds the passkey that the browser has made.
pub const PASSKEY_FINISH_API: &str = "/api/auth/passkey/finish";
/// `POST`: gives a passkey another name.
pub const PASSKEY_RENAME_API: &str = "/api/auth/passkey/rename";
/// `POST`: takes a passkey away from the account.
pub const PASSKEY_REMOVE_API: &str = "/api/auth/passkey/remove";
/// `POST`: begins a login with a passkey.
pub const PASSKEY_LOGIN_API: &str = "/api/auth/passkey/login";
/// `POST`: logs in by what a passkey has signed.
pub const PASSKEY_LOGIN_FINISH_API: &str = "/api/auth/passkey/login/finish";
/// `POST`: begins to prove anew who the member is, by a passkey.
pub const PASSKEY_CONFIRM_API: &str = "/api/auth/passkey/confirm";
/// `POST`: proves anew who the member is, by what a passkey has signed.
pub const PASSKEY_CONFIRM_FINISH_API: &str = "/api/auth/passkey/confirm/finish";
/// `POST`: logs the member out on this device.
pub const LOGOUT_API: &str = "/api/auth/logout";
/// `POST`: confirms the member's password before something sensitive.
pub const CONFIRM_API: &str = "/api/auth/confirm";
/// `POST`: changes the password.
pub const PASSWORD_API: &str = "/api/auth/password";
/// `POST`: everything that auth knows of the member, as a file.
pub const EXPORT_API: &str = "/api/auth/export";
/// `POST`: changes the picture and the language of the account.
pub const APPEARANCE_API: &str = "/api/auth/appearance";
/// `POST`: asks for the account to be deleted.
pub const DELETE_API: &str = "/api/auth/delete";
/// `POST`: keeps an account that is to be deleted, and logs its member in.
pub const KEEP_API: &str = "/api/auth/keep";
/// `POST`: changes the nickname.
pub const PROFILE_API: &str = "/api/auth/profile";
/// `POST`: gives the member an e-mail address, with the code that was sent to it.
pub const EMAIL_API: &str = "/api/auth/email";
/// `POST`: sends a code to an e-mail address that a member wants to have.
pub const EMAIL_CODE_API: &str = "/api/auth/email/code";
/// `POST`: takes the member's e-mail address away.
pub const EMAIL_REMOVE_API: &str = "/api/auth/email/remove";
/// `POST`: gives the member another phone, with the code that was sent to it.
pub const PHONE_API: &str = "/api/auth/phone";
/// `POST`: sends a code to a phone that a member wants to have.
pub const PHONE_CODE_API: &str = "/api/auth/phone/code";
/// `GET`: the devices on which the member is logged in.
pub const SESSIONS_API: &str = "/api/auth/sessions";
/// `POST`: logs the member out on one device.
pub const REVOKE_API: &str = "/api/auth/sessions/revoke";
/// `POST`: logs the member out on every device but this one.
pub const REVOKE_OTHERS_API: &str = "/api/auth/sessions/revoke-others";
/// `POST`: logs the member out on every device.
pub const REVOKE_ALL_API: &str = "/api/auth/sessions/revoke-all";
/// `POST`: an operator looks for a member.
pub const ADMIN_FIND_API: &str = "/api/auth/admin/find";
/// `POST`: an operator disables a member.
pub const ADMIN_DISABLE_API: &str = "/api/auth/admin/disable";
/// `POST`: an operator enables a member who is disabled.
pub const ADMIN_ENABLE_API: &str = "/api/auth/admin/enable";
/// `POST`: an operator logs a member out on one device.
pub const ADMIN_REVOKE_API: &str = "/api/auth/admin/revoke";
/// `POST`: an operator logs a member out on every device.
pub const ADMIN_REVOKE_ALL_API: &str = "/api/auth/admin/revoke-all";
/// `GET`: the viewer of this session as JSON. Every binary answers it.
pub const VIEWER_API: &str = "/api/session/viewer";
/// `POST`: chooses language or theme. Every binary answers it.
pub const PREFERENCES_API: &str = "/api/preferences";

/// `GET`: what may be meant by `q`, the beginning of a search. The mall answers it.
pub const SUGGEST_API: &str = "/api/mall/suggest";

/// `GET`: the visitor's cart. The mall answers it, and the forms below.
pub const CART_API: &str = "/api/mall/cart";
/// `POST`: adds pieces of a variant to the cart.
pub const CART_ADD_API: &str = "/api/mall/cart/add";
/// `POST`: sets the quantity of a line.
pub const CART_SET_API: &str = "/api/mall/cart/set";
/// `POST`: ticks a line or takes its tick away.
pub const CART_TICK_API: &str = "/api/mall/cart/tick";
/// `POST`: ticks all lines or takes all ticks away.
pub const CART_TICK_ALL_API: &str = "/api/mall/cart/tick-all";
/// `POST`: takes a line out of the cart.
pub const CART_REMOVE_API: &str = "/api/mall/cart/remove";
/// `POST`: puts a line back that was taken out.
pub const CART_UNDO_API: &str = "/api/mall/cart/undo";

/// `POST`: places an order. The mall answers it, and the forms below.
pub const CHECKOUT_API: &str = "/api/mall/checkout";
/// `POST`: shows the checkout again with another address.
pub const CHECKOUT_ADDRESS_API: &str = "/api/mall/checkout/address";
/// `POST`: sends the member to whoever takes the money for an order.
pub const PAYMENT_BEGIN_API: &str = "/api/mall/payments/begin";
/// `POST`: what a provider says of a payment, signed.
pub const PAYMENT_NOTICE_API: &str = "/api/mall/payments/notice";
/// `GET`: where a provider sends the member back to, signed.
pub const PAYMENT_RETURN_API: &str = "/api/mall/payments/return";

/// `POST`: cancels an order.
pub const ORDER_CANCEL_API: &str = "/api/mall/orders/cancel";
/// `POST`: says that an order has arrived.
pub const ORDER_RECEIVE_API: &str = "/api/mall/orders/receive";
/// `POST`: puts what was ordered into the cart again.
pub const ORDER_AGAIN_API: &str = "/api/mall/orders/again";
/// `POST`: adds an address.
pub const ADDRESS_ADD_API: &str = "/api/mall/addresses/add";
/// `POST`: changes an address.
pub const ADDRESS_CHANGE_API: &str = "/api/mall/addresses/change";
/// `POST`: removes an address.
pub const ADDRESS_REMOVE_API: &str = "/api/mall/addresses/remove";
/// `POST`: makes an address the one that is chosen if nothing else is said.
pub const ADDRESS_DEFAULT_API: &str = "/api/mall/addresses/default";

/// `GET`: the index of the mall's sitemap.
pub const SITEMAP: &str = "/sitemap.xml";

/// The page of the category with this slug.
pub fn category(slug: &str) -> String {
    format!("/c/{slug}")
}

/// The page of a product with this variant chosen.
pub fn product(sku: SkuId) -> String {
    format!("{PRODUCTS}/{sku}")
}

/// The page of the order with this number.
pub fn order(number: &str) -> String {
    format!("{ORDERS}/{number}")
}

/// The page on which the member pays for the order with this number.
pub fn order_pay(number: &str) -> String {
    format!("{ORDERS}/{number}/pay")
}

/// The page on which the address with this id is changed.
pub fn address(id: i64) -> String {
    format!("{ADDRESSES}/{id}")
}

/// The page of an operator with the members whose user names begin so.
pub fn admin_found(name: &str) -> String {
    format!("{ADMIN}?{}", query(&[("name", name)]))
}

/// The page on which an operator looks after the member with this number.
pub fn admin_member(number: i64) -> String {
    format!("{ADMIN}/members/{number}")
}

/// The page to which the provider of this name sends browsers back.
pub fn social(provider: &str) -> String {
    format!("/login/social/{provider}")
}

/// The picture made of the drawing `name` in a palette, in the version with this hash.
pub fn picture(name: &str, palette: &str, hash: &str) -> String {
    format!("/pictures/{name}-{palette}.{hash}.svg")
}

/// The picture of members with this name, in the version with this hash. Every binary answers it.
pub fn portrait(name: &str, hash: &str) -> String {
    format!("/portraits/{name}.{hash}.svg")
}

/// The route of the pictures of members, by file name.
pub const PORTRAITS: &str = "/portraits/{file}";

/// The route of the pictures, by file name.
pub const PICTURES: &str = "/pictures/{file}";

/// `target`, which is a path with or without a query, at another page of its list: `page` is named last, and not at all if it is
/// the first.
pub fn at_page(target: &str, page: i64) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    pairs.extend_pairs(url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "page"));
    if page != 1 {
        pairs.append_pair("page", &page.to_string());
    }
    let query = pairs.finish();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

/// Whether a path can be a page that a visitor is sent to: nothing that programs ask for, and no step of logging in or
/// registering.
pub fn is_page(path: &str) -> bool {
    !is_for_programs(path)
        && ![LOGIN, REGISTER]
            .into_iter()
            .any(|step| is_at_or_below(path, step))
}

/// Whether a path is what programs ask for: the API, files, what an orchestrator asks.
pub fn is_for_programs(path: &str) -> bool {
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let mut prefixes = ["/api", "/pkg", "/pictures"].into_iter().chain(HEALTH);
    is_file || prefixes.any(|prefix| is_at_or_below(path, prefix))
}

fn is_at_or_below(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// `GET`: the process answers.
pub const LIVEZ: &str = "/livez";
/// `GET`: the process can do its work.
pub const READYZ: &str = "/readyz";
/// `GET`: the process does as well as any other copy, whatever the database does.
pub const SERVABLE: &str = "/servable";
/// `GET`: which program answers.
pub const VERSION: &str = "/version";
/// What an orchestrator asks.
pub const HEALTH: [&str; 4] = [LIVEZ, READYZ, SERVABLE, VERSION];

/// A query of these names and values, encoded as forms are (`application/x-www-form-urlencoded`).
pub fn query(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

#[cfg(test)]
mod tests {
    use super::{at_page, is_page};

    #[test]
    fn a_page_of_a_list_has_one_address() {
        assert_eq!(at_page("/c/audio?page=01", 1), "/c/audio");
        assert_eq!(at_page("/search?page=3&q=a+b&page=4", 2), "/search?q=a+b&page=2");
        assert_eq!(at_page("/c/audio", -1), "/c/audio?page=-1");
    }

    #[test]
    fn pages_are_told_from_what_programs_ask_for() {
        for page in [
            "/",
            "/c/audio",
            "/p/100101",
            "/account/sessions",
            "/apiary",
            "/registered",
            "/nope",
        ] {
            assert!(is_page(page), "{page}");
        }
        for other in [
            "/api",
            "/api/x",
            "/pkg/a",
            "/readyz",
            "/login",
            "/login/check",
            "/login/forgot",
            "/register",
            "/favicon.svg",
        ] {
            assert!(!is_page(other), "{other}");
        }
    }
}
