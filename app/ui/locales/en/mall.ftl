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
search-title = Results for “{ $words }”
search-nothing-title = Nothing found for “{ $words }”
search-nothing-text = Try another word, or walk through the categories.
search-empty-title = What are you looking for?
search-empty-text = Type a product's name above, such as “headphones” or “coffee”.
search-browse = To the front page
product-description = About this product
