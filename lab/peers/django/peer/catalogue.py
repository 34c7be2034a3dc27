"""What the pages show of the catalogue. A page that does not exist raises Http404."""

import json
import re
import unicodedata
from urllib.parse import urlencode

from django.db import connection
from django.http import Http404

from . import statements

PAGE_SIZE = 24
PICKS = 10
FLOORS = 5
FLOOR_PRODUCTS = 5
FEW_LEFT = 10
SITE = "谷粒商城"
# What nobody can see: joiners, direction marks, fillers (Default_Ignorable_Code_Point).
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)


def front():
    tops = tree().tops
    ids = [top["id"] for top in tops]
    asked = {"tops": ids, "picks": PICKS, "floors": ids[:FLOORS], "floor_products": FLOOR_PRODUCTS}
    on = {}
    for card in rows(statements.FRONT, asked):
        on.setdefault(card["floor"], []).append(priced(card))
    return {
        "title": SITE,
        "description": f"{SITE}：手机数码、家用电器、服饰鞋包、美食生鲜，一站购齐。",
        "address": "/",
        "tops": tops,
        "picks": on.get(None, []),
        "floors": [{**top, "cards": on.get(top["id"], [])} for top in tops[:FLOORS]],
    }


def category(slug, page):
    category = tree().by_slug.get(slug)
    if category is None:
        raise Http404
    way = trail(category)
    asked = {"category": category["id"], "limit": PAGE_SIZE, "offset": (page - 1) * PAGE_SIZE}
    cards = rows(statements.CARDS_BELOW[len(way) - 1], asked)

    def address(number):
        return f"/c/{slug}" if number == 1 else f"/c/{slug}?page={number}"

    name, parent = category["name"], category["parent"]
    return {
        "title": name,
        "description": f"{SITE}{name}：有哪些商品、哪些规格，价格一目了然。",
        "address": address(page),
        "category": category,
        "trail": way,
        "nearby": category["children"] or (parent["children"] if parent else []),
        **one_page(cards, page, address),
    }


def search(words, page):
    patterns = [containing(word) for word in words.split()[:8]]
    asked = {"patterns": patterns, "limit": PAGE_SIZE, "offset": (page - 1) * PAGE_SIZE}
    cards = rows(statements.CARDS_NAMED, asked) if patterns else []
    if not words:
        title = "想找点什么？"
    elif not cards:
        title = f"没有找到“{words}”"
    else:
        title = f"“{words}”的搜索结果"

    def address(number):
        return "/search?" + urlencode({"q": words, "page": number})

    return {"title": title, "noindex": True, "words": words, **one_page(cards, page, address)}


def readable(text):
    """The words of a search: one line, without what nobody can see, not too long."""
    visible = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", visible).split())[:80].rstrip()


def containing(word):
    """A pattern that matches the word itself anywhere."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", word) + "%"


def product(sku):
    found = rows(statements.PRODUCT, {"sku": sku}) if sku < 2**63 else []
    if not found:
        raise Http404
    product = found[0]
    variants = [variant_of(row) for row in json.loads(product["variants"])]
    chosen = next(variant for variant in variants if variant["id"] == sku)
    category = tree().by_id.get(product["category_id"])
    return {
        "title": product["name_zh"],
        "description": f"{product['tagline_zh']} {product['description_zh']}",
        "address": f"/p/{variants[0]['id']}",
        "product": product,
        "trail": trail(category),
        "chosen": chosen,
        "options": [
            {"name": option["zh"], "values": values_of(variants, chosen, axis)}
            for axis, option in enumerate(json.loads(product["options"]))
        ],
    }


def variant_of(row):
    stock = row["stock"]
    level = "none" if stock <= 0 else "few" if stock <= FEW_LEFT else "plenty"
    return {**priced(row), "choice": [value["zh"] for value in row["choice"]], "level": level}


def values_of(variants, chosen, axis):
    """The values of an option in the order of their first appearance, each with the variant it leads to: the one that is
    otherwise like the chosen one, or else the first that has the value."""
    values = []
    for label in dict.fromkeys(variant["choice"][axis] for variant in variants):
        wanted = [*chosen["choice"][:axis], label, *chosen["choice"][axis + 1 :]]
        having = [variant for variant in variants if variant["choice"][axis] == label]
        target = next((variant for variant in having if variant["choice"] == wanted), having[0])
        values.append({"label": label, "target": target, "current": target is chosen})
    return values


def one_page(cards, page, address):
    """One page of a list with the addresses of its neighbours. Only the first can be empty."""
    if not cards and page > 1:
        raise Http404
    total = cards[0]["total"] if cards else 0
    pages = -(-total // PAGE_SIZE)
    return {
        "cards": [priced(card) for card in cards],
        "total": total,
        "page": page,
        "pages": pages,
        "previous": address(page - 1) if page > 1 else None,
        "following": address(page + 1) if page < pages else None,
    }


def priced(row):
    """A row with its price as shops write it: 399900 as ¥3,999 and .00."""
    yuan, fen = divmod(row["price_fen"], 100)
    row["yuan"], row["fen"] = f"¥{yuan:,}", f".{fen:02}"
    return row


class Tree:
    """All categories."""

    def __init__(self):
        self.by_id, self.by_slug, self.tops = {}, {}, []


def tree():
    tree = Tree()
    # Parents come before their children.
    for row in rows(statements.TREE):
        parent = tree.by_id.get(row["parent_id"])
        category = {"id": row["id"], "slug": row["slug"], "name": row["name_zh"], "parent": parent, "children": []}
        tree.by_id[row["id"]] = tree.by_slug[row["slug"]] = category
        (parent["children"] if parent else tree.tops).append(category)
    return tree


def trail(category):
    """The way from the top category down to this one, both included."""
    return [*trail(category["parent"]), category] if category else []


def rows(statement, asked=None):
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        columns = [column.name for column in cursor.description]
        return [dict(zip(columns, row)) for row in cursor.fetchall()]
