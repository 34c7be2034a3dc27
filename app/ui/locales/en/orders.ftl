## Checkout

checkout-title = Checkout
checkout-address = Deliver to
checkout-no-address = Tell us where it should go. What sending costs is known then.
checkout-new-address = New address
checkout-other-address = Send it somewhere else
checkout-send-here = Send here
checkout-lines = What you buy
checkout-left-out = Left out
checkout-too-few = Only { $left } left; you want { $wanted }.
checkout-withdrawn = No longer sold.
checkout-note = Note for us
checkout-note-hint = At most 200 characters, such as where to leave the parcel.
checkout-total = To pay
checkout-goods = { $count ->
    [one] 1 piece
   *[other] { $count } pieces
}
checkout-freight = Delivery
checkout-freight-free = free
checkout-sum = Total
checkout-place = Place order
checkout-place-hint = You pay in the next step. The goods are kept for you until then.
checkout-nothing = Nothing to order
checkout-same = You have just ordered exactly this:
checkout-last = You have just placed an order:
checkout-error-changed = Something has changed since you looked: a price, what is left, or the delivery. Nothing was ordered. Please look again.
checkout-error-empty = Nothing is chosen in the cart, or none of it can be bought right now.
checkout-error-address = Please choose an address to which it should be sent.
checkout-to-product = Back to the product
checkout-error-address-changed = The address was changed since you looked. Nothing was ordered. Please look again.
checkout-error-note = The note is longer than 200 characters.
checkout-error-confirmation = This page was open for too long, or belongs to another account. Nothing was ordered. Please confirm again.
checkout-error-form = The link does not say what should be bought, and how many from 1 to 99.
checkout-error-unpaid = You have as many unpaid orders as one may have. Nothing was ordered. Please pay for some or cancel them first.
checkout-unpaid-orders = Unpaid orders
cart-checkout = Checkout
product-buy-now = Buy now

## Payment

pay-title = Payment
pay-order = Order { $number }
pay-subject = cfmall order { $number }
pay-until = { $count ->
    [0] The time to pay has run out.
    [one] Please pay within 1 minute. After that the order is closed.
   *[other] Please pay within { $count } minutes. After that the order is closed.
}
pay-now = Pay now
pay-asks-again = For an amount like this you are asked for your password again if that was a while ago.
pay-to-order = To the order
pay-no-provider = Nobody takes payments in this installation.
pay-nothing = There is nothing to be paid for this order any more.
pay-done = Paid. Thank you!
pay-late = The payment came after the order was closed. The money goes back to you by itself.
pay-not-paid = Not paid yet. You can try again, or come back later.
pay-not-genuine = What the browser brought does not come from the payment provider, or does not fit the order. Nothing was changed.

## Orders

orders-title = My orders
orders-none = You have not ordered anything yet
orders-none-such = There are none
order-filter = Orders by state
order-filter-all = All
order-filter-paid = To be sent
order-state = State
order-state-unpaid = To be paid
order-state-paid = Paid, to be sent
order-state-shipped = On its way
order-state-received = Received
order-state-cancelled = Cancelled
order-state-overdue = Closed, not paid in time
order-state-refunding = Cancelled, money on its way back
order-state-refunded = Cancelled, money returned
order-step-placed = Placed
order-step-paid = Paid
order-step-shipped = Sent
order-step-received = Received
order-step-overdue = Closed, because it was not paid in time
order-step-cancelled = Cancelled
order-step-paid-late = Paid too late
order-step-refunded = Money returned
order-times = All times are Beijing time (UTC+8).
order-tracking = Tracking number { $number }
order-lines = What you ordered
order-goods = Goods
order-look = Details
order-cancel = Cancel the order
order-cancel-sure = Its pieces are free for others then. This cannot be undone.
order-cancel-sure-paid = Its pieces are free for others then, and what you paid goes back to you by itself. This cannot be undone.
order-cancel-yes = Yes, cancel it
order-cancel-paid = Cancel it and get the money back
order-receive = It has arrived
order-again = Buy again
order-print = Print
order-cancelled = The order is cancelled.
order-cancelled-paid = The order is cancelled. What you paid goes back to you by itself.
order-received = Thank you. We hope you like it.
order-refused-cancelled = The order was cancelled before; nothing has been changed.
order-refused-shipped = The order is on its way already and cannot be cancelled any more.
order-refused-received = You have received this order already; nothing has been changed.
order-refused-not-sent = The order has not been sent yet, so it cannot have arrived.
order-again-added = { $count ->
    [0] Nothing was put into the cart.
    [one] 1 product is in the cart again.
   *[other] { $count } products are in the cart again.
}
order-again-left-out = { $count ->
    [one] 1 product is left out:
   *[other] { $count } products are left out:
}
order-again-sold-out = sold out at the moment
order-again-withdrawn = no longer sold
order-again-no-room = no room in the cart, which holds 100 products

## Addresses

address-title = Addresses
address-none = No addresses yet
address-none-text = Save one, and you need not type it when you order.
address-saved = The address is saved.
address-default-made = This is your default address now.
address-removed = The address is removed.
address-undo = Put it back
address-full = You have twenty addresses, and that is the most. Please remove one that you no longer use.
address-unknown = You have no such address any more.
address-gone = The address that you were changing has been removed. What you typed is still here: save it as a new one.
address-default = Default
address-make-default = Make default
address-make-default-named = Make default: { $name }
address-change = Change
address-change-named = Change: { $name }
address-change-title = Change address
address-remove = Remove
address-remove-named = Remove: { $name }
address-recipient = Recipient
address-phone = Mobile number
address-phone-hint = 11 digits, a mobile number of mainland China
address-province = Province
address-show-districts = Show districts
address-district = City and district
address-choose = Please choose
address-province-first = Choose the province first
address-street = Street, house and door
address-as-default = Make this my default address
address-save = Save
address-back = Back
address-error-recipient = Please enter who receives it, in 1 to 40 characters.
address-error-phone = Please enter a mobile number of mainland China, such as 138 0000 0001.
address-error-district = Please choose the province, then the district.
address-error-street = Please enter street, house and door, in 1 to 120 characters.
