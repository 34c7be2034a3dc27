"""A service with a login: nothing but Python, with sessions in a table of SQLite."""

import http.server
import json
import secrets
import socketserver
import sqlite3
import urllib.parse

from options import ACCOUNT, NICKNAME, OPTIONS, PASSWORD, first_step, form, home, second_step

NAME = OPTIONS.name or "sid"
TABLE = OPTIONS.table or "sessions"
SCOPE = f"Domain={OPTIONS.domain}; " if OPTIONS.domain else ""


def ask(statement, *values):
    with sqlite3.connect(OPTIONS.database, timeout=10) as database:
        return database.execute(statement, values).fetchone()


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def answer(self, status, body="", **headers):
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def id(self):
        pairs = (self.headers.get("Cookie") or "").split("; ")
        return next((value for name, _, value in (pair.partition("=") for pair in pairs) if name == NAME), None)

    def session(self):
        found = self.id() and ask(f"select content from {TABLE} where id = ?", self.id())
        return json.loads(found[0]) if found else None

    def do_GET(self):
        where = urllib.parse.urlsplit(self.path).path
        if where == "/login":
            return self.answer(200, first_step() if OPTIONS.steps else form(False))
        if where != "/":
            return self.answer(404)
        return self.answer(200, home((self.session() or {}).get(OPTIONS.guard)))

    def do_POST(self):
        fields = urllib.parse.parse_qs(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())
        field = {name: values[0] for name, values in fields.items()}
        if urllib.parse.urlsplit(self.path).path == "/logout":
            if self.id():
                ask(f"delete from {TABLE} where id = ?", self.id())
            return self.answer(303, Location="/", Set_Cookie=f"{NAME}=; Max-Age=0; {SCOPE}Path=/")
        if OPTIONS.steps and "password" not in field:
            return self.answer(200, second_step(field.get("account", "")))
        if (field.get("account"), field.get("password")) != (ACCOUNT, PASSWORD):
            return self.answer(401, form(True))
        before = self.session() if OPTIONS.login != "new" else None
        content = json.dumps({**(before or {}), OPTIONS.guard: NICKNAME})
        if before is not None and OPTIONS.login == "keep":
            ask(f"update {TABLE} set content = ? where id = ?", content, self.id())
            return self.answer(303, Location="/")
        if before is not None:
            ask(f"delete from {TABLE} where id = ?", self.id())
        fresh = secrets.token_urlsafe(24)
        ask(f"insert into {TABLE} values (?, ?)", fresh, content)
        cookie = f"{NAME}={fresh}; {SCOPE}Path=/; HttpOnly; SameSite=Lax"
        return self.answer(303, Location="/", Set_Cookie=cookie)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True


ask(f"create table if not exists {TABLE} (id text primary key, content text not null)")
Server(("127.0.0.1", OPTIONS.port), Handler).serve_forever()
