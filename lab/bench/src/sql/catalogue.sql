-- A catalogue of :products products and three times as many variants, the same for the same number. Names are made of the words
-- of the catalogue that is there, in both languages; categories stay as they are.

begin;

create temporary table leaf on commit drop as
select c.id, row_number() over (order by c.id) - 1 as number
from mall.category c
where not exists (select from mall.category child where child.parent_id = c.id);

create temporary table pattern on commit drop as
select p.*, row_number() over (order by p.id) - 1 as number from mall.product p;

insert into mall.product (id, category_id, slug, name_zh, name_en, tagline_zh, tagline_en, description_zh, description_en,
                          picture, palette, options, position, brand_id, attributes, released, sold)
select 1000000 + n, leaf.id, 'made-' || n,
       first.name_zh || ' ' || n, first.name_en || ' ' || n,
       second.tagline_zh, second.tagline_en, second.description_zh, second.description_en,
       first.picture, second.palette, '[{"zh": "颜色", "en": "Colour"}]', 1000 + n,
       first.brand_id, second.attributes, first.released, n * 31 % 90000
from generate_series(1, :products - (select count(*) from pattern)) n
join leaf on leaf.number = n % (select count(*) from leaf)
join pattern first on first.number = n * 7919 % (select count(*) from pattern)
join pattern second on second.number = n * 104729 % (select count(*) from pattern);

insert into mall.sku (id, product_id, choice, price_fen, stock, position)
select p.id * 100 + v, p.id,
       jsonb_build_array((array['{"zh": "曜石黑", "en": "Obsidian"}', '{"zh": "雪白", "en": "Snow"}',
                                '{"zh": "晴空蓝", "en": "Sky"}'])[v]::jsonb),
       1000 + p.id * 31 % 400000 + v * 500, (p.id * 13 + v * 7) % 40, v
from mall.product p cross join generate_series(1, 3) v
where p.slug like 'made-%';

commit;

vacuum analyze mall.category, mall.product, mall.sku, mall.card;
