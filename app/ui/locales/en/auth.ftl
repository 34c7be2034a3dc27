# Accounts
login-title = Log in
login-slogan = Log in once, walk through the whole mall
login-account = User name, phone number or e-mail address
login-password = Password
password-show = Show
password-hide = Hide
login-remember = Remember me
login-remember-hint = Only on a device of your own: you stay logged in after the browser is closed.
login-submit = Log in
login-demo = Try it as zhangsan or lisi, password cfmall-demo
login-error-incomplete = Please enter your user name (or phone number, or e-mail address) and your password.
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
login-ended-expired = You did nothing for some time, and were logged out. Please log in again.
login-ended-elsewhere = You ended this login on another device.
login-ended-password = Your password was changed, and this login has ended. Please log in with the new one.
login-ended-limit = You were logged in on too many devices. This login was the oldest, and has ended.
login-ended-copied = Somebody has a copy of the cookie of this login, so it was ended. Please log in again, and change your password.
login-ended-shop = The mall ended this login.
login-again = Log in again
login-dropped-title = You are not logged in: the browser brought no cookie
login-dropped-text = If you have just logged in, we sent a cookie with the answer, and your browser did not bring it back. Without it we cannot recognise you on the next page.
login-dropped-hint-blocked = Check whether cookies are blocked, in the settings or by an extension.
login-dropped-hint-safari = Safari refuses secure cookies on plain http addresses: use https, or try Chrome or Firefox.
login-unknown-title = You are not logged in: this service does not know your session
login-unknown-text = Your browser brought a cookie, but the copy that answered has no such session. If you have just logged in, it is kept in the memory of another copy.
login-unknown-hint = If you run this mall: let all services share one session store (SESSION_STORE=postgres).
register-title = Register
register-slogan = One account for the whole mall
code-phone = Phone number
code-email = E-mail address
code-phone-or-email = Phone number or e-mail address
register-phone-hint = A mobile number of mainland China. We send a code to it, and you can log in with it later.
code-send = Send me a code
code-sent = We have sent a code to
code-other-phone = Another number
code-other-email = Another address
code-other = Another number or address
code-label = Code
register-code-hint = Six digits, good for ten minutes. None there? If the phone has an account already, the message says so.
register-user-name-hint = 2 to 20 letters, digits and - _ . with a letter first. Capitals make no difference.
new-password-hint = { $min } to { $max } characters, whichever you like, and not easy to guess.
register-submit = Register and log in
code-send-again = Send another code
code-wait = in { $count } s
register-to-login = Do you have an account?
code-mailbox = This is a demonstration. Messages are not really sent; look into the
register-closed = This mall sends no messages to phones at the moment, so nobody can register. If you have an account, please log in.
code-error-cookies = Your browser has kept no cookie. A code works only in the browser that asked for it, so please allow cookies for this site and try again.
phone-error-form = Please enter a mobile number of mainland China with 11 digits, such as 138 0000 0001.
phone-error-taken = This phone number has an account already. Please log in, or take another number.
phone-error-same = This is your phone number already.
email-error-form = Please enter an e-mail address, such as name@example.com.
email-error-letters = An e-mail address has letters a to z, digits and signs only.
email-error-length = The e-mail address is too long: it may have 254 characters.
email-error-taken = This e-mail address is another account’s. Please take another.
email-error-same = This is your e-mail address already.
code-error-form = A code has six digits.
code-error-wrong = This is not the code. Please look at the newest message.
code-error-expired = The code was good for ten minutes. Please ask for another.
code-error-exhausted = Too many wrong codes were entered, so this one is good for nothing any more. Please ask for another.
code-error-used = This code has been used. If that was you a moment ago, please log in.
login-forgot = Forgot your password?
reset-title = New password
reset-phone-hint = The phone number or the e-mail address of your account. We send a code to it, and with the code you choose a new password.
reset-code-hint = Six digits, good for ten minutes. None there? If the number or the address has no account, the message says so.
reset-submit = Set the new password
reset-ends = With the new password all logins on all devices end, and you log in with it.
reset-to-login = Do you remember it?
reset-closed = This mall sends no messages at the moment, so nobody can choose a new password. Please contact us.
reset-error-young = The account has had this number or address for less than a day, which is too short for a new password. Please use the account’s other one, or try again tomorrow.
login-password-reset = You have a new password, and are logged out everywhere. Please log in with it.
user-name-error-length = A user name has 2 to 20 characters.
user-name-error-characters = A user name has letters, digits and - _ . only, and begins with a letter.
user-name-error-scripts = This user name mixes letters of several scripts that look alike. Please use one of them.
user-name-error-like-phone = This user name can be taken for a phone number. Please choose another.
user-name-error-taken = Somebody has this user name, or one that looks like it. Please choose another.
password-error-common = This password is very common, or hardly differs from one that is. Please choose another.
password-error-own-words = Besides your name, your number, your e-mail address or the mall’s name there is hardly anything in this password. Please choose another.
password-error-keys = Keys beside each other are easy to guess. Please choose another password.
password-error-repeated = Repeated characters are easy to guess. Please choose another password.
password-error-ordered = Letters or digits in their order are easy to guess. Please choose another password.
password-error-date = Dates and years are easy to guess. Please choose another password.
password-error-word = A word or a name by itself is easy to guess. Please use several words.
password-error-little = This password is easy to guess. Please make it longer, or use several words.
message-code = [Guli Mall] Code { $code } to register, good for ten minutes. Do not tell anybody; we never ask for it.
message-member = [Guli Mall] Somebody wants to register with this phone number, which has an account already. If it was you, please log in; if not, never mind.
message-reset-code = [Guli Mall] Code { $code } for a new password, good for ten minutes. If it was not you who asked, never mind. Do not tell anybody; we never ask for it.
message-reset-none = [Guli Mall] Somebody wants a new password for this phone number or e-mail address, which has no account. If it was you, please try another, or register; if not, never mind.
message-reset-disabled = [Guli Mall] Somebody wants a new password for the account of this phone number or e-mail address. The account is disabled, and its password is unchanged. Please contact us if you do not know why.
message-reset-young = [Guli Mall] Somebody wants a new password for the account of this phone number or e-mail address. The account has had it for less than a day, which is too short, and its password is unchanged. Please use the account’s other one, or try again tomorrow.
message-reset-done = [Guli Mall] Your account has a new password, and is logged out everywhere. If it was not you, choose another at once by way of “Forgot your password?”, and contact us.
message-password-changed = [Guli Mall] The password of your account was changed, and all other devices are logged out. If it was not you, choose another at once by way of “Forgot your password?”, and contact us.
message-phone-code = [Guli Mall] Code { $code } to make this the phone number of your account, good for ten minutes. If it was not you who asked, never mind. Do not tell anybody; we never ask for it.
message-phone-member = [Guli Mall] Somebody wants to make this the phone number of an account, but it has an account already, so there is no code. If it was not you who asked, never mind.
message-phone-changed = [Guli Mall] Your account has another phone number now. If it was not you, log in at once, change your password, and contact us.
message-email-code = [Guli Mall] Code { $code } to make this the e-mail address of your account, good for ten minutes. If it was not you who asked, never mind. Do not tell anybody; we never ask for it.
message-email-member = [Guli Mall] Somebody wants to make this the e-mail address of an account, but it has an account already, so there is no code. If it was not you who asked, never mind.
message-email-changed = [Guli Mall] Your account has a new e-mail address. If it was not you, log in at once, change your password, and contact us.
message-email-removed = [Guli Mall] This e-mail address does not belong to your account any more. If it was not you, log in at once, change your password, and contact us.
mailbox-title = Demo mailbox
mailbox-text = In a demonstration, messages go neither to phones nor by e-mail: they are here. A code disappears when it has been used or is too old. Where others can reach the mall, there is no such page.
mailbox-empty = There are no messages now.
login-to-register = No account yet?
account-title = My account
account-user-name = User name
account-phone = Phone
account-phone-none = none
account-email = E-mail
account-number = Member number
account-since = Member since
account-to-mall = Go shopping
account-sessions-text = See which browsers are logged in to your account, and log out those you do not know.
account-sessions-link = Show my devices
account-activity-text = Logins, wrong passwords and changes of the last 180 days: when, and from where.
account-activity-link = Show the activity
contact-title = Phone and e-mail
contact-text = You can log in with either, and get a new password if you have forgotten yours. Before they change we ask for your password again, and a message goes to the one before.
contact-closed = This mall sends no messages at the moment, so nothing can be changed here.
contact-back = Back to my account
phone-change = Change phone number
phone-title = Another phone number
phone-hint = A mobile number of mainland China. We send a code to it; the number changes once you have entered the code.
phone-code-hint = Six digits, good for ten minutes. None there? If the phone has an account already, the message says so. For a day after the change, a forgotten password cannot be replaced by the new number.
phone-submit = Change phone number
phone-changed = Your phone number is changed.
email-add = Add an e-mail address
email-change = Change e-mail address
email-title = E-mail address
email-hint = We send a code to it; the address is yours once you have entered the code. Capitals make no difference.
email-code-hint = Six digits, good for ten minutes. None there? If the address has an account already, the message says so. For a day, a forgotten password cannot be replaced by a new address.
email-submit = Confirm e-mail address
email-changed = Your e-mail address is confirmed.
email-remove = Remove e-mail address
email-removed = Your account has no e-mail address any more.
nickname-title = Nickname
nickname-text = On top of every page, as soon as it is saved. 1 to 40 characters, emoji are welcome.
nickname-label = New nickname
nickname-submit = Save nickname
nickname-saved = Your nickname is saved.
nickname-error-empty = A nickname needs a character that can be seen.
nickname-error-too-long = A nickname has at most 40 characters.
nickname-error-control = A nickname cannot have line breaks or other control characters.
password-title = Password
password-text = At least { $count } characters, whichever you like, and not easy to guess. With a new password you are logged out on all other devices.
password-current = Current password
password-new = New password
password-submit = Change password
password-changed = { $count ->
    [0] Your password is changed.
    [one] Your password is changed, and one other login has ended.
   *[other] Your password is changed, and { $count } other logins have ended.
}
password-error-too-short = The password is too short: it needs 8 characters.
password-error-too-long = The password is too long: it may have 128 characters.
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
activity-title = Account activity
activity-text = What happened to your account, the newest first. If something was not you, change your password: with a new one you are logged out on all other devices.
activity-partial = While sessions are kept in “{ $store }”, neither logins nor their ends are written down here.
activity-times = Times are Beijing time. Of a login that was confirmed or has ended, device and address are those with which it began. Entries are kept for 180 days: at most 150, and 50 wrong passwords.
activity-device = Device
activity-login = Logged in
activity-login-failed = Failed login: the password was wrong
activity-confirmed = Password entered again
activity-confirmation-failed = Wrong password while logged in
activity-logged-out = Logged out
activity-ended-revoked = This login was ended from the list of devices
activity-ended-others = This login was ended with all others
activity-ended-all = This login was ended with all logins
activity-ended-password-changed = This login ended with the change of the password
activity-ended-password-reset = This login ended with the new password by code
activity-ended-limit = This login ended because there were too many
activity-ended-copied = This login was ended: somebody has a copy of its cookie. You had better change your password
activity-ended-shop = This login was ended by the mall
activity-password-changed = Password changed
activity-password-reset = New password by code
activity-nickname-changed = Nickname changed
activity-phone-changed = Phone number changed
activity-email-changed = New e-mail address confirmed
activity-email-removed = E-mail address removed
activity-other = The account was changed
activity-empty = Nothing to show yet
activity-empty-text = What happens to your account from now on will be listed here.
