## Checkout

checkout-title = 确认订单
checkout-address = 收货地址
checkout-no-address = 请先填写收货地址，之后才能算出运费。
checkout-new-address = 新增地址
checkout-other-address = 换一个地址
checkout-send-here = 送到这里
checkout-lines = 商品清单
checkout-left-out = 未计入的商品
checkout-too-few = 仅剩 { $left } 件，不足您要的 { $wanted } 件。
checkout-withdrawn = 商品已下架。
checkout-note = 订单备注
checkout-note-hint = 最多 200 个字，例如包裹放在哪里。
checkout-total = 应付金额
checkout-goods = 商品 { $count } 件
checkout-freight = 运费
checkout-freight-free = 免运费
checkout-sum = 合计
checkout-place = 提交订单
checkout-place-hint = 下一步付款，付款前我们会为您保留商品。
checkout-nothing = 没有可以下单的商品
checkout-same = 您刚刚提交过同样的订单：
checkout-last = 您刚刚提交了订单：
checkout-error-changed = 您查看之后，价格、库存或运费发生了变化。订单没有提交，请重新确认。
checkout-error-empty = 购物车里没有选中商品，或者选中的商品暂时不能购买。
checkout-error-address = 请选择收货地址。
checkout-to-product = 返回商品
checkout-error-address-changed = 您查看之后，收货地址被修改过。订单没有提交，请重新确认。
checkout-error-note = 备注超过了 200 个字。
checkout-error-confirmation = 页面打开得太久，或者属于另一个账号。订单没有提交，请重新确认。
checkout-error-form = 链接没有说明要买什么，或者数量不是 1 到 99。
checkout-error-unpaid = 您的待付款订单已达到上限。订单没有提交，请先付款或取消其中一些。
checkout-unpaid-orders = 待付款订单
cart-checkout = 去结算
product-buy-now = 立即购买

## Payment

pay-title = 付款
pay-order = 订单 { $number }
pay-subject = cfmall 订单 { $number }
pay-until = { $count ->
    [0] 付款时间已到。
   *[other] 请在 { $count } 分钟内付款，超时订单将自动关闭。
}
pay-now = 立即付款
pay-asks-again = 金额较大：如果距离上次验证身份已久，会再次要求输入密码。
pay-to-order = 查看订单
pay-no-provider = 这里没有开通付款。
pay-nothing = 这个订单已经没有需要支付的款项。
pay-done = 付款成功，谢谢！
pay-late = 款项在订单关闭之后才到账，将自动退还给您。
pay-not-paid = 尚未付款。您可以重试，也可以稍后再来。
pay-not-genuine = 浏览器带来的信息不是付款平台发出的，或者与订单不符。没有任何改动。

## Orders

orders-title = 我的订单
orders-none = 您还没有下过订单
orders-none-such = 没有这样的订单
order-filter = 按状态筛选订单
order-filter-all = 全部
order-filter-paid = 待发货
order-state = 状态
order-state-unpaid = 待付款
order-state-paid = 已付款，待发货
order-state-shipped = 已发货
order-state-received = 已收货
order-state-cancelled = 已取消
order-state-overdue = 超时未付款，已关闭
order-state-refunding = 已取消，退款中
order-state-refunded = 已取消，已退款
order-step-placed = 下单
order-step-paid = 付款
order-step-shipped = 发货
order-step-received = 收货
order-step-overdue = 超时未付款，已关闭
order-step-cancelled = 取消
order-step-paid-late = 关闭后到账
order-step-refunded = 退款到账
order-times = 时间均为北京时间。
order-tracking = 运单号 { $number }
order-lines = 商品清单
order-goods = 商品金额
order-look = 查看详情
order-cancel = 取消订单
order-cancel-sure = 取消后商品会重新开放购买，且无法恢复。
order-cancel-sure-paid = 取消后商品会重新开放购买，已付款项自动退还，且无法恢复。
order-cancel-yes = 确认取消
order-cancel-paid = 取消并退款
order-receive = 确认收货
order-again = 再次购买
order-print = 打印
order-cancelled = 订单已取消。
order-cancelled-paid = 订单已取消，已付款项会自动退还。
order-received = 已确认收货，感谢您的购买。
order-refused-cancelled = 订单此前已取消，没有任何改动。
order-refused-shipped = 订单已经发货，不能再取消。
order-refused-received = 订单已经确认收货，没有任何改动。
order-refused-not-sent = 订单还没有发货，不能确认收货。
order-again-added = { $count ->
    [0] 没有商品加入购物车。
   *[other] { $count } 种商品已重新加入购物车。
}
order-again-left-out = { $count } 种商品没有加入：
order-again-sold-out = 暂时缺货
order-again-withdrawn = 已下架
order-again-no-room = 购物车已满（最多 100 种商品）

## Addresses

address-title = 收货地址
address-none = 还没有收货地址
address-none-text = 保存一个地址，下单时就不必再填写。
address-saved = 地址已保存。
address-default-made = 已设为默认地址。
address-removed = 地址已删除。
address-undo = 撤销删除
address-full = 最多保存 20 个地址，请先删除不再使用的。
address-unknown = 这个地址已经不存在。
address-gone = 您正在修改的地址已经被删除。填写的内容还在这里，保存即可作为新地址添加。
address-default = 默认
address-make-default = 设为默认
address-make-default-named = 设为默认：{ $name }
address-change = 修改
address-change-named = 修改：{ $name }
address-change-title = 修改地址
address-remove = 删除
address-remove-named = 删除：{ $name }
address-recipient = 收货人
address-phone = 手机号码
address-phone-hint = 11 位中国大陆手机号码
address-province = 省份
address-show-districts = 显示城市和区县
address-district = 城市和区县
address-choose = 请选择
address-province-first = 请先选择省份
address-street = 详细地址
address-as-default = 设为默认地址
address-save = 保存
address-back = 返回
address-error-recipient = 请填写收货人，1 到 40 个字。
address-error-phone = 请填写中国大陆手机号码，例如 138 0000 0001。
address-error-district = 请先选择省份，再选择区县。
address-error-street = 请填写街道和门牌号，1 到 120 个字。
