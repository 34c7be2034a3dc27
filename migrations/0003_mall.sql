-- The shop's catalogue. Every name is there twice, in simplified Chinese and in English.

create schema mall;

-- Three levels: 手机数码 > 手机通讯 > 智能手机. Products hang on the third.
create table mall.category (
    id bigint primary key,
    parent_id bigint references mall.category,
    -- The address: /c/{slug}.
    slug text not null constraint category_slug_key unique,
    name_zh text not null,
    name_en text not null,
    -- A drawing of the catalogue, for top categories only.
    picture text,
    -- Order among its sisters.
    position integer not null
);

create index category_parent on mall.category (parent_id, position);

-- What a shopper looks for (SPU). What is bought is one of its variants.
create table mall.product (
    id bigint primary key,
    category_id bigint not null references mall.category,
    slug text not null constraint product_slug_key unique,
    name_zh text not null,
    name_en text not null,
    tagline_zh text not null,
    tagline_en text not null,
    description_zh text not null,
    description_en text not null,
    -- Which drawing, in which palette: /pictures/{picture}-{palette}.svg.
    picture text not null,
    palette text not null,
    -- What a variant differs in, in order: [{"zh": "颜色", "en": "Colour"}, …].
    options jsonb not null,
    position integer not null
);

create index product_category on mall.product (category_id, position);

-- A variant (SKU): one value for each of the product's options, a price and a stock of its own.
create table mall.sku (
    id bigint primary key,
    product_id bigint not null references mall.product on delete cascade,
    -- One value for each option, in the same order: [{"zh": "曜石黑", "en": "Obsidian"}, …].
    choice jsonb not null,
    price_fen bigint not null constraint sku_price_positive check (price_fen > 0),
    stock integer not null constraint sku_stock_not_negative check (stock >= 0),
    position integer not null
);

create index sku_product on mall.sku (product_id, position);

-- A product as lists show it: its cheapest variant, and what it can be found by. One place, so that every list agrees.
create view mall.card as
select p.id as product_id,
       p.category_id,
       top.id as top_id,
       top.position as top_position,
       p.position,
       p.name_zh, p.name_en, p.tagline_zh, p.tagline_en, p.picture, p.palette,
       cheapest.id as sku_id,
       cheapest.price_fen,
       prices.highest > cheapest.price_fen as has_dearer,
       prices.in_stock,
       concat_ws(' ', p.name_zh, p.name_en, leaf.name_zh, leaf.name_en, middle.name_zh, middle.name_en) as searchable
from mall.product p
join mall.category leaf on leaf.id = p.category_id
join mall.category middle on middle.id = leaf.parent_id
join mall.category top on top.id = middle.parent_id
cross join lateral (
    select id, price_fen from mall.sku where product_id = p.id order by price_fen, position limit 1
) cheapest
cross join lateral (
    select max(price_fen) as highest, bool_or(stock > 0) as in_stock from mall.sku where product_id = p.id
) prices;
