"""A service with a login: Flask with Flask-Session."""

import cachelib
import flask
from flask_session import Session

from options import ACCOUNT, NICKNAME, OPTIONS, PASSWORD, form, home

app = flask.Flask(__name__)
app.config.update(
    SECRET_KEY=OPTIONS.secret,
    SESSION_COOKIE_DOMAIN=OPTIONS.domain,
    SESSION_COOKIE_NAME=OPTIONS.name or "session",
    SESSION_COOKIE_SAMESITE="Lax",
    SESSION_TYPE="cachelib",
    SESSION_CACHELIB=cachelib.FileSystemCache(OPTIONS.store) if OPTIONS.store else cachelib.SimpleCache(),
)
Session(app)


@app.get("/")
def show_home():
    return home(flask.session.get("nickname"))


@app.get("/login")
def show_form():
    return form(False)


@app.post("/login")
def log_in():
    if (flask.request.form.get("account"), flask.request.form.get("password")) != (ACCOUNT, PASSWORD):
        return form(True), 401
    flask.session["nickname"] = NICKNAME
    app.session_interface.regenerate(flask.session)
    return flask.redirect("/", 303)


@app.post("/logout")
def log_out():
    flask.session.clear()
    return flask.redirect("/", 303)


app.run("127.0.0.1", OPTIONS.port, threaded=True)
