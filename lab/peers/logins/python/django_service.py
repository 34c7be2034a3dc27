"""A service with a login: Django with its own sessions and accounts."""

import logging
import pathlib
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import path

from options import ACCOUNT, NICKNAME, OPTIONS, PASSWORD, form, home

# Members are the same in both services in every case; only where sessions are kept differs.
settings.configure(
    SECRET_KEY=OPTIONS.secret,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(pathlib.Path(OPTIONS.members) / "members.sqlite3"),
            "OPTIONS": {"timeout": 20},
        }
    },
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    SESSION_ENGINE="django.contrib.sessions.backends." + ("db" if OPTIONS.store else "cache"),
    SESSION_COOKIE_DOMAIN=OPTIONS.domain,
    SESSION_COOKIE_NAME=OPTIONS.name or "sessionid",
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    LOGGING_CONFIG=None,
)
logging.disable(logging.CRITICAL)
django.setup()

from django.contrib import auth  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402


def token(request):
    return f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'


def show_home(request):
    name = request.user.first_name if request.user.is_authenticated else None
    return HttpResponse(home(name, token(request) if name else ""))


def log_in(request):
    if request.method != "POST":
        return HttpResponse(form(False, token(request)))
    user = auth.authenticate(request, username=request.POST.get("account"), password=request.POST.get("password"))
    if user is None:
        return HttpResponse(form(True, token(request)))
    auth.login(request, user)
    return redirect("/")


def log_out(request):
    if request.method == "POST":
        auth.logout(request)
    return redirect("/")


urlpatterns = [path("", show_home), path("login", log_in), path("logout", log_out)]

call_command("migrate", verbosity=0)
if not User.objects.filter(username=ACCOUNT).exists():
    User.objects.create_user(ACCOUNT, password=PASSWORD, first_name=NICKNAME)


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Handler(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


make_server("127.0.0.1", OPTIONS.port, get_wsgi_application(), Server, Handler).serve_forever()
