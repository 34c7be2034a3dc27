"""A small shop of pages in HTML, with logins in memory or in a folder, for the ways in which real ones differ from each other.

`--trait NAME` gives it one of them; the names are those of the branches below.
"""

import argparse
import http.server
import json
import os
import pathlib
import secrets
import socketserver
import threading
import time
import urllib.parse

OPTIONS = argparse.ArgumentParser()
OPTIONS.add_argument("--port", type=int, required=True)
OPTIONS.add_argument("--store", help="a folder; otherwise the memory of this process")
OPTIONS.add_argument("--attributes", default="Path=/; HttpOnly; SameSite=Lax")
OPTIONS.add_argument("--most", type=int, default=0, help="the number that a trait is about")
OPTIONS.add_argument("--seconds", type=float, default=60, help="the time that a trait is about")
OPTIONS.add_argument("--trait", action="append", default=[])
ARGS = OPTIONS.parse_args()

MEMORY, LOCK = {}, threading.Lock()
STATE = {"logins": [], "hits": [], "until": 0}
FORM = """<form method="post" action="/login"><input name="account"><input type="password" name="password"><button>Log in</button></form>"""
SCRIPTED = """<form id="f"><input name="account"><input name="password" type="password"><button>Log in</button></form>
<script>const api = "/api"; f.onsubmit = async e => { e.preventDefault(); fetch(ADDRESS, {method: "POST"}) }</script>"""


def has(trait):
    return trait in ARGS.trait


def load(key):
    if ARGS.store is None:
        return MEMORY.get(key)
    file = pathlib.Path(ARGS.store) / key
    return file.read_text() if key and key.isalnum() and file.exists() else None


def save(key, account):
    if ARGS.store is None:
        MEMORY[key] = account
    else:
        scratch = pathlib.Path(ARGS.store) / (key + ".new")
        scratch.write_text(account)
        scratch.replace(pathlib.Path(ARGS.store) / key)


def end(key):
    MEMORY.pop(key, None)
    if ARGS.store is not None and key.isalnum():
        (pathlib.Path(ARGS.store) / key).unlink(missing_ok=True)


def sessions():
    return len(MEMORY) if ARGS.store is None else len(os.listdir(ARGS.store))


def within(times):
    """Whether one more is within what is taken in the time; it counts then."""
    with LOCK:
        while times and times[0] < time.time() - ARGS.seconds:
            times.pop(0)
        if len(times) >= ARGS.most:
            return False
        times.append(time.time())
        return True


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def answer(self, status, body="", cookies=(), kind="text/html; charset=utf-8", **headers):
        data = body if isinstance(body, bytes) else body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        for cookie in cookies:
            self.send_header("Set-Cookie", cookie)
        self.end_headers()
        self.wfile.write(data)

    def cookie(self, name):
        pairs = (self.headers.get("Cookie") or "").split("; ")
        return next((value for known, _, value in (pair.partition("=") for pair in pairs) if known == name), "")

    def limited(self):
        return has("few-requests") and not within(STATE["hits"])

    def do_GET(self):
        where = urllib.parse.urlsplit(self.path).path
        if self.limited():
            return self.answer(403, "<h1>Access denied</h1>")
        if where == "/login" and not has("scripted"):
            return self.answer(200, FORM)
        if where != "/":
            return self.answer(404)
        account = load(self.cookie("sid"))
        if account:
            return self.member(account)
        self.guest()

    def member(self, account):
        self.answer(200, f"<p>Hello {account}</p><form method=post action=/logout><button>Log out</button></form>")

    def guest(self):
        if has("scripted"):
            named = "`${api}/token`" if has("bearer") else "location.hash"
            return self.answer(200, SCRIPTED.replace("ADDRESS", named))
        if has("expired-page"):
            if self.cookie("sid"):
                return self.answer(200, "<p>Your session has expired. <a href=/login>Again</a></p>")
            return self.answer(303, Location="/login")
        name = self.cookie("last")
        if has("remembers") and name:
            return self.answer(200, f"<p>Hello {name}, not you?</p><a href=/login>Sign in</a>")
        self.answer(200, "<p>Welcome</p><a href=/login>Sign in</a>")

    def do_POST(self):
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        where = urllib.parse.urlsplit(self.path).path
        if self.limited():
            return self.answer(403, "<h1>Access denied</h1>")
        is_json = "json" in (self.headers.get("Content-Type") or "")
        field = json.loads(text) if is_json else {k: v[0] for k, v in urllib.parse.parse_qs(text).items()}
        is_right = (field.get("account"), field.get("password")) == ("ada", "correct horse")
        if where == "/api/token" and has("bearer"):
            return self.answer(200 if is_right else 401, json.dumps({"access_token": secrets.token_hex(16)} if is_right else {}),
                               kind="application/json")
        if where == "/logout":
            end(self.cookie("sid"))
            return self.answer(303, "", [f"sid=; Max-Age=0; {ARGS.attributes}"], Location="/")
        if where != "/login" or has("scripted"):
            return self.answer(404)
        if has("waits-after-a-failure"):
            if time.time() < STATE["until"]:
                return self.answer(429, "<p>Wait.</p>", Retry_After="2")
            if not is_right:
                STATE["until"] = time.time() + 2
        if has("few-logins") and not within(STATE["logins"]):
            return self.answer(200, "<p>Too many attempts.</p>" + FORM, ["sid=" + secrets.token_hex(16) + "; " + ARGS.attributes])
        if has("few-sessions") and sessions() >= ARGS.most:
            return self.answer(200, "<p>Too many sessions.</p>" + FORM)
        if not is_right:
            return self.answer(401, "<p>Wrong.</p>" + FORM)
        key = secrets.token_hex(16)
        save(key, "ada")
        cookies = [f"sid={key}; {ARGS.attributes}"]
        if has("remembers"):
            cookies.append("last=ada; Domain=shop.localhost; Path=/; Max-Age=31536000")
        self.answer(303, "", cookies, Location="/")


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 64


Server(("127.0.0.1", ARGS.port), Handler).serve_forever()
