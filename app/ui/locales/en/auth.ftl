# Accounts
login-title = Log in
login-slogan = Log in once, walk through the whole mall
login-account = User name or phone number
login-password = Password
password-show = Show
password-hide = Hide
login-remember = Remember me
login-remember-hint = Only on a device of your own: you stay logged in after the browser is closed.
login-submit = Log in
login-demo = Try it as zhangsan or lisi, password cfmall-demo
login-error-incomplete = Please enter your user name (or phone number) and your password.
login-error-credentials = User name or password is wrong. Please try again.
login-error-wait-seconds = { $count ->
    [one] Too many attempts. Please try again in one second.
   *[other] Too many attempts. Please try again in { $count } seconds.
}
login-error-wait-minutes = { $count ->
    [one] Too many attempts. Please try again in one minute.
   *[other] Too many attempts. Please try again in { $count } minutes.
}
login-error-disabled = This account is disabled and cannot log in. Please contact us if you do not know why.
login-everywhere = { $count ->
    [one] You are logged out everywhere. One login has ended.
   *[other] You are logged out everywhere. { $count } logins have ended.
}
login-again = Log in again
login-dropped-title = You are not logged in: the browser brought no cookie
login-dropped-text = If you have just logged in, we sent a cookie with the answer, and your browser did not bring it back. Without it we cannot recognise you on the next page.
login-dropped-hint-blocked = Check whether cookies are blocked, in the settings or by an extension.
login-dropped-hint-safari = Safari refuses secure cookies on plain http addresses: use https, or try Chrome or Firefox.
login-unknown-title = You are not logged in: this service does not know your session
login-unknown-text = Your browser brought a cookie, but the copy that answered has no such session. If you have just logged in, it is kept in the memory of another copy.
login-unknown-hint = If you run this mall: let all services share one session store (SESSION_STORE=postgres).
account-title = My account
account-user-name = User name
account-phone = Phone
account-phone-none = none
account-number = Member number
account-since = Member since
account-to-mall = Go shopping
account-sessions-text = See which browsers are logged in to your account, and log out those you do not know.
account-sessions-link = Show my devices
nickname-title = Nickname
nickname-text = On top of every page, as soon as it is saved. 1 to 40 characters, emoji are welcome.
nickname-label = New nickname
nickname-submit = Save nickname
nickname-saved = Your nickname is saved.
nickname-error-empty = A nickname needs a character that can be seen.
nickname-error-too-long = A nickname has at most 40 characters.
nickname-error-control = A nickname cannot have line breaks or other control characters.
password-title = Password
password-text = At least { $count } characters, whichever you like. With a new password you are logged out on all other devices.
password-current = Current password
password-new = New password
password-submit = Change password
password-changed = { $count ->
    [0] Your password is changed.
    [one] Your password is changed, and one other login has ended.
   *[other] Your password is changed, and { $count } other logins have ended.
}
password-error-too-short = The new password is too short. Nothing was changed.
password-error-too-long = The new password is too long. Nothing was changed.
password-error-wrong = The current password is wrong. Nothing was changed.
confirm-title = Please enter your password again
confirm-text = What you are about to do concerns the safety of your account, so we ask whether it is you. We do not ask again for ten minutes. Back on the page, please press the button once more.
confirm-submit = Confirm
confirm-cancel = Not now
confirm-error-wrong = The password is wrong. Please try again.
sessions-title = My devices
sessions-text = These browsers are logged in to your account. If you do not know one of them, log it out and change your password.
sessions-times = Times are Beijing time; “last used” may be a minute late. Address and name are those of the login.
sessions-end-others = Log out all other devices
sessions-end-all = Log out everywhere, here too
sessions-ended = { $count ->
    [0] There was no other login to end.
    [one] One login has ended.
   *[other] { $count } logins have ended.
}
sessions-failures = { $count ->
    [one] Since your login before this one, one attempt to log in as you has failed. If it was not you, change your password.
   *[other] Since your login before this one, { $count } attempts to log in as you have failed. If it was not you, change your password.
}
sessions-error-unknown = This login has ended already.
sessions-unknowable = While sessions are kept in “{ $store }”, nobody knows where your account is logged in: logins can be neither listed nor ended one by one, and so the password cannot be changed either. Let the services use SESSION_STORE=postgres.
device-current = this one
device-remembered = remember me
device-unknown = Unknown device
device-last-seen = Last used
device-now = now
device-signed-in = Logged in
device-expires = Ends at the latest
device-address = Network address
device-address-none = unknown
device-end = Log out
device-end-label = Log out: { $device }
