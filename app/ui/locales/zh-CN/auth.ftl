# 账户
login-title = 登录
login-slogan = 登录一次，逛遍整座商城
login-account = 用户名或手机号
login-password = 密码
login-password-show = 显示
login-password-hide = 隐藏
login-submit = 登录
login-demo = 体验账户：zhangsan 或 lisi，密码 cfmall-demo
login-error-incomplete = 请填写用户名（或手机号）和密码。
login-error-credentials = 用户名或密码不正确，请再试一次。
login-again = 重新登录
login-dropped-title = 密码正确，但浏览器没有保存登录状态
login-dropped-text = 我们发出了登录用的 Cookie，浏览器却没有把它带回来。没有它，我们无法在下一页认出你。
login-dropped-hint-blocked = 请检查浏览器是否禁用了 Cookie，或者有扩展程序拦截了它。
login-dropped-hint-safari = Safari 不接受普通 http 地址上的安全 Cookie：请使用 https，或换用 Chrome、Firefox。
login-unknown-title = 密码正确，但这一个服务不认识你的会话
login-unknown-text = 浏览器把 Cookie 带回来了，应答的这一份服务里却没有对应的会话：会话保存在另一份服务的内存里。
login-unknown-hint = 如果你是管理员：让所有服务共用一个会话存储（SESSION_STORE=postgres）。
account-title = 我的账户
account-user-name = 用户名
account-phone = 手机号
account-phone-none = 未绑定
account-number = 会员编号
account-since = 注册日期
account-to-mall = 去逛商城
