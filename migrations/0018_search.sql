-- Finding products: by words in both languages, and by brand, attribute, option, price and stock.

create table mall.brand (
    id bigint primary key,
    -- In addresses: ?brand={slug}.
    slug text not null constraint brand_slug_key unique,
    name_zh text not null,
    name_en text not null
);

-- What products of a kind are compared by: 材质, Material.
create table mall.attribute (
    id bigint primary key,
    -- In addresses: ?attribute={slug}:{value}.
    slug text not null constraint attribute_slug_key unique,
    name_zh text not null,
    name_en text not null,
    -- Its place among the filters.
    position integer not null
);

alter table mall.product
    add brand_id bigint references mall.brand,
    -- Its value of each attribute it has: {"material": {"zh": "棉", "en": "Cotton"}, …}.
    add attributes jsonb not null default '{}',
    -- Since when it has been on sale.
    add released date not null default current_date,
    -- Pieces sold so far.
    add sold integer not null default 0 constraint product_sold_not_negative check (sold >= 0);

create index product_brand on mall.product (brand_id);

-- A text as it is compared: compatible characters alike (Unicode NFKC), small letters.
create function mall.comparable(words text) returns text
language sql immutable parallel safe strict
return lower(normalize(words, nfkc));

-- A text's part of an address: "Far-hill blue" is far-hill-blue.
create function mall.slug(name text) returns text
language sql immutable parallel safe strict
return coalesce(
    nullif(trim(both '-' from regexp_replace(mall.comparable(name), '[^a-z0-9]+', '-', 'g')), ''),
    left(md5(name), 8)
);

-- What the words of a search are looked up by. Of letters and digits: every ending of every word, so that the beginning of one
-- of them is any part of the word, and of that the first 24 characters. Of all other characters, since Chinese is written without blanks: each with the one after it.
-- Far dearer than reading the index that has it: the cost says so, or a word that many products have would be looked for in all of
-- them.
create function mall.grams(searchable text) returns tsvector
language sql immutable parallel safe strict cost 10000
return array_to_tsvector(array(
    select substr(word[1], start, 24)
    from regexp_matches(searchable, '[a-z0-9]+', 'g') word
    cross join generate_series(1, length(word[1]) - 1) start
    union
    select substr(run[1], start, 2)
    from regexp_matches(searchable, '[^\u0001-\u007f]+', 'g') run
    cross join generate_series(1, length(run[1])) start
));

-- The text in which a product is found: a line for each of its names, and after a form feed what else it is found by.
create function mall.searchable(name_zh text, name_en text, others text) returns text
language sql immutable parallel safe
return E'\n ' || mall.comparable(name_zh) || E'\n ' || mall.comparable(name_en) || E'\n\f ' || mall.comparable(others);

-- Every value of an attribute or option that a product has. Follows from the products and their variants, as the cards do.
create table mall.facet_value (
    id integer generated always as identity primary key,
    -- An attribute's slug, or that of an option's name.
    facet text not null,
    slug text not null,
    facet_zh text not null,
    facet_en text not null,
    value_zh text not null,
    value_en text not null,
    -- Whether variants differ in it. Otherwise it is an attribute.
    is_option boolean not null,
    -- The attribute's place among the filters; options come before.
    position integer not null,
    constraint facet_value_key unique (facet, slug)
);

create view mall.facet_source as
select p.id as product_id,
       mall.slug(option.name ->> 'en') as facet,
       mall.slug(choice.value ->> 'en') as slug,
       option.name ->> 'zh' as facet_zh,
       option.name ->> 'en' as facet_en,
       choice.value ->> 'zh' as value_zh,
       choice.value ->> 'en' as value_en,
       true as is_option,
       0 as position
from mall.product p
cross join jsonb_array_elements(p.options) with ordinality option (name, place)
join mall.sku s on s.product_id = p.id
cross join lateral (select s.choice -> (option.place - 1)::integer as value) choice
where choice.value is not null
union
select p.id, a.slug, mall.slug(given.value ->> 'en'), a.name_zh, a.name_en,
       given.value ->> 'zh', given.value ->> 'en', false, a.position
from mall.product p
cross join jsonb_each(p.attributes) given
join mall.attribute a on a.slug = given.key;

-- A word with each of its letters left out, and as it is. Two words that share a variant are at most one wrong, missing,
-- superfluous or exchanged letter apart, or two (the symmetric delete method of SymSpell).
create function mall.variants(word text) returns setof text
language sql immutable parallel safe strict
begin atomic
    select word
    union
    select left(word, place - 1) || substr(word, place + 1) from generate_series(1, length(word)) place;
end;

-- The English words in which products are found, by their variants, to find what was meant by a word with a typing error.
create table mall.word_variant (
    variant text,
    word text,
    primary key (variant, word)
);

drop trigger card_of_new_sku on mall.sku;
drop trigger card_of_changed_sku on mall.sku;
drop trigger card_of_old_sku on mall.sku;
drop view mall.card_source;
drop table mall.card;

-- A product as lists show it: its cheapest variant, and what it can be found by. Follows from the other tables, by the
-- triggers below; nobody writes it by hand. What searches look at for many products at once comes first.
create table mall.card (
    product_id bigint primary key references mall.product on delete cascade,
    -- The product's category and those above it.
    leaf_id bigint not null references mall.category,
    middle_id bigint not null references mall.category,
    top_id bigint not null references mall.category,
    brand_id bigint references mall.brand,
    -- The cheapest variant.
    sku_id bigint not null,
    price_fen bigint not null,
    -- The product's own; lists are in this order.
    position integer not null,
    sold integer not null,
    released date not null,
    -- Whether other variants cost more.
    has_dearer boolean not null,
    -- Whether any variant can be bought.
    in_stock boolean not null,
    -- Its values of attributes and options, in order.
    facets integer[] not null,
    name_zh text not null,
    name_en text not null,
    tagline_zh text not null,
    tagline_en text not null,
    picture text not null,
    palette text not null,
    -- Everything a search looks at, as mall.searchable makes it.
    searchable text not null
);

create index card_top on mall.card (top_id, position, product_id);
create index card_middle on mall.card (middle_id, position, product_id);
create index card_leaf on mall.card (leaf_id, position, product_id);
-- The picks of the day.
create index card_top_in_stock on mall.card (top_id, position, product_id) where in_stock;
create index card_words on mall.card using gin (mall.grams(searchable)) with (fastupdate = off);

-- What every card must say.
create view mall.card_source as
select p.id as product_id,
       leaf.id as leaf_id,
       middle.id as middle_id,
       middle.parent_id as top_id,
       p.brand_id,
       cheapest.id as sku_id,
       cheapest.price_fen,
       p.position,
       p.sold,
       p.released,
       variants.highest > cheapest.price_fen as has_dearer,
       variants.in_stock,
       array(
           select value.id
           from mall.facet_source source join mall.facet_value value using (facet, slug)
           where source.product_id = p.id
           group by value.id
           order by value.id
       ) as facets,
       p.name_zh, p.name_en, p.tagline_zh, p.tagline_en, p.picture, p.palette,
       mall.searchable(p.name_zh, p.name_en, concat_ws(' ', brand.name_zh, brand.name_en, leaf.name_zh, leaf.name_en,
                                                        middle.name_zh, middle.name_en)) as searchable
from mall.product p
left join mall.brand on brand.id = p.brand_id
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
create or replace function mall.refresh_cards(products bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    -- One after the other for each product: of two that change its variants at once, the second one must see what the
    -- first one did. In the order of ids, so that nobody waits in a circle.
    perform from mall.product where id = any(products) order by id for no key update;
    -- In an order as well. A value that no product has any more stays, and is never shown.
    insert into mall.facet_value as present (facet, slug, facet_zh, facet_en, value_zh, value_en, is_option, position)
    select distinct on (facet, slug) facet, slug, facet_zh, facet_en, value_zh, value_en, is_option, position
    from (
        select facet, slug, facet_zh, facet_en, value_zh, value_en, is_option, position
        from mall.facet_source
        where product_id = any(products)
        except
        select facet, slug, facet_zh, facet_en, value_zh, value_en, is_option, position
        from mall.facet_value
    ) new
    order by facet, slug, value_zh
    on conflict (facet, slug) do update
    set (facet_zh, facet_en, value_zh, value_en, is_option, position) =
        (excluded.facet_zh, excluded.facet_en, excluded.value_zh, excluded.value_en, excluded.is_option, excluded.position);
    delete from mall.card c
    where c.product_id = any(products)
      and not exists (select from mall.card_source source where source.product_id = c.product_id);
    insert into mall.card as c
    select source.* from mall.card_source source where source.product_id = any(products)
    on conflict (product_id) do update
    set (leaf_id, middle_id, top_id, brand_id, sku_id, price_fen, position, sold, released, has_dearer, in_stock, facets,
         name_zh, name_en, tagline_zh, tagline_en, picture, palette, searchable) =
        (excluded.leaf_id, excluded.middle_id, excluded.top_id, excluded.brand_id, excluded.sku_id, excluded.price_fen,
         excluded.position, excluded.sold, excluded.released, excluded.has_dearer, excluded.in_stock, excluded.facets,
         excluded.name_zh, excluded.name_en, excluded.tagline_zh, excluded.tagline_en, excluded.picture, excluded.palette,
         excluded.searchable)
    where c is distinct from excluded;
    insert into mall.word_variant (variant, word)
    select variant, new.word
    from (
        select distinct word[1] as word
        from mall.card c
        cross join regexp_matches(c.searchable, '[a-z]{4,}', 'g') word
        where c.product_id = any(products) and length(word[1]) <= 24
        except
        select word from mall.word_variant where variant = word
    ) new
    cross join mall.variants(new.word) variant
    order by variant, new.word
    on conflict do nothing;
end
$$;

create or replace function mall.on_sku_change() returns trigger
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
                    (select id, product_id, choice, price_fen, position, stock > 0 from old_rows
                     except select id, product_id, choice, price_fen, position, stock > 0 from new_rows)
                    union all
                    (select id, product_id, choice, price_fen, position, stock > 0 from new_rows
                     except select id, product_id, choice, price_fen, position, stock > 0 from old_rows)
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

create function mall.on_brand_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform mall.refresh_cards(array(
        select p.id
        from mall.product p
        where p.brand_id in (
            select brand.id from new_rows brand join old_rows former on former.id = brand.id where brand is distinct from former
        )
    ));
    return null;
end
$$;

create trigger cards_of_changed_brand after update on mall.brand
referencing old table as old_rows new table as new_rows for each statement execute function mall.on_brand_change();

create function mall.on_attribute_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    slugs text[];
begin
    -- A statement that changes no row comes here, too, and then nothing is to be done.
    case tg_op
        when 'INSERT' then
            slugs := array(select slug from new_rows);
        when 'DELETE' then
            slugs := array(select slug from old_rows);
        when 'UPDATE' then
            slugs := array(
                select slug from ((table new_rows except table old_rows) union all (table old_rows except table new_rows)) row
            );
    end case;
    if slugs <> '{}' then
        perform mall.refresh_cards(array(select p.id from mall.product p where p.attributes ?| slugs));
    end if;
    return null;
end
$$;

create trigger cards_of_new_attribute after insert on mall.attribute
referencing new table as new_rows for each statement execute function mall.on_attribute_change();
create trigger cards_of_changed_attribute after update on mall.attribute
referencing old table as old_rows new table as new_rows for each statement execute function mall.on_attribute_change();
create trigger cards_of_old_attribute after delete on mall.attribute
referencing old table as old_rows for each statement execute function mall.on_attribute_change();

select mall.refresh_cards(array(select id from mall.product));

do $$
declare
    name text;
begin
    foreach name in array array['brand', 'attribute'] loop
        execute format(
            'create constraint trigger raise_version_of_changed after update on mall.%I deferrable initially deferred
             for each row when (old is distinct from new) execute function mall.raise_version()', name);
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
grant execute on function mall.shown_stock(integer), mall.grams(text), mall.variants(text) to cfmall_mall;
grant select on mall.brand, mall.attribute, mall.facet_value, mall.word_variant, mall.card to cfmall_mall;

-- What the shop reads takes milliseconds. Compiling a statement first, or starting processes for it, takes longer.
do $$
begin
    execute format('alter role cfmall_mall in database %I set jit = off', current_database());
    execute format('alter role cfmall_mall in database %I set max_parallel_workers_per_gather = 0', current_database());
exception
    when insufficient_privilege then
        raise warning 'the settings of the role cfmall_mall are left as they are: its owner has to make them'
            using hint = 'see migrations/0018_search.sql';
end
$$;
