"""Starts the program: prepares the session table, then WORKERS processes (2) answer on PORT.

    python3 -m venv DIR && DIR/bin/pip install -r requirements.txt
    DATABASE_URL=postgres://… PORT=3002 DIR/bin/gunicorn

Four threads in each process were a little faster here than one request at a time (WORKER_CLASS=sync), and they keep
connections open.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peer.settings")

wsgi_app = "peer.wsgi:application"
bind = f"127.0.0.1:{os.environ.get('PORT', '3000')}"
workers = int(os.environ.get("WORKERS", "2"))
worker_class = os.environ.get("WORKER_CLASS", "gthread")
threads = 4
preload_app = True
loglevel = "warning"


def on_starting(server):
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("create schema if not exists peer_django")
    call_command("migrate", verbosity=0)
    # The workers open their own.
    connection.close()


def when_ready(server):
    print("listening", flush=True)
