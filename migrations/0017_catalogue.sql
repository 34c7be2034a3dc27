-- The catalogue for a hundred thousand products: what lists show is kept ready, and whoever remembers a page learns of
-- every change that it could show.

-- What a product page says of a stock: up to ten pieces how many, above that only that there are more. Changes beyond
-- that are no news to anybody.
create function mall.shown_stock(stock integer) returns integer
language sql immutable parallel safe
return least(stock, 11);

-- A product as lists show it: its cheapest variant, and what it can be found by. Follows from the other tables, by the
-- triggers below; nobody writes it by hand.
drop view mall.card;

create table mall.card (
    product_id bigint primary key references mall.product on delete cascade,
    -- The product's category and those above it.
    leaf_id bigint not null references mall.category,
    middle_id bigint not null references mall.category,
    top_id bigint not null references mall.category,
    -- The product's own; lists are in this order.
    position integer not null,
    name_zh text not null,
    name_en text not null,
    tagline_zh text not null,
    tagline_en text not null,
    picture text not null,
    palette text not null,
    -- The cheapest variant.
    sku_id bigint not null,
    price_fen bigint not null,
    -- Whether other variants cost more.
    has_dearer boolean not null,
    -- Whether any variant can be bought.
    in_stock boolean not null,
    -- Everything a search looks at.
    searchable text not null
);

create index card_top on mall.card (top_id, position, product_id);
create index card_middle on mall.card (middle_id, position, product_id);
create index card_leaf on mall.card (leaf_id, position, product_id);
-- The picks of the day.
create index card_top_in_stock on mall.card (top_id, position, product_id) where in_stock;

-- What every card must say.
create view mall.card_source as
select p.id as product_id,
       leaf.id as leaf_id,
       middle.id as middle_id,
       middle.parent_id as top_id,
       p.position,
       p.name_zh, p.name_en, p.tagline_zh, p.tagline_en, p.picture, p.palette,
       cheapest.id as sku_id,
       cheapest.price_fen,
       variants.highest > cheapest.price_fen as has_dearer,
       variants.in_stock,
       concat_ws(' ', p.name_zh, p.name_en, leaf.name_zh, leaf.name_en, middle.name_zh, middle.name_en) as searchable
from mall.product p
join mall.category leaf on leaf.id = p.category_id
join mall.category middle on middle.id = leaf.parent_id
cross join lateral (
    select s.id, s.price_fen from mall.sku s where s.product_id = p.id order by s.price_fen, s.position limit 1
) cheapest
cross join lateral (
    select max(s.price_fen) as highest, bool_or(s.stock > 0) as in_stock from mall.sku s where s.product_id = p.id
) variants
where middle.parent_id is not null;

-- Brings the cards of these products up to date.
create function mall.refresh_cards(products bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    -- One after the other for each product: of two that change its variants at once, the second one must see what the
    -- first one did. In the order of ids, so that nobody waits in a circle.
    perform from mall.product where id = any(products) order by id for no key update;
    delete from mall.card c
    where c.product_id = any(products)
      and not exists (select from mall.card_source source where source.product_id = c.product_id);
    insert into mall.card as c
    select source.* from mall.card_source source where source.product_id = any(products)
    on conflict (product_id) do update
    set (leaf_id, middle_id, top_id, position, name_zh, name_en, tagline_zh, tagline_en, picture, palette,
         sku_id, price_fen, has_dearer, in_stock, searchable) =
        (excluded.leaf_id, excluded.middle_id, excluded.top_id, excluded.position, excluded.name_zh, excluded.name_en,
         excluded.tagline_zh, excluded.tagline_en, excluded.picture, excluded.palette,
         excluded.sku_id, excluded.price_fen, excluded.has_dearer, excluded.in_stock, excluded.searchable)
    where c is distinct from excluded;
end
$$;

create function mall.on_sku_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    case tg_op
        when 'INSERT' then
            perform mall.refresh_cards(array(select distinct product_id from new_rows));
        when 'DELETE' then
            perform mall.refresh_cards(array(select distinct product_id from old_rows));
        when 'UPDATE' then
            perform mall.refresh_cards(changed.products)
            from (
                select array_agg(distinct product_id) as products
                from (
                    (select id, product_id, price_fen, position, stock > 0 from old_rows
                     except select id, product_id, price_fen, position, stock > 0 from new_rows)
                    union all
                    (select id, product_id, price_fen, position, stock > 0 from new_rows
                     except select id, product_id, price_fen, position, stock > 0 from old_rows)
                ) row
            ) changed
            where changed.products is not null;
    end case;
    return null;
end
$$;

create trigger card_of_new_sku after insert on mall.sku
referencing new table as new_rows for each statement execute function mall.on_sku_change();
create trigger card_of_changed_sku after update on mall.sku
referencing old table as old_rows new table as new_rows for each statement execute function mall.on_sku_change();
create trigger card_of_old_sku after delete on mall.sku
referencing old table as old_rows for each statement execute function mall.on_sku_change();

create function mall.on_product_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform mall.refresh_cards(array(select id from new_rows));
    return null;
end
$$;

create trigger card_of_changed_product after update on mall.product
referencing new table as new_rows for each statement execute function mall.on_product_change();

create function mall.on_category_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform mall.refresh_cards(array(
        select p.id
        from mall.product p
        join mall.category leaf on leaf.id = p.category_id
        join mall.category middle on middle.id = leaf.parent_id
        where exists (
            select from new_rows category join old_rows former on former.id = category.id
            where category.id in (leaf.id, middle.id) and category is distinct from former
        )
    ));
    return null;
end
$$;

create trigger cards_of_changed_category after update on mall.category
referencing old table as old_rows new table as new_rows
for each statement execute function mall.on_category_change();

select mall.refresh_cards(array(select id from mall.product));

-- Which state of the catalogue this is. Whoever remembers what was read under one version may show it as long as the
-- version is the same.
create table mall.catalogue (
    only_one boolean primary key default true check (only_one),
    version bigint not null default 1
);

insert into mall.catalogue default values;

-- Deferred to the end of the transaction, so that the row with the version is locked for no longer than a commit takes.
-- The notification is for who is in a hurry; it may be lost.
create function mall.raise_version() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    this_transaction constant text := pg_current_xact_id()::text;
begin
    if current_setting('mall.version_raised_by', true) is distinct from this_transaction then
        perform set_config('mall.version_raised_by', this_transaction, true);
        update mall.catalogue set version = version + 1;
        perform pg_notify('mall_catalogue', '');
    end if;
    return null;
end
$$;

do $$
declare
    changed text;
    name text;
begin
    foreach name in array array['category', 'product', 'sku'] loop
        changed := case name
            when 'sku' then
                '(old.id, old.product_id, old.choice, old.price_fen, old.position, mall.shown_stock(old.stock))
                 is distinct from
                 (new.id, new.product_id, new.choice, new.price_fen, new.position, mall.shown_stock(new.stock))'
            else 'old is distinct from new'
        end;
        execute format(
            'create constraint trigger raise_version_of_changed after update on mall.%I deferrable initially deferred
             for each row when (%s) execute function mall.raise_version()', name, changed);
        execute format(
            'create constraint trigger raise_version_of_new_and_old after insert or delete on mall.%I
             deferrable initially deferred for each row execute function mall.raise_version()', name);
        execute format(
            'create trigger raise_version_of_all after truncate on mall.%I
             for each statement execute function mall.raise_version()', name);
    end loop;
end
$$;

revoke execute on all functions in schema mall from public;
grant execute on function mall.shown_stock(integer) to cfmall_mall;
grant select on mall.card, mall.catalogue to cfmall_mall;
