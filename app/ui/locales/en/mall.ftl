# The shop
menu-label = Categories
banner-kicker = Autumn at home
banner-title = Light a lamp, settle in
banner-text = A lamp, a sofa, something green: be more comfortable from tonight on.
banner-action = Shop for the home
front-picks = Picks of the day
floor-more = See all
price-from = and up
sold-out = Sold out for now
stock-plenty = In stock
stock-few = Only {"{n}"} left
trail-label = You are here
trail-home = Home
listing-total = { $count ->
    [one] { $count } product
   *[other] { $count } products
}
category-description = { $name } at Guli Mall: what there is, in which variants, and what it costs.
listing-nearby = Narrower categories
listing-nothing = There is nothing here yet.
listing-cut-off = So many products match that only some of them were looked at. Narrow your search down.
filter-title = Filter
filter-chosen = Chosen filters
filter-remove = Remove filter: { $name }
filter-clear = Clear all
filter-apply = Show products
filter-nothing = No product passes all of these filters. Take one back.
filter-category = Category
filter-all-categories = All categories
filter-brand = Brand
filter-price = Price
filter-price-from = From { $min }
filter-price-to = Up to { $max }
filter-price-error = A price is a number, such as 100 or 99.50.
filter-min = From, in yuan
filter-max = To, in yuan
filter-stock = Availability
filter-in-stock = In stock
sort-label = Sort by
sort-best = Best match
sort-sales = Best selling
sort-newest = Newest
sort-price = Price, low to high
sort-price-desc = Price, high to low
search-corrected = Nothing was found for “{ $words }”. This is what you may have meant.
search-title = Results for “{ $words }”
search-nothing-title = Nothing found for “{ $words }”
search-nothing-text = Try another word, or walk through the categories.
search-empty-title = What are you looking for?
search-empty-text = Type a product's name above, such as “headphones” or “coffee”.
search-browse = To the front page
product-description = About this product
cart-title = Cart
cart-kinds = { $count ->
    [one] { $count } product
   *[other] { $count } products
}
cart-quantity = Quantity
cart-add = Add to cart
cart-added = Added. There are {"{n}"} of it in your cart now.
cart-added-count = Added. There { $count ->
    [one] is { $count }
   *[other] are { $count }
} of it in your cart now.
cart-limited = A cart takes {"{n}"} of a product at most. That is how many there are now.
cart-limited-count = A cart takes { $count } of a product at most. That is how many there are now.
cart-added-short = Added. There are {"{n}"} of it in your cart now, but only {"{left}"} left. Please take fewer in the cart.
cart-to-cart = Go to the cart
cart-error-quantity = A quantity is a whole number from 1 to 99.
cart-error-sold-out = The last one has just been sold. Nothing was added.
cart-error-full = A cart takes 100 products at most. Please remove some first.
cart-error-unknown = This product is no longer sold. Nothing was added.
cart-error-not-in-cart = This product is not in the cart any more.
cart-error-failed = It cannot be added right now. Please try again in a moment.
cart-check = Look at the cart
cart-error-login-needed = You have been logged out, so nothing was changed. Your cart is there once you log in.
cart-error-not-saved = Your last change may not have been saved. Please try again.
cart-merged = { $count ->
    [one] One product
   *[other] { $count } products
} you chose before logging in { $count ->
    [one] is
   *[other] are
} in your cart now.
cart-left-over = The cart is full with 100 products. { $count ->
    [one] One product
   *[other] { $count } products
} you chose before logging in did not fit. Remove some and reload this page.
cart-removed = Removed from the cart.
cart-undo = Undo
cart-put-back = It is back in the cart.
cart-withdrawn-name = A product that is no longer sold (no. { $number })
cart-remove = Remove
cart-remove-named = Remove: { $name }
cart-tick-named = Choose: { $name }
cart-tick-all = Choose all
cart-quantity-named = Quantity: { $name }
cart-less-named = One less: { $name }
cart-more-named = One more: { $name }
cart-set = Update
cart-price-fell = { $amount } cheaper than when you added it
cart-price-rose = { $amount } dearer than when you added it
cart-few = Only { $count } left
cart-short = Only { $count } left. Please take fewer; until then it is not in the total.
cart-sold-out = Sold out for now; not in the total.
cart-withdrawn = No longer sold; not in the total.
cart-summary = Total
cart-chosen = { $count ->
    [one] { $count } piece chosen
   *[other] { $count } pieces chosen
}
cart-total-too-large = Too large an amount
cart-guest = You are not logged in. When you log in, these products move into your account's cart.
cart-log-in = Log in
cart-empty-title = Your cart is empty
cart-empty-text = Put in what you like, and decide later.
cart-empty-guest = Products in your account's cart are here once you log in.
cart-browse = To the front page
