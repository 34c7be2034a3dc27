-- Three groups of :group members, whose sessions are there (sessions.sql), by their numbers: the first have no cart, the next have a cart
-- of three lines, an address and ten orders, and the last have an address and buy. There are :stock pieces of each variant, so many
-- that nobody buys the last one.

update mall.sku set stock = :stock;

-- What is bought.
create table bench.variant as
select s.id, row_number() over (order by s.id) - 1 as number
from mall.sku s join mall.product p on p.id = s.product_id
order by s.id limit 50;

insert into mall.address (member_id, recipient, phone, district, street, is_default)
select 1000000 + n, '张三', '13800000001', '440305', '科技园路 1 号', true
from generate_series(:group + 1, 3 * :group) n;

insert into mall.cart (owner)
select 'member ' || 1000000 + n from generate_series(:group + 1, 2 * :group) n;

insert into mall.cart_line (owner, sku_id, quantity, price_fen)
select 'member ' || 1000000 + n, s.id, 1 + line, s.price_fen
from generate_series(:group + 1, 2 * :group) n
cross join generate_series(0, 2) line
join bench.variant v on v.number = (n + line) % 50
join mall.sku s on s.id = v.id;

-- One piece each, of one variant after the other.
select count(placed.number)
from mall.address a
join generate_series(1, 10) time on a.member_id <= 1000000 + 2 * :group
join bench.variant v on v.number = (a.member_id + time) % 50
cross join lateral mall.checkout_total(a.member_id, v.id, 1, '44') total
cross join lateral mall.order_place(
    a.member_id, 'bench ' || time, extract(epoch from now())::bigint, v.id, 1, a.id, '', total.fingerprint, interval '1 day', 20
) placed;

vacuum analyze;
checkpoint;
