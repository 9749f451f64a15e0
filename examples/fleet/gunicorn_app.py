"""A service under gunicorn whose workers write a dump when they get SIGUSR2.

`gunicorn --config gunicorn_app.py --workers 3 gunicorn_app:app`, then `pkill -USR2 -P MASTER_PID`.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "collector"))

import ouroboros_dump

REQUESTS = []


def app(environ, start_response):
    REQUESTS.append(bytearray(50_000))
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"%d\n" % os.getpid()]


def post_worker_init(_worker):
    """gunicorn's own hook: after the worker has set its signals, so that ours stays."""
    folder = os.environ.get("DUMPS", ".")
    ouroboros_dump.on_signal(os.path.join(folder, "worker-{pid}-{n}.ouro"))
