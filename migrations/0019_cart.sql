-- Carts: of members, and of guests by the hash of a cookie. Guests have no session for it.

-- Whose cart it is: 'member 10001' or 'guest ' with the SHA-256 of the secret in the guest's cookie, in base64url. Nothing that a
-- client sends names a cart: the owner follows from the session and the cookie alone.
create table mall.cart (
    owner text primary key
        constraint cart_owner_form check (owner ~ '^(member [1-9][0-9]{0,18}|guest [A-Za-z0-9_-]{43})$'),
    used_at timestamptz not null default now()
);

create index cart_used on mall.cart (used_at);

-- No foreign key to mall.sku: what is withdrawn stays in the cart, and the cart says so.
create table mall.cart_line (
    owner text not null references mall.cart on delete cascade,
    sku_id bigint not null,
    quantity integer not null constraint cart_line_quantity check (quantity between 1 and 99),
    ticked boolean not null default true,
    -- The price of one piece when it was added, to say whether it has changed. What is paid is the catalogue's.
    price_fen bigint not null,
    added_at timestamptz not null default clock_timestamp(),
    primary key (owner, sku_id)
);

-- Whether a cart has been unused for too long: 30 days for a guest, a year for a member.
create function mall.cart_is_over(owner text, used_at timestamptz) returns boolean
language sql stable parallel safe
return used_at < now() - case when owner like 'guest %' then interval '30 days' else interval '1 year' end;

-- Adds pieces of a variant to a cart, which begins to exist if it must. With `undo` the line is put back if it is gone, sold out or
-- not, and otherwise left as it is. The outcome is added, limited (99 pieces are the most), full (100 lines are the most),
-- sold-out or unknown.
create function mall.cart_add(
    p_owner text, p_sku bigint, p_quantity integer, p_ticked boolean, p_undo boolean,
    out outcome text, out quantity integer, out pieces bigint
)
language plpgsql
as $$
declare
    before integer;
    sku record;
begin
    quantity := 0;
    select s.price_fen, s.stock into sku from mall.sku s where s.id = p_sku;
    if not found then
        outcome := 'unknown';
    elsif sku.stock = 0 and not p_undo then
        outcome := 'sold-out';
    else
        delete from mall.cart c where c.owner = p_owner and mall.cart_is_over(c.owner, c.used_at);
        -- Who adds to a cart, or merges it, has its row: one after the other.
        insert into mall.cart (owner) values (p_owner) on conflict (owner) do update set used_at = now();
        select l.quantity into before from mall.cart_line l where l.owner = p_owner and l.sku_id = p_sku;
        if before is null and (select count(*) from mall.cart_line l where l.owner = p_owner) >= 100 then
            outcome := 'full';
        else
            insert into mall.cart_line as l (owner, sku_id, quantity, ticked, price_fen)
            values (p_owner, p_sku, p_quantity, p_ticked, sku.price_fen)
            on conflict (owner, sku_id) do update
            set quantity = least(99, l.quantity + excluded.quantity), ticked = excluded.ticked,
                price_fen = excluded.price_fen, added_at = excluded.added_at
            where not p_undo;
            outcome := case when not p_undo and before + p_quantity > 99 then 'limited' else 'added' end;
        end if;
    end if;
    select coalesce(sum(l.quantity), 0), coalesce(max(l.quantity) filter (where l.sku_id = p_sku), 0)
    into pieces, quantity
    from mall.cart_line l join mall.cart c on c.owner = l.owner
    where l.owner = p_owner and not mall.cart_is_over(c.owner, c.used_at);
end
$$;

-- Sees to it that a cart has at least so many pieces of a variant, and that they are ticked, however often it is asked to. The outcome is
-- added, there (nothing had to be added), full (100 lines are the most), sold-out or unknown.
create function mall.cart_ensure(
    p_owner text, p_sku bigint, p_quantity integer, out outcome text, out pieces bigint
)
language plpgsql
as $$
declare
    before integer;
begin
    delete from mall.cart c where c.owner = p_owner and mall.cart_is_over(c.owner, c.used_at);
    -- Who adds to a cart, or merges it, has its row: one after the other.
    insert into mall.cart (owner) values (p_owner) on conflict (owner) do update set used_at = now();
    select l.quantity into before from mall.cart_line l where l.owner = p_owner and l.sku_id = p_sku;
    if before >= p_quantity then
        select case when s.stock = 0 then 'sold-out' else 'there' end into outcome from mall.sku s where s.id = p_sku;
        outcome := coalesce(outcome, 'unknown');
        update mall.cart_line l set ticked = true where l.owner = p_owner and l.sku_id = p_sku and outcome = 'there';
        select sum(l.quantity) into pieces from mall.cart_line l where l.owner = p_owner;
    else
        select a.outcome, a.pieces into outcome, pieces
        from mall.cart_add(p_owner, p_sku, p_quantity - coalesce(before, 0), true, false) a;
    end if;
end
$$;

-- Moves the lines of one cart into another one: each of them once, whoever asks how often. Quantities add up to 99 at most. Lines
-- beyond 100 stay where they are, and so does the cart they are in.
create function mall.cart_merge(
    p_from text, p_into text, out moved bigint, out left_over bigint, out pieces bigint
)
language plpgsql
as $$
begin
    moved := 0;
    left_over := 0;
    -- Whoever comes second finds nothing.
    perform from mall.cart c where c.owner = p_from and not mall.cart_is_over(c.owner, c.used_at) for update;
    if found then
        insert into mall.cart (owner) values (p_into) on conflict (owner) do update set used_at = now();
        with known as (
            select sku_id from mall.cart_line where owner = p_into
        ),
        fitting as (
            select sku_id from mall.cart_line where owner = p_from and sku_id in (table known)
            union all
            (
                select sku_id from mall.cart_line where owner = p_from and sku_id not in (table known)
                order by added_at desc
                limit (select greatest(0, 100 - count(*)) from known)
            )
        ),
        moving as (
            delete from mall.cart_line l using fitting f where l.owner = p_from and l.sku_id = f.sku_id
            returning l.*
        )
        insert into mall.cart_line as l (owner, sku_id, quantity, ticked, price_fen, added_at)
        select p_into, sku_id, quantity, ticked, price_fen, added_at from moving
        on conflict (owner, sku_id) do update
        set quantity = least(99, l.quantity + excluded.quantity), ticked = l.ticked or excluded.ticked,
            price_fen = case when excluded.added_at < l.added_at then excluded.price_fen else l.price_fen end,
            added_at = greatest(l.added_at, excluded.added_at);
        get diagnostics moved = row_count;
        select count(*) into left_over from mall.cart_line where owner = p_from;
        if left_over = 0 then
            delete from mall.cart where owner = p_from;
        end if;
    end if;
    select coalesce(sum(l.quantity), 0) into pieces from mall.cart_line l where l.owner = p_into;
end
$$;

-- Only what the mall does with them. Nobody changes whose cart it is.
revoke all on mall.cart, mall.cart_line from cfmall_mall;
grant select, insert, delete, update (used_at) on mall.cart to cfmall_mall;
grant select, insert, delete, update (quantity, ticked, price_fen, added_at) on mall.cart_line to cfmall_mall;
revoke execute on function
    mall.cart_is_over(text, timestamptz), mall.cart_add(text, bigint, integer, boolean, boolean),
    mall.cart_ensure(text, bigint, integer), mall.cart_merge(text, text)
    from public;
grant execute on function
    mall.cart_is_over(text, timestamptz), mall.cart_add(text, bigint, integer, boolean, boolean),
    mall.cart_ensure(text, bigint, integer), mall.cart_merge(text, text)
    to cfmall_mall;
