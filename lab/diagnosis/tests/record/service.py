"""A service with a login and, if wanted, one fault: what `cargo run -p diagnosis --example record` records runs of.

It answers POST /api/auth/login, POST and GET /api/auth/logout and GET /api/session/viewer, like the services of the mall,
keeps sessions in memory or in a folder, and needs nothing but Python 3.
"""

import argparse
import base64
import hashlib
import hmac
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
OPTIONS.add_argument("--name", default="sid")
OPTIONS.add_argument("--attributes", default="Path=/; HttpOnly; SameSite=Lax")
OPTIONS.add_argument("--store", help="a folder; otherwise the memory of this process")
OPTIONS.add_argument("--prefix", default="", help="of the keys in the store")
OPTIONS.add_argument("--form", default="id", choices=["id", "signed", "jwt", "sealed"])
OPTIONS.add_argument("--key", default="key")
OPTIONS.add_argument("--issuer", default="shop")
OPTIONS.add_argument("--audience", default="shop")
OPTIONS.add_argument("--algorithm", default="HS256")
OPTIONS.add_argument("--unknown", default="ignore", choices=["ignore", "remove", "reissue"])
OPTIONS.add_argument("--lag", type=float, default=0, help="seconds until a session can be read")
OPTIONS.add_argument("--idle", type=float, default=3600, help="seconds a session lives")
OPTIONS.add_argument("--identity-cache", type=float, default=0)
OPTIONS.add_argument("--page-cache", type=float, default=0)
OPTIONS.add_argument("--down", help="a file: while it is there, the store is away")
OPTIONS.add_argument("--when-down", default="error", choices=["error", "guest", "remove"])
OPTIONS.add_argument("--largest-header", type=int, default=65536)
OPTIONS.add_argument("--date-offset", type=float, default=0)
OPTIONS.add_argument("--under", default="", help="a path before all others")
OPTIONS.add_argument("--renew", type=float, help="seconds after which a session in use gets another id")
OPTIONS.add_argument("--grace", type=float, default=0, help="seconds that the id before it is still good")
OPTIONS.add_argument("--reuse", default="ignore", choices=["ignore", "end"],
                     help="what comes of an id that is used later still")
OPTIONS.add_argument("--missing", help="a path below which there is nothing")
OPTIONS.add_argument("--fault", action="append", default=[])
ARGS = OPTIONS.parse_args()

MEMORY, LOCK, CACHE, PAGES = {}, threading.Lock(), {}, {}
MEMBERS = {"zhangsan": "Zhang San", "lisi": "Li Si"}


def faulty(name):
    return name in ARGS.fault


def now():
    return time.time() + ARGS.date_offset


def path(key):
    return pathlib.Path(ARGS.store) / (ARGS.prefix + hashlib.sha256(key.encode()).hexdigest())


def load(key):
    if ARGS.store is None:
        return MEMORY.get(key)
    try:
        return json.loads(path(key).read_text())
    except (OSError, ValueError):
        return None


def save(key, record):
    if ARGS.store is None:
        MEMORY[key] = record
    else:
        scratch = path(key).with_suffix("." + secrets.token_hex(4))
        scratch.write_text(json.dumps(record))
        scratch.replace(path(key))


def delete(key):
    CACHE.pop(key, None)
    if ARGS.store is None:
        MEMORY.pop(key, None)
    else:
        path(key).unlink(missing_ok=True)


def end(key):
    """Ends the session that an id led to, also under the ids that it got since."""
    while key:
        record = load(key)
        delete(key)
        key = (record or {}).get("now")


def url64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def mac(text):
    return hmac.new(ARGS.key.encode(), text.encode(), hashlib.sha256).digest()


def write(record):
    """The cookie's value for a session, and its key in the store."""
    if ARGS.form == "jwt":
        claims = {"sub": record["account"], "iss": ARGS.issuer, "aud": ARGS.audience,
                  "iat": int(now()), "nbf": int(now()), "exp": int(now()) + 3600}
        head = url64(json.dumps({"alg": ARGS.algorithm, "typ": "JWT"}).encode())
        text = head + "." + url64(json.dumps(claims).encode())
        return text + "." + url64(mac(text)), None
    if ARGS.form == "sealed":
        text = json.dumps(record).encode().ljust(96)
        pad = hashlib.shake_256(ARGS.key.encode()).digest(len(text))
        sealed = bytes(one ^ other for one, other in zip(text, pad))
        return url64(mac(url64(sealed)) + sealed), None
    key = secrets.token_hex(16) if faulty("hex-ids") else url64(secrets.token_bytes(16))
    save(key, record)
    return ("s%3A" + key + "." + url64(mac(key)) if ARGS.form == "signed" else key), key


def read(value):
    """The session of a value, and its key; "refused" in place of it if the value does not verify."""
    if ARGS.form == "jwt":
        try:
            head, body, signature = value.split(".")
            header, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in (head, body))
            if header["alg"] != ARGS.algorithm or signature != url64(mac(head + "." + body)):
                return "refused", None
            if claims["iss"] != ARGS.issuer or claims["aud"] != ARGS.audience:
                return "refused", None
            if not claims["nbf"] <= now() < claims["exp"]:
                return "refused", None
            return {"account": claims["sub"], "at": claims["iat"]}, None
        except (ValueError, KeyError):
            return "refused", None
    if ARGS.form == "sealed":
        try:
            data = base64.urlsafe_b64decode(value + "==")
            if data[:32] != mac(url64(data[32:])):
                return "refused", None
            pad = hashlib.shake_256(ARGS.key.encode()).digest(len(data) - 32)
            return json.loads(bytes(one ^ other for one, other in zip(data[32:], pad))), None
        except ValueError:
            return "refused", None
    key = value
    if ARGS.form == "signed":
        key, _, signature = value.removeprefix("s%3A").partition(".")
        if signature != url64(mac(key)):
            return "refused", None
    cached = CACHE.get(key)
    if cached and cached[0] > time.time():
        return cached[1], key
    record = load(key)
    while record and "now" in record:
        if time.time() > record["until"]:
            if ARGS.reuse == "end":
                end(record["now"])
            return None, key
        key = record["now"]
        record = load(key)
    if record and time.time() - record["at"] > ARGS.idle:
        record = None
    if record and time.time() - record["at"] < ARGS.lag:
        record = None
    if record and ARGS.identity_cache:
        CACHE[key] = (time.time() + ARGS.identity_cache, record)
    return record, key


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def date_time_string(self, timestamp=None):
        # As where a proxy writes it, whose clock is right.
        return super().date_time_string(time.time() if faulty("proxy-date") else now())

    def answer(self, status, body, cookies=(), **headers):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("X-Instance", str(ARGS.port))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        for cookie in cookies:
            if faulty("strip-set-cookie"):
                continue
            self.send_header("Set-Cookie", cookie)
        self.end_headers()
        self.wfile.write(data)

    def line(self, value):
        expires = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(now() + 600))
        return f"{ARGS.name}={value}; {ARGS.attributes.replace('{expires}', expires)}"

    def removal(self):
        return f"{self.line('')}; Max-Age=0"

    def values(self):
        fields = self.headers.get_all("Cookie") or []
        if faulty("strip-cookie") or faulty("deaf"):
            fields = []
        if faulty("first-field-only"):
            fields = fields[:1]
        pairs = "; ".join(fields).split("; ") if fields else []
        if faulty("strict-parser") and any("=" not in pair or '"' in pair for pair in pairs):
            return []
        found = [pair.partition("=")[2] for pair in pairs if pair.partition("=")[0] == ARGS.name]
        if faulty("id-in-path"):
            found = [part.partition("=")[2] for part in self.path.split(";")[1:]]
        return found[-1:] if faulty("last-wins") else found[:1]

    def form(self):
        length = int(self.headers.get("Content-Length") or 0)
        fields = urllib.parse.parse_qs(self.rfile.read(length).decode())
        return {name: values[0] for name, values in fields.items()}

    def do_POST(self):
        form, where = self.form(), urllib.parse.urlsplit(self.path).path.removeprefix(ARGS.under)
        if where == "/api/session/viewer":
            return self.do_GET()
        if where == "/api/auth/logout":
            return self.log_out()
        account = form.get("account", "")
        if account not in MEMBERS or form.get("password") != "cfmall-demo" or faulty("refuse-login"):
            return self.answer(303, {}, Location="/login")
        record = {"account": account, "at": time.time(), "agent": self.headers.get("User-Agent", "")}
        if faulty("bearer"):
            return self.answer(200, {"access_token": secrets.token_hex(16)})
        if faulty("token-in-url"):
            return self.answer(303, {}, Location=f"/?token={secrets.token_hex(16)}")
        if faulty("limit"):
            for key in [key for key, other in MEMORY.items() if other["account"] == account]:
                delete(key)
        value, _ = write(record)
        if faulty("id-in-path"):
            return self.answer(303, {}, Location=f"/;sessionid={value}")
        if faulty("guard") and self.headers.get("X-Forwarded-Proto") != "https":
            return self.answer(303, {}, Location="/")
        if faulty("forget"):
            return self.answer(303, {}, Location="/")
        if faulty("big"):
            value += "x" * 4096
        cookies = [self.line(value)]
        if faulty("crowd"):
            cookies += [f"n{number}=1; Path=/" for number in range(185)]
        if faulty("ballast"):
            rest = "; ".join(part for part in ARGS.attributes.split("; ") if part != "HttpOnly")
            cookies = [f"ballast{number}={'x' * 1500}; {rest}" for number in range(4)] + cookies
        if faulty("malformed"):
            cookies = [f'prefs={{"a" 1}}; {ARGS.attributes.replace("HttpOnly; ", "")}'] + cookies
        if faulty("folded"):
            cookies = [f"theme=dark; Path=/, {self.line(value)}"]
        if faulty("control-character"):
            cookies = [self.line(value + "\x01")]
        self.answer(303, {}, cookies, Location="/")

    def log_out(self):
        for value in self.values():
            _, key = read(value)
            if key and not faulty("keep-on-logout"):
                end(key)
        headers = {"Clear_Site_Data": '"cookies"'} if faulty("clear-site-data") else {}
        self.answer(303, {}, [self.removal()], Location="/", **headers)

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path.removeprefix(ARGS.under))
        if ARGS.missing and url.path.startswith(ARGS.missing):
            return self.answer(404, {})
        if sum(len(value) for value in self.headers.get_all("Cookie") or []) > ARGS.largest_header:
            return self.answer(431, {})
        if url.path == "/api/auth/logout":
            return self.log_out()
        if url.path == "/clear":
            return self.answer(200, {"state": "guest"}, Clear_Site_Data='"cookies"')
        if url.path == "/own":
            return self.answer(200, {"state": "guest"}, [self.line(url64(secrets.token_bytes(16)))])
        place = url.path if faulty("quiet-cache") else self.path
        page = PAGES.get(place)
        if page and page[0] > time.time():
            told = {} if faulty("quiet-cache") else {"Age": str(1 + int(time.time() - page[1])), "X_Cache": "HIT"}
            return self.answer(200, page[2], **told)
        status, body, cookies = self.viewer()
        if url.query.startswith("slow="):
            time.sleep(float(url.query.removeprefix("slow=")))
            for value in self.values() if faulty("resurrect") else []:
                key = value
                record = load(key) or {"account": "zhangsan", "at": time.time(), "agent": ""}
                save(key, record)
        headers = {}
        if faulty("cors-star"):
            headers["Access_Control_Allow_Origin"] = "*"
        if ARGS.page_cache:
            PAGES[place] = (time.time() + ARGS.page_cache, time.time(), body)
            if not faulty("quiet-cache"):
                headers["Cache_Control"] = "max-age=60"
        self.answer(status, body, cookies, **headers)

    def viewer(self):
        guest = {"state": "guest"}
        values = self.values()
        if not values:
            return 200, guest, [self.line(url64(secrets.token_bytes(16)))] if faulty("anonymous-sessions") else []
        if ARGS.down and os.path.exists(ARGS.down):
            if ARGS.when_down == "error":
                return 503, {"state": "unavailable"}, []
            return 200, guest, [self.removal()] if ARGS.when_down == "remove" else []
        with LOCK:
            record, key = read(values[0])
            if faulty("regenerate"):
                if key:
                    delete(key)
                value, _ = write({"account": None, "at": time.time(), "agent": ""})
                return 200, guest, [self.line(value)]
            if isinstance(record, dict) and record["account"] is None:
                return 200, guest, []
            if record in (None, "refused"):
                fresh = {"remove": [self.removal()], "reissue": [self.line(url64(secrets.token_bytes(16)))]}
                return 200, guest, fresh.get(ARGS.unknown, [])
            if faulty("unreadable"):
                return 500, {"error": "content"}, []
            if faulty("destroy"):
                delete(key)
                return 200, guest, [self.removal()]
            if faulty("bind-agent") and record["agent"] != self.headers.get("User-Agent", ""):
                return 200, guest, []
            if faulty("no-row"):
                return 403, {"state": "nobody"}, []
            cookies = []
            presented = values[0] if ARGS.form == "id" else values[0].removeprefix("s%3A").partition(".")[0]
            is_due = ARGS.renew is not None and time.time() - record.get("renewed", record["at"]) >= ARGS.renew
            if is_due and key == presented:
                value, new = write(dict(record, renewed=time.time()))
                save(key, {"now": new, "until": time.time() + ARGS.grace})
                cookies = [self.line(value)]
            if faulty("rotate") and time.time() - record["at"] > 1:
                record = dict(record, at=time.time())
                delete(key)
                value, _ = write(record)
                cookies = [self.line(value)]
        return 200, {"state": "member", "nickname": MEMBERS[record["account"]]}, cookies


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 64


Server(("127.0.0.1", ARGS.port), Handler).serve_forever()
