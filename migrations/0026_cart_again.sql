-- Buying again says what shall be, as every other form of the cart does, and a merged line still knows what it cost.

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
-- beyond 100 stay where they are, and so does the cart they are in. As before, but for the price that is remembered: that of the line
-- which was put in first, so that a change since then is still said.
create or replace function mall.cart_merge(
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

revoke execute on function mall.cart_ensure(text, bigint, integer) from public;
grant execute on function mall.cart_ensure(text, bigint, integer) to cfmall_mall;
