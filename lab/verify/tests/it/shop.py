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
STATE = {"logins": [], "hits": [], "until": 0, "tickets": [], "forms": [], "renewals": []}
FORM = """<form method="post" action="/login"><input name="account"><input type="password" name="password"><button>Log in</button></form>"""
ODD_FORM = """<form id=f method=post action=/login></form><input form=f type=username name=account>
<input form=f type=password name=password><button form=f name=op value=login>Log in</button>"""
DATA = """<div id=app></div><script>const log_in = (account, password) =>
fetch("/api/session", {method: "POST", body: JSON.stringify({account, password})})</script>"""
ENTERS = DATA.replace('fetch("/api/session"', 'fetch("/api/enrol", {method: "POST", body: JSON.stringify({account, password})}) &&\nfetch("/api/enter"')
FORGETS = """<div id=app></div><script>const log_in = (account, password) =>
fetch("http://api.shop.localhost:PORT/api/session", {method: "POST", body: JSON.stringify({account, password})})</script>"""
REGISTER = """<form method="post" action="/members"><input name="account"><input type="password" name="password"><button>Create account</button></form>"""
LOGOUT = "<form method=post action=/logout><button>Log out</button></form>"
KEEPS = """<div id=app></div><script>const log_in = (account, password) =>
fetch("/api/session", {method: "POST", headers: {"X-CSRF-Token": document.querySelector("meta[name=csrf-token]").content},
body: JSON.stringify({account, password})}).then(r => r.json()).then(d => {
document.cookie = "sid=" + d.data.token + "; path=/; max-age=3600DOMAIN"; location.reload(); })</script>"""
SCRIPTED = """<form id="f"><input name="account"><input name="password" type="password"><button>Log in</button></form>
<script>const api = "/api"; f.onsubmit = async e => { e.preventDefault(); fetch(ADDRESS, {method: "POST"}) }</script>"""


def has(trait):
    return trait in ARGS.trait


def drop_the_oldest():
    """Makes room for one more session, as a store does that is full."""
    if ARGS.store is None:
        while len(MEMORY) >= ARGS.most:
            MEMORY.pop(next(iter(MEMORY)))
        return
    files = sorted(pathlib.Path(ARGS.store).iterdir(), key=lambda file: file.stat().st_mtime_ns)
    for file in files[:len(files) - ARGS.most + 1]:
        file.unlink(missing_ok=True)


def load(key):
    if ARGS.store is None:
        return MEMORY.get(key)
    file = pathlib.Path(ARGS.store) / key
    return file.read_text() if key and key.isalnum() and file.exists() else None


def save(key, account):
    if ARGS.store is None:
        MEMORY[key] = account
    else:
        scratch = pathlib.Path(ARGS.store) / f"{key}.{threading.get_ident()}"
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
    renewed = ""

    def log_message(self, *arguments):
        pass

    def answer(self, status, body="", cookies=(), kind="text/html; charset=utf-8", **headers):
        data = body if isinstance(body, bytes) else body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        for cookie in [*cookies, *([self.renewed] if self.renewed else [])]:
            self.send_header("Set-Cookie", cookie)
        self.end_headers()
        self.wfile.write(data)

    def cookie(self, name):
        pairs = (self.headers.get("Cookie") or "").split("; ")
        return next((value for known, _, value in (pair.partition("=") for pair in pairs) if known == name), "")

    def account(self):
        """Whose login it is: by the session, or by what renews it, which makes another session."""
        if has("reads-token"):
            return load(self.cookie("token"))
        if has("takes-tickets"):
            return load(load(self.cookie("sid")) or "")
        key = self.cookie("sid")
        if has("brief") and ARGS.store and key.isalnum():
            file = pathlib.Path(ARGS.store) / key
            if file.exists() and file.stat().st_mtime < time.time() - ARGS.seconds:
                return None
            if file.exists() and has("rolls"):
                file.touch()
        account = load(key) or (load(self.cookie("keep")) if has("either") else None)
        if account and has("renews-cookie"):
            self.renewed = f"sid={key}; Max-Age={ARGS.seconds:.0f}; {ARGS.attributes}"
        if account is None and has("renews") and self.cookie("renewal") in STATE["renewals"]:
            account, key = "ada", secrets.token_hex(16)
            save(key, account)
            self.renewed = f"sid={key}; {ARGS.attributes}"
        return account

    def limited(self):
        return has("few-requests") and not within(STATE["hits"])

    def do_GET(self):
        where, host = urllib.parse.urlsplit(self.path).path, self.headers.get("Host") or ""
        if self.limited():
            return self.answer(403, "<h1>Access denied</h1>")
        if has("www") and not host.startswith("www."):
            return self.answer(301, Location=f"http://www.{host}{self.path}")
        if where == "/login" and has("elsewhere") and not host.startswith("login."):
            return self.answer(404)
        if where == "/login" and not any(map(has, ["scripted", "keeps-answer", "enters", "forgets-credentials"])):
            form = FORM.replace("<button>", "<input name=captcha><button>") if has("captcha") else FORM
            form = form.replace("/login", "/api/login") if has("api-form") else form
            form = REGISTER + form if has("register-first") else form
            form = "<nav>Cursos</nav>" + form if has("in-spanish") else form
            if has("guarded-form"):
                key = secrets.token_hex(16)
                STATE["forms"].append(key)
                return self.answer(200, form, [f"sid={key}; {ARGS.attributes}"])
            return self.answer(200, ODD_FORM if has("odd-form") else form)
        if where == "/ticket" and has("gives-tickets"):
            account = self.account()
            back = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)["back"][0]
            return self.answer(303, "", [self.ticket(self.cookie("sid"))] if account else [], Location=back + ("?known" if account else "?nobody"))
        if where == "/finish" and STATE["tickets"]:
            return self.enter(STATE["tickets"].pop())
        if where == "/logout" and has("prefetches"):
            end(self.cookie("sid"))
            return self.answer(303, "", [f"sid=; Max-Age=0; {ARGS.attributes}"], Location="/")
        if where == "/terms" and has("terms"):
            account = self.account()
            return self.member(account) if account else self.answer(303, Location="/login")
        if where == "/welcome" and has("landing"):
            return self.guest()
        if where == "/api/config":
            return self.answer(200, json.dumps({"user_registration": False, "name": None}), kind="application/json")
        if where == "/api/me":
            named = {"name": None if has("public-data") else self.account()}
            origin = {"Access_Control_Allow_Origin": self.headers["Origin"], "Access_Control_Allow_Credentials": "true"}
            return self.answer(200, json.dumps(named), kind="application/json", **(origin if self.headers.get("Origin") else {}))
        if where != "/":
            return self.answer(404)
        if has("filled"):
            at = f"http://auth.shop.localhost:{ARGS.most}" if ARGS.most else ""
            how = ', {credentials: "include"}' if has("includes") else ""
            how = ', {headers: {"Content-Type": "application/json"}}' if has("sends-type") else how
            return self.answer(200, f"""<p id=who></p><script>fetch("/api/config"); const api = "{at}";
fetch(`${{api}}/api/me`{how}).then(r => r.json()).then(d => {{ who.textContent = d.name ?? ""; }});</script>""")
        account = self.account()
        if has("takes-tickets") and account is None:
            return self.take_ticket()
        if has("in-spanish") and ARGS.most and self.cookie("sid"):
            return self.answer(200, "<p>Cursos</p><a href=/login>Entrar</a>")
        if has("terms") and account:
            return self.answer(302, Location="/terms")
        if has("tagged"):
            if self.headers.get("If-None-Match") == '"7"':
                return self.answer(304)
            text = f"<p>Hello {account}</p>{LOGOUT}" if account else "<p>Welcome</p><a href=/login>Sign in</a>"
            return self.answer(200, text, ETag='"7"', Cache_Control="private, no-cache")
        if account and has("writes-behind"):
            time.sleep(ARGS.seconds)
            save(self.cookie("sid"), account)
        if account:
            return self.member(account)
        self.guest()

    def ticket(self, session):
        """A cookie for B that is good once."""
        key = secrets.token_hex(16)
        save(key, session)
        return f"ticket={key}; Domain=shop.localhost; Path=/; HttpOnly; Max-Age=60"

    def take_ticket(self):
        """A session of B's own for a ticket, which ends with A's; without a ticket A is asked for one."""
        key = self.cookie("ticket")
        with LOCK:
            session = load(key) if key else None
            end(key)
        account = load(session) if session else None
        if account:
            own = secrets.token_hex(16)
            save(own, session)
            ended = "ticket=; Domain=shop.localhost; Path=/; Max-Age=0"
            return self.answer(200, f"<p>Hello {account}</p>{LOGOUT}", [f"sid={own}; {ARGS.attributes}", ended])
        if "?" in self.path:
            return self.guest()
        back = urllib.parse.quote(f"http://{self.headers['Host']}/")
        self.answer(302, Location=f"http://auth.shop.localhost:{ARGS.most}/ticket?back={back}")

    def member(self, account):
        if has("in-spanish"):
            return self.answer(200, f"<nav>Cursos</nav><p>Hello {account}</p>{LOGOUT}")
        if has("settings"):
            return self.answer(200, f"<form method=post action=/mail><input name=mail><input type=password name=current></form>{LOGOUT}")
        if has("prefetches"):
            return self.answer(200, f"<link rel=prefetch href=/logout><p>Hello {account}</p><a href=/logout>Log out</a>")
        if has("labels"):
            return self.answer(200, f"<a href=/me><img alt='{account}'></a>")
        if has("gbk"):
            text = f"<meta charset=gbk><p>{account}，你好</p>{LOGOUT}"
            return self.answer(200, text.encode("gbk"), kind="text/html")
        self.answer(200, f"<p>Hello {account}</p>{LOGOUT}")

    def guest(self):
        if has("landing") and urllib.parse.urlsplit(self.path).path == "/":
            return self.answer(302, Location="/welcome")
        if has("in-spanish") and not ARGS.most:
            return self.answer(303, Location="/login")
        if has("sets-nothing"):
            return self.answer(200, FORM)
        if has("forgets-credentials"):
            return self.answer(200, FORGETS.replace("PORT", str(ARGS.port)))
        if has("elsewhere"):
            return self.answer(303, Location=f"http://login.shop.localhost:{ARGS.port}/login")
        if has("permanent"):
            return self.answer(301, Location=f"http://auth.shop.localhost:{ARGS.most}/login")
        if has("keeps-answer"):
            token = secrets.token_hex(16)
            STATE["forms"].append(token)
            domain = "; domain=shop.localhost" if has("for-all") else ""
            page = KEEPS.replace("DOMAIN", domain)
            return self.answer(200, f"<meta name=csrf-token content={token}>{page}")
        if has("data"):
            return self.answer(200, ENTERS if has("enters") else DATA, [f"XSRF-TOKEN={secrets.token_hex(8)}%3D; Path=/"])
        if has("settings"):
            return self.answer(303, Location="/login")
        if has("labels"):
            return self.answer(200, "<a href=/login><img alt='Sign in'></a>")
        if has("gbk"):
            return self.answer(200, "<meta charset=gbk><a href=/login>登录</a>".encode("gbk"), kind="text/html")
        if has("scripted"):
            named = "`${api}/token`" if has("bearer") or has("refuses-data") else "location.hash"
            page = SCRIPTED.replace("ADDRESS", named)
            return self.answer(200, page[page.index("<script>"):] if has("refuses-data") else page)
        if has("expired-page"):
            if self.cookie("sid"):
                return self.answer(200, "<p>Your session has expired. <a href=/login>Again</a></p>")
            return self.answer(303, Location="/login")
        name = self.cookie("last")
        if has("remembers") and name:
            return self.answer(200, f"<p>Hello {name}, not you?</p><a href=/login>Sign in</a>")
        fresh = {"Cache_Control": "max-age=600"} if has("keeps-guests") else {}
        self.answer(200, "<p>Welcome</p><a href=/login>Sign in</a>", **fresh)

    def do_POST(self):
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        where = urllib.parse.urlsplit(self.path).path
        where = "/login" if has("api-form") and where == "/api/login" else where
        where = "/api/session" if has("enters") and where == "/api/enter" else where
        if self.limited():
            return self.answer(403, "<h1>Access denied</h1>")
        is_json = "json" in (self.headers.get("Content-Type") or "")
        field = json.loads(text) if is_json else {k: v[0] for k, v in urllib.parse.parse_qs(text).items()}
        is_right = (field.get("account"), field.get("password")) == ("ada", "correct horse")
        if where == "/api/enrol":
            return self.answer(202, "{}", kind="application/json")
        if where == "/api/token" and has("bearer"):
            return self.answer(200 if is_right else 401, json.dumps({"access_token": secrets.token_hex(16)} if is_right else {}),
                               kind="application/json")
        if where == "/api/session" and has("forgets-credentials"):
            return self.enter("ada") if is_right else self.answer(401, "{}", kind="application/json")
        if where == "/api/session" and has("data"):
            token = urllib.parse.unquote(self.cookie("XSRF-TOKEN"))
            if not token or self.headers.get("X-XSRF-TOKEN") != token:
                return self.answer(403, "{}", kind="application/json")
            if sorted(field) != ["account", "password"]:
                return self.answer(400, "{}", kind="application/json")
            return self.enter("ada") if is_right else self.answer(401, "{}", kind="application/json")
        if where == "/api/session" and has("keeps-answer"):
            if self.headers.get("X-CSRF-Token") not in STATE["forms"]:
                return self.answer(403, "{}", kind="application/json")
            if not is_right:
                return self.answer(401, "{}", kind="application/json")
            key = secrets.token_hex(16)
            save(key, "ada")
            return self.answer(200, json.dumps({"data": {"token": key}}), kind="application/json")
        if where == "/logout":
            end(self.cookie("sid"))
            return self.answer(303, "", [f"sid=; Max-Age=0; {ARGS.attributes}"], Location="/")
        if where == "/api/token" and has("refuses-data"):
            return self.answer(401, "{}", kind="application/json")
        if where != "/login" or has("scripted"):
            return self.answer(404)
        if has("guarded-form") and self.cookie("sid") not in STATE["forms"]:
            return self.answer(403, "<p>The form has expired.</p>")
        if has("waits-after-a-failure"):
            if time.time() < STATE["until"]:
                return self.answer(429, "<p>Wait.</p>", Retry_After="2")
            if not is_right:
                STATE["until"] = time.time() + 2
        if has("few-logins") and not within(STATE["logins"]):
            return self.answer(200, "<p>Too many attempts.</p>" + FORM, ["sid=" + secrets.token_hex(16) + "; " + ARGS.attributes])
        if has("few-sessions") and sessions() >= ARGS.most:
            return self.answer(200, "<p>Too many sessions.</p>" + FORM)
        if not is_right or has("captcha"):
            return self.answer(401, "<p>Wrong.</p>" + FORM)
        if has("odd-form") and field.get("op") != "login":
            return self.answer(400)
        if has("one-time-code"):
            return self.answer(200, "<form method=post action=/code><input name=code autocomplete=one-time-code></form>")
        if has("sets-nothing"):
            return self.answer(200, f"<p>Hello ada</p>{LOGOUT}")
        if has("leads-on"):
            STATE["tickets"].append("ada")
            return self.answer(200, "<p>One moment</p><script>const next = '/finish';\nsetTimeout(function () { window.location.href = next; }, 100);</script>")
        if has("refreshes"):
            STATE["tickets"].append("ada")
            return self.answer(200, "<meta http-equiv=refresh content='0; url=/finish'><p>One moment</p>")
        self.enter("ada")

    def enter(self, account):
        if has("full"):
            drop_the_oldest()
        key = secrets.token_hex(16)
        save(key, account)
        cookies = [f"sid={key}; {ARGS.attributes}"]
        if has("remembers"):
            cookies.append("last=ada; Domain=shop.localhost; Path=/; Max-Age=31536000")
        if has("either"):
            keep = secrets.token_hex(16)
            save(keep, account)
            cookies.append(f"keep={keep}; {ARGS.attributes}")
        if has("gives-tickets"):
            cookies.append(self.ticket(key))
        if has("for-b"):
            token = secrets.token_hex(16)
            save(token, account)
            cookies.append(f"token={token}; Path=/; HttpOnly")
        if has("renews"):
            STATE["renewals"].append(secrets.token_hex(16))
            cookies.append(f"renewal={STATE['renewals'][-1]}; Path=/; HttpOnly")
        self.answer(303, "", cookies, Location="/")


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 64


Server(("127.0.0.1", ARGS.port), Handler).serve_forever()
