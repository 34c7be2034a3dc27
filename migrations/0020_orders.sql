-- Buying: addresses, freight, orders and what is paid for them.

alter table mall.product
    -- What a piece weighs with its wrapping. Freight goes by it.
    add grams integer not null default 500 constraint product_grams_positive check (grams > 0),
    -- Of the pieces sold, those in orders that are in `sold` by now (mall.sales_count).
    add sold_in_orders integer not null default 0 constraint product_sold_in_orders_not_negative check (sold_in_orders >= 0);

-- Pieces of the variant in orders that are not cancelled. Changes in the same statement as the stock, so that what leaves the one is in
-- the other; mall.books compares it with the orders.
alter table mall.sku
    add ordered integer not null default 0 constraint sku_ordered_not_negative check (ordered >= 0);

-- Where members have things sent to.
create table mall.address (
    id bigint generated always as identity primary key,
    member_id bigint not null,
    recipient text not null constraint address_recipient_length check (char_length(recipient) between 1 and 40),
    -- A mobile number of mainland China, without the country code.
    phone text not null constraint address_phone_form check (phone ~ '^1[3-9][0-9]{9}$'),
    -- The code of the district (GB/T 2260). Its first two digits are the province.
    district text not null constraint address_district_form check (district ~ '^[1-9][0-9]{5}$'),
    -- Street, house and door.
    street text not null constraint address_street_length check (char_length(street) between 1 and 120),
    is_default boolean not null default false,
    created_at timestamptz not null default now()
);

create index address_member on mall.address (member_id, id);
create unique index address_default on mall.address (member_id) where is_default;

-- Whoever changes addresses of a member holds this: one after the other.
create function mall.address_lock(p_member bigint) returns void
language sql volatile
return pg_advisory_xact_lock(1835101292, hashint8(p_member));

-- Adds an address; the first one is the default. Its id, or null: twenty are the most. One that the member has already is not there
-- twice: a form that is sent again gives the same id.
create function mall.address_add(
    p_member bigint, p_recipient text, p_phone text, p_district text, p_street text, p_default boolean
) returns bigint
language plpgsql
as $$
declare
    others bigint;
    same_id bigint;
    new_id bigint;
begin
    perform mall.address_lock(p_member);
    select count(*), max(a.id) filter (
        where (a.recipient, a.phone, a.district, a.street) = (p_recipient, p_phone, p_district, p_street)
    )
    into others, same_id
    from mall.address a
    where a.member_id = p_member;
    if same_id is not null then
        if p_default then
            perform mall.address_make_default(p_member, same_id);
        end if;
        return same_id;
    end if;
    if others >= 20 then
        return null;
    end if;
    if p_default then
        update mall.address a set is_default = false where a.member_id = p_member and a.is_default;
    end if;
    insert into mall.address as a (member_id, recipient, phone, district, street, is_default)
    values (p_member, p_recipient, p_phone, p_district, p_street, p_default or others = 0)
    returning a.id into new_id;
    return new_id;
end
$$;

-- Makes an address of a member the default. False if the member has none such.
create function mall.address_make_default(p_member bigint, p_id bigint) returns boolean
language plpgsql
as $$
begin
    perform mall.address_lock(p_member);
    perform from mall.address a where a.id = p_id and a.member_id = p_member;
    if not found then
        return false;
    end if;
    update mall.address a set is_default = false where a.member_id = p_member and a.is_default and a.id <> p_id;
    update mall.address a set is_default = true where a.id = p_id and not a.is_default;
    return true;
end
$$;

-- Changes an address of a member. False if the member has none such. The default stays one until another is. Holds the lock before it
-- holds a row, as all of them do: otherwise two of them can wait for each other.
create function mall.address_change(
    p_member bigint, p_id bigint, p_recipient text, p_phone text, p_district text, p_street text, p_default boolean
) returns boolean
language plpgsql
as $$
begin
    perform mall.address_lock(p_member);
    update mall.address a
    set recipient = p_recipient, phone = p_phone, district = p_district, street = p_street
    where a.id = p_id and a.member_id = p_member;
    if not found then
        return false;
    end if;
    if p_default then
        perform mall.address_make_default(p_member, p_id);
    end if;
    return true;
end
$$;

-- Removes an address of a member; if it was the default, the newest other one is. False if the member has none such.
create function mall.address_remove(p_member bigint, p_id bigint) returns boolean
language plpgsql
as $$
declare
    was_default boolean;
begin
    perform mall.address_lock(p_member);
    delete from mall.address a where a.id = p_id and a.member_id = p_member returning a.is_default into was_default;
    if was_default then
        update mall.address a set is_default = true
        where a.id = (select max(b.id) from mall.address b where b.member_id = p_member);
    end if;
    return was_default is not null;
end
$$;

-- What sending costs, by province. The row '*' is for provinces without one.
create table mall.freight (
    province text primary key constraint freight_province_form check (province ~ '^([1-9][0-9]|\*)$'),
    -- The first so many grams cost so much, and each further so many, begun or whole, so much.
    first_grams bigint not null constraint freight_first_grams_positive check (first_grams > 0),
    first_fen bigint not null constraint freight_first_fen_not_negative check (first_fen >= 0),
    step_grams bigint not null constraint freight_step_grams_positive check (step_grams > 0),
    step_fen bigint not null constraint freight_step_fen_not_negative check (step_fen >= 0),
    -- Goods for so much are sent for nothing; null is never.
    free_from_fen bigint
);

insert into mall.freight (province, first_grams, first_fen, step_grams, step_fen, free_from_fen) values
    ('*', 1000, 800, 1000, 300, 9900),
    -- Inner Mongolia, Hainan, Gansu, Qinghai, Ningxia.
    ('15', 1000, 1200, 1000, 600, 19900),
    ('46', 1000, 1200, 1000, 600, 19900),
    ('62', 1000, 1200, 1000, 600, 19900),
    ('63', 1000, 1200, 1000, 600, 19900),
    ('64', 1000, 1200, 1000, 600, 19900),
    -- Tibet, Xinjiang.
    ('54', 1000, 1800, 1000, 1200, 39900),
    ('65', 1000, 1800, 1000, 1200, 39900),
    -- Taiwan, Hong Kong, Macau.
    ('71', 1000, 3000, 500, 1500, null),
    ('81', 1000, 3000, 500, 1500, null),
    ('82', 1000, 3000, 500, 1500, null);

-- What sending this weight to a province costs, for goods of this price. Not in SQL: a query in a function that is not inlined would be
-- planned at every call.
create function mall.freight_fen(p_province text, p_grams bigint, p_goods_fen bigint) returns bigint
language plpgsql stable parallel safe
as $$
begin
    return (
        select case
            when p_grams = 0 or p_goods_fen >= f.free_from_fen then 0
            else f.first_fen + f.step_fen * ((greatest(0, p_grams - f.first_grams) + f.step_grams - 1) / f.step_grams)
        end
        from mall.freight f
        where f.province in (p_province, '*')
        order by f.province = '*'
        limit 1
    );
end
$$;

-- Secrets of this installation, made here and shared by all copies.
create table mall.secret (
    name text primary key,
    value bytea not null
);

insert into mall.secret (name, value)
select name, sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))
from unnest(array['confirmation', 'demo-payments', 'order-number']) name;

-- Ten digits, others for each id below ten billion, that tell neither how many orders there were nor which came first: a keyed permutation
-- (a Feistel network of eight rounds over two halves of five digits).
create function mall.order_digits(id bigint) returns text
language plpgsql stable set plan_cache_mode = force_generic_plan
as $$
declare
    key bytea := (select s.value from mall.secret s where s.name = 'order-number');
    high bigint := id / 100000 % 100000;
    low bigint := id % 100000;
    mixed bigint;
begin
    for round in 1 .. 8 loop
        mixed := ('x' || encode(substr(sha256(key || int4send(round) || int8send(low)), 1, 4), 'hex'))::bit(32)::bigint;
        mixed := (high + mixed) % 100000;
        high := low;
        low := mixed;
    end loop;
    return lpad((high * 100000 + low)::text, 10, '0');
end
$$;

-- An order. How far it has come follows from the times: unpaid, paid, shipped, received; or cancelled, and then refunded if it had
-- been paid. Everything it says is as it was when it was placed.
create table mall.order (
    id bigint generated always as identity primary key,
    -- The number that people read out: the day it was placed, and ten digits.
    number text not null constraint order_number_key unique,
    member_id bigint not null,
    -- Hash of the confirmation that placed it: a confirmation places one order, however often it is sent.
    confirmation text not null,
    recipient text not null,
    phone text not null,
    district text not null,
    street text not null,
    note text not null constraint order_note_length check (char_length(note) <= 200),
    grams bigint not null,
    goods_fen bigint not null constraint order_goods_not_negative check (goods_fen >= 0),
    freight_fen bigint not null constraint order_freight_not_negative check (freight_fen >= 0),
    total_fen bigint not null generated always as (goods_fen + freight_fen) stored,
    placed_at timestamptz not null default now(),
    -- Unpaid until then, it is closed.
    due_at timestamptz not null,
    paid_at timestamptz,
    shipped_at timestamptz,
    -- By what the carrier finds it.
    tracking text,
    received_at timestamptz,
    cancelled_at timestamptz,
    cancelled_by text constraint order_cancelled_by check (cancelled_by in ('member', 'overdue')),
    -- When the money was back at the provider.
    refunded_at timestamptz,
    -- Whether its pieces are in mall.product.sold. Shall be so as long as it is paid and not cancelled, and is made so a while later, by
    -- mall.sales_count.
    is_counted boolean not null default false,
    constraint order_confirmation_key unique (member_id, confirmation),
    constraint order_shipped_was_paid check (shipped_at is null or paid_at is not null),
    constraint order_received_was_shipped check (received_at is null or shipped_at is not null),
    constraint order_cancelled_was_not_shipped check (cancelled_at is null or shipped_at is null),
    constraint order_cancelled_by_somebody check ((cancelled_at is null) = (cancelled_by is null)),
    constraint order_refunded_was_cancelled check (refunded_at is null or cancelled_at is not null)
);

create index order_member on mall.order (member_id, id desc);
create index order_unpaid on mall.order (member_id) where paid_at is null and cancelled_at is null;
create index order_due on mall.order (due_at) where paid_at is null and cancelled_at is null;
create index order_to_ship on mall.order (paid_at) where shipped_at is null and cancelled_at is null and paid_at is not null;

-- Orders whose pieces are yet to be counted or to be taken back, by the time since when.
create index order_to_count on mall.order (coalesce(cancelled_at, paid_at))
    where is_counted <> (paid_at is not null and cancelled_at is null);

create table mall.order_line (
    order_id bigint not null references mall.order on delete cascade,
    sku_id bigint not null,
    product_id bigint not null,
    quantity integer not null constraint order_line_quantity check (quantity between 1 and 99),
    price_fen bigint not null,
    name_zh text not null,
    name_en text not null,
    choice jsonb not null,
    picture text not null,
    palette text not null,
    primary key (order_id, sku_id)
);

-- Freeing stock asks by variant only in mall.books.
create index order_line_sku on mall.order_line (sku_id);

-- The one place that says which change of an order is allowed:
-- pay (money has come), close (it was not paid in time), cancel (the member does not want it), ship, receive, refund (money is back).
create function mall.order_may(o mall.order, change text) returns boolean
language sql stable parallel safe
return case change
    when 'pay' then o.paid_at is null and o.cancelled_at is null
    when 'close' then o.paid_at is null and o.cancelled_at is null and o.due_at <= now()
    when 'cancel' then o.shipped_at is null and o.cancelled_at is null
    when 'ship' then o.paid_at is not null and o.shipped_at is null and o.cancelled_at is null
    when 'receive' then o.shipped_at is not null and o.received_at is null
    when 'refund' then o.cancelled_at is not null and o.refunded_at is null
end;

-- How far an order has come, in a word.
create function mall.order_state(o mall.order) returns text
language sql immutable parallel safe
return case
    when o.refunded_at is not null then 'refunded'
    when o.cancelled_at is not null and o.paid_at is not null then 'refunding'
    when o.cancelled_at is not null then 'cancelled'
    when o.received_at is not null then 'received'
    when o.shipped_at is not null then 'shipped'
    when o.paid_at is not null then 'paid'
    else 'unpaid'
end;

-- What is asked of a provider for an order, and what came of it. An order has one, however often somebody begins to pay.
create table mall.payment (
    id bigint generated always as identity primary key,
    -- Under which the provider knows it.
    number text not null constraint payment_number_key unique,
    order_id bigint not null constraint payment_order_key unique references mall.order,
    provider text not null,
    amount_fen bigint not null constraint payment_amount_positive check (amount_fen > 0),
    created_at timestamptz not null default now(),
    -- Its number at the provider.
    reference text,
    paid_at timestamptz,
    -- When the provider was last asked whether it has the money, because the order is over and nobody had said so; and when it said that it
    -- has not.
    asked_at timestamptz,
    ask_attempts integer not null default 0,
    unpaid_at timestamptz,
    -- The money shall go back: the order was closed or cancelled.
    refund_wanted_at timestamptz,
    refund_attempts integer not null default 0,
    refund_tried_at timestamptz,
    refunded_at timestamptz,
    constraint payment_paid_has_reference check (paid_at is null or reference is not null),
    constraint payment_refund_was_paid check (refund_wanted_at is null or paid_at is not null),
    constraint payment_refunded_was_wanted check (refunded_at is null or refund_wanted_at is not null)
);

create index payment_to_ask_for on mall.payment (asked_at nulls first) where paid_at is null and unpaid_at is null;
create index payment_to_refund on mall.payment (refund_tried_at nulls first)
    where refund_wanted_at is not null and refunded_at is null;

-- What a provider said, rightly signed, that cannot be: for a person to look at.
create table mall.payment_flag (
    id bigint generated always as identity primary key,
    payment_id bigint not null references mall.payment,
    -- amount (another one than was asked for), reference (paid again under another number).
    reason text not null,
    said jsonb not null,
    flagged_at timestamptz not null default now(),
    constraint payment_flag_key unique (payment_id, reason, said)
);

-- What a member is about to buy: the ticked lines of their cart, or p_quantity pieces of p_sku alone. Lines of variants that are
-- withdrawn have no product.
create function mall.checkout_lines(p_member bigint, p_sku bigint, p_quantity integer)
returns table (
    sku_id bigint, product_id bigint, quantity integer, price_fen bigint, added_price_fen bigint, stock integer, grams bigint,
    name_zh text, name_en text, choice jsonb, picture text, palette text
)
language sql stable
begin atomic
    select w.sku_id, s.product_id, w.quantity, s.price_fen, w.price_fen, s.stock, p.grams::bigint * w.quantity,
           p.name_zh, p.name_en, s.choice, p.picture, p.palette
    from (
        select l.sku_id, l.quantity, l.price_fen
        from mall.cart c
        join mall.cart_line l on l.owner = c.owner
        where p_sku is null and c.owner = 'member ' || p_member and l.ticked and not mall.cart_is_over(c.owner, c.used_at)
        union all
        select p_sku, p_quantity, null
        where p_sku is not null
    ) w
    left join mall.sku s on s.id = w.sku_id
    left join mall.product p on p.id = s.product_id
    order by w.sku_id;
end;

-- What that comes to when it is sent to a province: of the lines that can be bought. The fingerprint is another one as soon as a variant,
-- a quantity, a price or the freight is.
--
-- Its plan takes four times as long to make as to carry out, so a connection makes it once: everything is found by its key, however
-- large the tables are by then.
create function mall.checkout_total(
    p_member bigint, p_sku bigint, p_quantity integer, p_province text,
    out pieces bigint, out grams bigint, out goods_fen bigint, out freight_fen bigint, out fingerprint text, out shown_at bigint
)
language plpgsql stable set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
begin
    select t.pieces, t.grams, t.goods_fen, f.freight_fen,
           encode(sha256(convert_to(concat_ws(' ', t.lines, f.freight_fen), 'UTF8')), 'hex'),
           extract(epoch from now())::bigint
    into pieces, grams, goods_fen, freight_fen, fingerprint, shown_at
    from (
        select coalesce(sum(l.quantity), 0)::bigint as pieces, coalesce(sum(l.grams), 0)::bigint as grams,
               coalesce(sum(l.quantity * l.price_fen), 0)::bigint as goods_fen,
               string_agg(format('%s*%s@%s', l.sku_id, l.quantity, l.price_fen), ' ' order by l.sku_id) as lines
        from mall.checkout_lines(p_member, p_sku, p_quantity) l
        where l.stock >= l.quantity
    ) t
    cross join lateral (select mall.freight_fen(p_province, t.grams, t.goods_fen) as freight_fen) f;
end
$$;

-- The pieces in the cart of a member.
create function mall.cart_pieces(p_member bigint) returns bigint
language plpgsql stable
as $$
begin
    return (select coalesce(sum(l.quantity), 0)::bigint from mall.cart_line l where l.owner = 'member ' || p_member);
end
$$;

-- Places an order, once for each confirmation. The outcome is placed, changed (what is bought is not what p_seen says that the member
-- has seen, or there is too little of it now), empty (nothing can be bought), address (the member has no such address) or old (the
-- confirmation was shown more than twelve hours ago). With an order come the pieces that are left in the cart.
--
-- Many buyers of one variant wait for its row, one after the other, so it is held for as short as can be: everything else is written
-- before, and the commit does not wait for the disk. Whoever calls this must do so with mall.flush before it says that the order is placed.
-- Plans are kept, as those of mall.checkout_total are.
create function mall.order_place(
    p_member bigint, p_confirmation text, p_shown_at bigint, p_sku bigint, p_quantity integer, p_address bigint, p_note text, p_seen text,
    p_time_to_pay interval, p_most_unpaid bigint,
    out outcome text, out number text, out pieces bigint
)
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
    own_address mall.address;
    total record;
    new_id bigint;
    skus bigint[];
begin
    -- Orders of one member are placed one after the other, so each finds and counts the ones before.
    perform pg_advisory_xact_lock(hashtextextended('orders of ' || p_member, 0));
    select o.number into number from mall.order o where o.member_id = p_member and o.confirmation = p_confirmation;
    if found then
        outcome := 'placed';
        pieces := mall.cart_pieces(p_member);
        return;
    end if;
    if to_timestamp(p_shown_at) < now() - interval '12 hours' then
        outcome := 'old';
        return;
    end if;
    select * into own_address from mall.address a where a.id = p_address and a.member_id = p_member;
    if not found then
        outcome := 'address';
        return;
    end if;
    if (
        select count(*) from mall.order o where o.member_id = p_member and o.paid_at is null and o.cancelled_at is null
    ) >= p_most_unpaid then
        outcome := 'unpaid';
        return;
    end if;
    perform set_config('synchronous_commit', 'off', true);
    if p_sku is null then
        -- Of two confirmations of one cart the second finds it as the first has left it.
        perform from mall.cart c where c.owner = 'member ' || p_member for update;
    end if;
    select * into total from mall.checkout_total(p_member, p_sku, p_quantity, left(own_address.district, 2));
    if total.pieces = 0 then
        outcome := 'empty';
        return;
    elsif total.fingerprint <> p_seen then
        outcome := 'changed';
        return;
    end if;

    new_id := nextval(pg_get_serial_sequence('mall.order', 'id'));
    -- Whoever sends the same confirmation at the same time waits here, and finds the order.
    insert into mall.order as o (
        id, number, member_id, confirmation, recipient, phone, district, street, note, grams, goods_fen, freight_fen, due_at
    ) overriding system value
    values (
        new_id, to_char(now() at time zone 'Asia/Shanghai', 'YYMMDD') || mall.order_digits(new_id),
        p_member, p_confirmation, own_address.recipient, own_address.phone, own_address.district, own_address.street, p_note,
        total.grams, total.goods_fen, total.freight_fen, now() + p_time_to_pay
    )
    on conflict on constraint order_confirmation_key do nothing
    returning o.number into number;
    if not found then
        select o.number into number from mall.order o where o.member_id = p_member and o.confirmation = p_confirmation;
        outcome := 'placed';
        pieces := mall.cart_pieces(p_member);
        return;
    end if;
    with line as (
        insert into mall.order_line (order_id, sku_id, product_id, quantity, price_fen, name_zh, name_en, choice, picture, palette)
        select new_id, l.sku_id, l.product_id, l.quantity, l.price_fen, l.name_zh, l.name_en, l.choice, l.picture, l.palette
        from mall.checkout_lines(p_member, p_sku, p_quantity) l
        where l.stock >= l.quantity
        returning sku_id, quantity
    )
    delete from mall.cart_line c using line
    where p_sku is null and c.owner = 'member ' || p_member and c.sku_id = line.sku_id and c.quantity = line.quantity;
    pieces := mall.cart_pieces(p_member);
    select array_agg(l.sku_id) into skus from mall.order_line l where l.order_id = new_id;

    -- In the order of ids, so that nobody waits in a circle.
    perform from mall.sku s where s.id = any(skus) order by s.id for no key update;
    -- What was read above may have changed since.
    if exists (
        select from mall.order_line l left join mall.sku s on s.id = l.sku_id
        where l.order_id = new_id and (s.stock >= l.quantity and s.price_fen = l.price_fen) is not true
    ) or total.goods_fen is distinct from (
        select sum(l.quantity * l.price_fen) from mall.order_line l where l.order_id = new_id
    ) then
        raise exception using errcode = 'MA001', message = 'what is ordered has changed';
    end if;
    update mall.sku s set stock = s.stock - l.quantity, ordered = s.ordered + l.quantity
    from mall.order_line l
    where l.order_id = new_id and s.id = l.sku_id;
    outcome := 'placed';
exception when sqlstate 'MA001' then
    number := null;
    pieces := null;
    outcome := 'changed';
end
$$;

-- Returns when everything that was committed before is on disk, also what did not wait for it.
create function mall.flush() returns void
language plpgsql
as $$
begin
    perform pg_logical_emit_message(true, 'mall.flush', '');
end
$$;

-- Puts the pieces of these orders, which have just been cancelled, back into stock.
create function mall.order_free(p_orders bigint[]) returns void
language plpgsql
as $$
begin
    perform from mall.sku s
    where s.id = any(array(select l.sku_id from mall.order_line l where l.order_id = any(p_orders)))
    order by s.id for no key update;
    update mall.sku s set stock = s.stock + l.quantity, ordered = s.ordered - l.quantity
    from (
        select l.sku_id, sum(l.quantity)::integer as quantity
        from mall.order_line l where l.order_id = any(p_orders) group by l.sku_id
    ) l
    where s.id = l.sku_id;
end
$$;

-- Closes orders that were not paid in time, a batch of them that nobody else is at. One whose payment was begun is closed when the provider
-- has said that it has no money for it, or p_patience later. Returns how many there were.
create function mall.orders_close(p_batch integer, p_patience interval) returns integer
language plpgsql
as $$
declare
    closed bigint[];
begin
    with overdue as (
        select o.id from mall.order o
        where o.paid_at is null and o.cancelled_at is null and o.due_at <= now()
          and (
              o.due_at <= now() - p_patience
              or not exists (select from mall.payment p where p.order_id = o.id and p.unpaid_at is null)
          )
        order by o.due_at limit p_batch for update skip locked
    ),
    closing as (
        update mall.order o set cancelled_at = now(), cancelled_by = 'overdue'
        from overdue where o.id = overdue.id and mall.order_may(o, 'close')
        returning o.id
    )
    select coalesce(array_agg(id), '{}') into closed from closing;
    perform mall.order_free(closed);
    return cardinality(closed);
end
$$;

-- Cancels an order of a member: the stock is free again, and what was paid shall go back. False if it has none such or it cannot be
-- cancelled any more.
create function mall.order_cancel(p_member bigint, p_number text) returns boolean
language plpgsql
as $$
declare
    cancelled bigint;
begin
    update mall.order o set cancelled_at = now(), cancelled_by = 'member'
    where o.number = p_number and o.member_id = p_member and mall.order_may(o, 'cancel')
    returning o.id into cancelled;
    if not found then
        return false;
    end if;
    update mall.payment set refund_wanted_at = now()
    where order_id = cancelled and paid_at is not null and refund_wanted_at is null;
    perform mall.order_free(array[cancelled]);
    return true;
end
$$;

-- What is asked of the provider for an order of a member, from the first time on the same. Null if there is nothing to be paid.
create function mall.payment_begin(p_member bigint, p_order text, p_provider text, out number text, out amount_fen bigint)
language plpgsql
as $$
declare
    unpaid mall.order;
begin
    select * into unpaid from mall.order o
    where o.number = p_order and o.member_id = p_member and mall.order_may(o, 'pay') and not mall.order_may(o, 'close')
    for no key update;
    if found then
        insert into mall.payment as p (number, order_id, provider, amount_fen)
        values ('P' || unpaid.number, unpaid.id, p_provider, unpaid.total_fen)
        on conflict (order_id) do nothing;
        select p.number, p.amount_fen into number, amount_fen from mall.payment p where p.order_id = unpaid.id;
    end if;
end
$$;

-- The provider has the money for a payment. The outcome is paid, again (it was known), late (the order is closed: the money goes
-- back), amount (it is another one than was asked for, which is flagged and changes nothing else) or unknown.
create function mall.payment_settle(p_number text, p_fen bigint, p_reference text) returns text
language plpgsql
as $$
declare
    paid_order mall.order;
    payment mall.payment;
begin
    -- Whoever changes the order has its row: one after the other.
    select o.* into paid_order from mall.order o
    where o.id = (select p.order_id from mall.payment p where p.number = p_number)
    for no key update;
    if not found then
        return 'unknown';
    end if;
    select * into payment from mall.payment p where p.number = p_number for no key update;
    if p_fen <> payment.amount_fen then
        insert into mall.payment_flag (payment_id, reason, said)
        values (payment.id, 'amount', jsonb_build_object('fen', p_fen, 'reference', p_reference))
        on conflict do nothing;
        return 'amount';
    elsif payment.paid_at is not null then
        if payment.reference <> p_reference then
            insert into mall.payment_flag (payment_id, reason, said)
            values (payment.id, 'reference', jsonb_build_object('fen', p_fen, 'reference', p_reference))
            on conflict do nothing;
        end if;
        return 'again';
    elsif mall.order_may(paid_order, 'pay') then
        update mall.order o set paid_at = now() where o.id = paid_order.id;
        update mall.payment p set paid_at = now(), reference = p_reference where p.id = payment.id;
        return 'paid';
    else
        update mall.payment p set paid_at = now(), reference = p_reference, refund_wanted_at = now() where p.id = payment.id;
        return 'late';
    end if;
end
$$;

-- The provider has given back what was paid. False if that was known, or not wanted.
create function mall.payment_refunded(p_number text) returns boolean
language plpgsql
as $$
declare
    refunded bigint;
begin
    perform from mall.order o where o.id = (select p.order_id from mall.payment p where p.number = p_number) for no key update;
    update mall.payment p set refunded_at = now()
    where p.number = p_number and p.refund_wanted_at is not null and p.refunded_at is null
    returning p.order_id into refunded;
    update mall.order o set refunded_at = now() where o.id = refunded and mall.order_may(o, 'refund');
    return refunded is not null;
end
$$;

-- Brings mall.product.sold up to date: adds the pieces of orders that were paid and takes back those of orders that were cancelled afterwards,
-- of a batch that nobody else is at. Returns how many orders there were; none before one of them has waited for p_after.
--
-- Each change of a product is news to every remembered page (0017_catalogue.sql), so the pieces of many orders come at once. Products are
-- locked in the order of their ids and last, as whoever changes a stock does.
create function mall.sales_count(p_batch integer, p_after interval) returns integer
language plpgsql
as $$
declare
    counted bigint[];
    products bigint[];
begin
    perform from mall.order o
    where o.is_counted <> (o.paid_at is not null and o.cancelled_at is null) and coalesce(o.cancelled_at, o.paid_at) <= now() - p_after
    limit 1;
    if not found then
        return 0;
    end if;
    with waiting as (
        select o.id from mall.order o
        where o.is_counted <> (o.paid_at is not null and o.cancelled_at is null)
        order by coalesce(o.cancelled_at, o.paid_at) limit p_batch for no key update skip locked
    ),
    counting as (
        update mall.order o set is_counted = not o.is_counted from waiting where o.id = waiting.id returning o.id
    )
    select coalesce(array_agg(id), '{}') into counted from counting;
    products := array(select distinct l.product_id from mall.order_line l where l.order_id = any(counted));
    perform from mall.product p where p.id = any(products) order by p.id for no key update;
    update mall.product p set sold = p.sold + l.pieces, sold_in_orders = p.sold_in_orders + l.pieces
    from (
        select l.product_id, sum(case when o.is_counted then l.quantity else -l.quantity end)::integer as pieces
        from mall.order_line l join mall.order o on o.id = l.order_id
        where o.id = any(counted) group by l.product_id
    ) l
    where p.id = l.product_id and l.pieces <> 0;
    return cardinality(counted);
end
$$;

-- What does not add up among stock, orders, payments and refunds: nothing, at any time.
create function mall.books() returns table (rule text, subject text, expected text, found text)
language sql stable
begin atomic
    select 'pieces in orders', 'variant ' || s.id, coalesce(l.quantity, 0)::text, s.ordered::text
    from mall.sku s
    left join (
        select l.sku_id, sum(l.quantity) as quantity
        from mall.order_line l join mall.order o on o.id = l.order_id
        where o.cancelled_at is null group by l.sku_id
    ) l on l.sku_id = s.id
    where s.ordered <> coalesce(l.quantity, 0)
    union all
    select 'pieces sold in orders', 'product ' || p.id, coalesce(l.quantity, 0)::text, p.sold_in_orders::text
    from mall.product p
    left join (
        select l.product_id, sum(l.quantity) as quantity
        from mall.order_line l join mall.order o on o.id = l.order_id
        where o.is_counted group by l.product_id
    ) l on l.product_id = p.id
    where p.sold_in_orders <> coalesce(l.quantity, 0)
    union all
    select 'price of the goods', 'order ' || o.number, coalesce(l.fen, 0)::text, o.goods_fen::text
    from mall.order o
    left join (select order_id, sum(quantity * price_fen) as fen from mall.order_line group by order_id) l on l.order_id = o.id
    where o.goods_fen <> coalesce(l.fen, 0)
    union all
    select 'a paid order has its payment', 'order ' || o.number, o.total_fen::text, coalesce(p.amount_fen::text, 'none')
    from mall.order o
    left join mall.payment p on p.order_id = o.id and p.paid_at is not null
    where o.paid_at is not null and p.amount_fen is distinct from o.total_fen
    union all
    select 'money that came is for an order or goes back', 'payment ' || p.number, 'a paid order or a refund', 'neither'
    from mall.payment p join mall.order o on o.id = p.order_id
    where p.paid_at is not null and p.refund_wanted_at is null and (o.paid_at is null or o.cancelled_at is not null)
    union all
    select 'money goes back only for cancelled orders', 'payment ' || p.number, 'a cancelled order', 'an order that stands'
    from mall.payment p join mall.order o on o.id = p.order_id
    where p.refund_wanted_at is not null and o.cancelled_at is null
    union all
    select 'an order is refunded with its payment', 'order ' || o.number,
           coalesce(p.refunded_at::text, 'not refunded'), coalesce(o.refunded_at::text, 'not refunded')
    from mall.order o left join mall.payment p on p.order_id = o.id
    where (o.refunded_at is null) <> (p.refunded_at is null);
end;

-- Only what the mall does with them.
revoke all on mall.freight, mall.secret, mall.address, mall.order, mall.order_line, mall.payment, mall.payment_flag from cfmall_mall;
grant select on mall.freight, mall.secret to cfmall_mall;
grant select, insert, delete, update (recipient, phone, district, street, is_default) on mall.address to cfmall_mall;
grant select, insert on mall.order_line, mall.payment_flag to cfmall_mall;
grant select, insert,
    update (paid_at, shipped_at, tracking, received_at, cancelled_at, cancelled_by, refunded_at, is_counted)
    on mall.order to cfmall_mall;
grant select, insert,
    update (reference, paid_at, asked_at, ask_attempts, unpaid_at, refund_wanted_at, refund_attempts, refund_tried_at, refunded_at)
    on mall.payment to cfmall_mall;
grant usage on all sequences in schema mall to cfmall_mall;
revoke execute on all functions in schema mall from public;
grant execute on function
    mall.address_lock(bigint), mall.address_add(bigint, text, text, text, text, boolean),
    mall.address_change(bigint, bigint, text, text, text, text, boolean),
    mall.address_make_default(bigint, bigint), mall.address_remove(bigint, bigint),
    mall.freight_fen(text, bigint, bigint), mall.order_may(mall.order, text), mall.order_state(mall.order),
    mall.cart_pieces(bigint), mall.checkout_lines(bigint, bigint, integer), mall.checkout_total(bigint, bigint, integer, text),
    mall.order_place(bigint, text, bigint, bigint, integer, bigint, text, text, interval, bigint), mall.order_digits(bigint), mall.flush(),
    mall.order_free(bigint[]), mall.orders_close(integer, interval), mall.order_cancel(bigint, text),
    mall.sales_count(integer, interval),
    mall.payment_begin(bigint, text, text), mall.payment_settle(text, bigint, text), mall.payment_refunded(text), mall.books()
    to cfmall_mall;
