"""What both services are told, and the pages both show."""

import argparse
import html

PARSER = argparse.ArgumentParser()
PARSER.add_argument("--port", type=int, required=True)
PARSER.add_argument("--domain", help="of the cookie; without it the cookie is for one host")
PARSER.add_argument("--store", help="a folder; without it sessions are in memory")
PARSER.add_argument("--secret", default="a secret of more than thirty-two characters")
PARSER.add_argument("--name", help="of the cookie")
PARSER.add_argument("--database", help="a file of SQLite")
PARSER.add_argument("--table", help="in the database")
PARSER.add_argument("--members", help="a folder with the members, who are the same in both services")
PARSER.add_argument("--guard", default="member", help="under which a session has its member")
PARSER.add_argument("--login", default="new", choices=["new", "keep", "renew"],
                    help="what a login does with the session that is there: nothing, goes on with it, or gives it another id")
PARSER.add_argument("--steps", action="store_true", help="asks for the account first, and for the password on the next page")
OPTIONS = PARSER.parse_args()

ACCOUNT, PASSWORD, NICKNAME = "ada", "correct horse", "Ada Lovelace"


def page(body):
    return f'<!doctype html><meta charset="utf-8"><title>Shop</title><body>{body}</body>'


def home(nickname, hidden=""):
    if nickname:
        button = f'<form method="post" action="/logout">{hidden}<button>Log out</button></form>'
        return page(f"<p>Hello, <b>{nickname}</b></p>{button}")
    return page('<p>You are a guest.</p><a href="/login">Log in</a>')


def first_step():
    return page(
        '<form method="post" action="/login"><input name="account" autocomplete="username"><button>Next</button></form>'
    )


def second_step(account):
    return page(
        f'<form method="post" action="/login"><input type="hidden" name="account" value="{html.escape(account)}">'
        '<input name="password" type="password"><button>Log in</button></form>'
    )


def form(failed, hidden=""):
    said = "<p>Wrong account or password.</p>" if failed else ""
    return page(
        f'{said}<form method="post" action="/login">{hidden}<input name="account" autocomplete="username">'
        '<input name="password" type="password"><button>Log in</button></form>'
    )
