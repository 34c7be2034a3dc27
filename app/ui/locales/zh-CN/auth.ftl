# 账户
login-title = 登录
login-slogan = 登录一次，逛遍整座商城
login-account = 用户名或手机号
login-password = 密码
password-show = 显示
password-hide = 隐藏
login-remember = 记住我
login-remember-hint = 只在自己的设备上勾选：关闭浏览器以后仍然保持登录。
login-submit = 登录
login-demo = 体验账户：zhangsan 或 lisi，密码 cfmall-demo
login-error-incomplete = 请填写用户名（或手机号）和密码。
login-error-credentials = 用户名或密码不正确，请再试一次。
login-error-wait-seconds = 尝试次数过多，请在 { $count } 秒后再试。
login-error-wait-minutes = 尝试次数过多，请在 { $count } 分钟后再试。
login-error-disabled = 这个账户已被停用，暂时不能登录。如有疑问，请联系客服。
login-everywhere = 已在所有设备上退出登录，共结束 { $count } 处登录。
login-again = 重新登录
login-dropped-title = 你没有登录：浏览器没有带来 Cookie
login-dropped-text = 如果你刚刚登录过，我们已经发出了登录用的 Cookie，浏览器却没有把它带回来。没有它，我们无法在下一页认出你。
login-dropped-hint-blocked = 请检查浏览器是否禁用了 Cookie，或者有扩展程序拦截了它。
login-dropped-hint-safari = Safari 不接受普通 http 地址上的安全 Cookie：请使用 https，或换用 Chrome、Firefox。
login-unknown-title = 你没有登录：这一个服务不认识你的会话
login-unknown-text = 浏览器带来了 Cookie，应答的这一份服务里却没有对应的会话。如果你刚刚登录过，会话保存在另一份服务的内存里。
login-unknown-hint = 如果你是管理员：让所有服务共用一个会话存储（SESSION_STORE=postgres）。
account-title = 我的账户
account-user-name = 用户名
account-phone = 手机号
account-phone-none = 未绑定
account-number = 会员编号
account-since = 注册日期
account-to-mall = 去逛商城
account-sessions-text = 看看账户在哪些浏览器里登录着。不认识的，可以让它退出。
account-sessions-link = 查看登录的设备
nickname-title = 昵称
nickname-text = 显示在商城每一页的顶部，保存后立即生效。1 到 40 个字符，表情符号也可以。
nickname-label = 新的昵称
nickname-submit = 保存昵称
nickname-saved = 昵称已经保存。
nickname-error-empty = 昵称里要有看得见的字符。
nickname-error-too-long = 昵称最多 40 个字符。
nickname-error-control = 昵称里不能有换行之类的控制字符。
password-title = 密码
password-text = 新密码至少 { $count } 个字符，用什么字符随你。修改以后，其他设备上的登录全部结束。
password-current = 当前密码
password-new = 新密码
password-submit = 修改密码
password-changed = { $count ->
    [0] 密码已经修改。
   *[other] 密码已经修改，并结束了其他 { $count } 处登录。
}
password-error-too-short = 新密码太短，什么也没有改变。
password-error-too-long = 新密码太长，什么也没有改变。
password-error-wrong = 当前密码不正确，什么也没有改变。
confirm-title = 请再输入一次密码
confirm-text = 接下来的操作关系到账户安全，所以要先确认是你本人。确认后十分钟内不再询问；回到上一页，请再按一次刚才的按钮。
confirm-submit = 确认
confirm-cancel = 先不做了
confirm-error-wrong = 密码不正确，请再试一次。
sessions-title = 登录的设备
sessions-text = 这些浏览器正登录着你的账户。有不认识的，请让它退出，并修改密码。
sessions-times = 时间为北京时间，“最近使用”最多晚一分钟。地址和设备名称以登录时为准。
sessions-end-others = 退出其他所有设备
sessions-end-all = 退出所有设备，包括这一台
sessions-ended = { $count ->
    [0] 没有其他登录需要结束。
   *[other] 已结束 { $count } 处登录。
}
sessions-failures = 自上一次登录以来，有 { $count } 次登录你账户的尝试失败了。如果不是你本人，请修改密码。
sessions-error-unknown = 这处登录已经结束了。
sessions-unknowable = 会话保存在“{ $store }”里的时候，没有人知道账户在哪里登录着：既列不出来，也无法逐个结束，因此密码也不能修改。请让服务使用 SESSION_STORE=postgres。
device-current = 这一台
device-remembered = 记住我
device-unknown = 未知设备
device-last-seen = 最近使用
device-now = 现在
device-signed-in = 登录时间
device-expires = 最迟结束
device-address = 网络地址
device-address-none = 未知
device-end = 退出
device-end-label = 退出：{ $device }
