//! The statements about the catalogue, the same ones that the other peers have.

/// All categories, parents before their children.
pub const TREE: &str = "
    with recursive below as (
      select id, parent_id, slug, name_zh, name_en, position, 0 as depth
      from mall.category where parent_id is null
      union all
      select c.id, c.parent_id, c.slug, c.name_zh, c.name_en, c.position, below.depth + 1
      from below join mall.category c on c.parent_id = below.id
    )
    select id, parent_id, slug, name_zh, name_en from below order by depth, position, id";

/// The cards of the front page: $1 the top categories, $2 the number of picks, $3 the floors, $4 the cards on each.
pub const FRONT: &str = "
    with pick as (
      select card.*, row_number() over (partition by card.top_id order by card.position, card.product_id) as round,
             top.place as top_place
      from unnest($1::bigint[]) with ordinality top (id, place)
      cross join lateral (
        select * from mall.card where top_id = top.id and in_stock order by position, product_id limit $2
      ) card
    ),
    chosen as (
      select null::bigint as floor, row_number() over (order by round, top_place) as place, pick.product_id
      from pick
      order by round, top_place
      limit $2
    ),
    on_floor as (
      select floor.id as floor,
             row_number() over (partition by floor.id order by card.position desc, card.product_id desc) as place,
             card.product_id
      from unnest($3::bigint[]) floor (id)
      cross join lateral (
        select product_id, position from mall.card where top_id = floor.id
        order by position desc, product_id desc
        limit $4
      ) card
    )
    select floor, sku_id, name_zh, name_en, tagline_zh, tagline_en, picture, palette, price_fen, has_dearer, in_stock
    from (select * from chosen union all select * from on_floor) shown
    join mall.card using (product_id)
    order by place";

/// One page of the cards below a category, which is named in a column.
macro_rules! below {
    ($column:literal) => {
        concat!(
            "
    select sku_id, name_zh, name_en, tagline_zh, tagline_en, picture, palette, price_fen, has_dearer, in_stock,
           (select count(*) from mall.card where ",
            $column,
            " = $1) as total
    from mall.card
    where ",
            $column,
            " = $1
    order by position, product_id
    limit $2 offset $3"
        )
    };
}

/// One page of the cards below a category ($1, with limit and offset), by how far the category is from the top.
pub const CARDS_BELOW: [&str; 3] = [below!("top_id"), below!("middle_id"), below!("leaf_id")];

/// One page of the cards that match all patterns ($1, with limit and offset).
pub const CARDS_NAMED: &str = "
    select sku_id, name_zh, name_en, tagline_zh, tagline_en, picture, palette, price_fen, has_dearer, in_stock,
           count(*) over () as total
    from mall.card
    where searchable ilike all($1)
    order by name_zh ilike all($1) or name_en ilike all($1) desc, position
    limit $2 offset $3";

/// The product of a variant ($1), with all its variants.
pub const PRODUCT: &str = "
    select p.category_id, p.name_zh, p.name_en, p.tagline_zh, p.tagline_en, p.description_zh, p.description_en,
           p.picture, p.palette, p.options,
           (
             select jsonb_agg(
               jsonb_build_object(
                 'id', v.id, 'choice', v.choice, 'price_fen', v.price_fen, 'stock', mall.shown_stock(v.stock)
               )
               order by v.position
             )
             from mall.sku v where v.product_id = p.id
           ) as variants
    from mall.sku s join mall.product p on p.id = s.product_id
    where s.id = $1";

/// All cards with what a search looks at, in its order.
pub const CARDS: &str = "
    select sku_id, name_zh, name_en, tagline_zh, tagline_en, picture, palette, price_fen, has_dearer, in_stock, searchable
    from mall.card
    order by position, product_id";

/// All variants.
pub const VARIANTS: &str = "select id from mall.sku order by id";
