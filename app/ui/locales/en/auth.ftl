# Accounts
login-title = Log in
login-slogan = Log in once, walk through the whole mall
login-account = User name or phone number
login-password = Password
login-password-show = Show
login-password-hide = Hide
login-submit = Log in
login-demo = Try it as zhangsan or lisi, password cfmall-demo
login-error-incomplete = Please enter your user name (or phone number) and your password.
login-error-credentials = User name or password is wrong. Please try again.
login-again = Log in again
login-dropped-title = The password is right, but your browser did not keep the login
login-dropped-text = We sent a cookie for your login, and your browser did not bring it back. Without it we cannot recognise you on the next page.
login-dropped-hint-blocked = Check whether cookies are blocked, in the settings or by an extension.
login-dropped-hint-safari = Safari refuses secure cookies on plain http addresses: use https, or try Chrome or Firefox.
login-unknown-title = The password is right, but this service does not know your session
login-unknown-text = Your browser brought the cookie back, but the copy that answered has no such session: it is kept in the memory of another copy.
login-unknown-hint = If you run this mall: let all services share one session store (SESSION_STORE=postgres).
account-title = My account
account-user-name = User name
account-phone = Phone
account-phone-none = none
account-number = Member number
account-since = Member since
account-to-mall = Go shopping
