"""The servers the API runs in, and their limits. `deploy/gunicorn.conf.py` takes its values from here.

A proxy in front is assumed for the open network; these limits keep a client that got past it from holding a thread.
"""

from __future__ import annotations

import contextlib
import signal
import socket
import struct
import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # it ships no types
from prometheus_client.multiprocess import mark_process_dead

from jobs.cli.framing import GunicornWorker, WaitressParser
from jobs.cli.serving import tls
from jobs.warm.children import say_ready
from kyc_service import app, bootstrap
from kyc_service.api.metrics.requests import is_shared
from kyc_service.errors import SettingsError, UnavailableError
from kyc_service.services.relay import Relay
from kyc_service.services.retention import restores
from kyc_service.settings import Settings

THREADS = 8
SILENCE_SECONDS = 15
"""A client that sends nothing for this long, in the middle of a request, is cut off."""
LARGEST_BODY = 5 * 1024 * 1024
"""Bytes no server reads beyond; the API's own limits are lower, for each route."""


def gunicorn_options(settings: Settings) -> dict[str, Any]:
    """Return gunicorn's settings: everything but the address and the number of processes; tell its worker the others.

    Raises SettingsError for certificates that cannot be used.
    """
    GunicornWorker.most_waiting = settings.most_waiting
    return {
        **tls.gunicorn_options(settings, SILENCE_SECONDS),
        "worker_class": GunicornWorker,
        "threads": THREADS,
        "timeout": 30,
        "graceful_timeout": 30,
        "keepalive": 5,
        "backlog": 512,
        "worker_connections": 256,
        # Sizes of what comes before the body; a request over any of them is refused.
        "limit_request_line": 4094,
        "limit_request_fields": 64,
        "limit_request_field_size": 8190,
        # Forwarded headers count only when a proxy on this machine sends them.
        "forwarded_allow_ips": "127.0.0.1,::1",
        "forwarder_headers": "",
        "header_map": "refuse",
        "control_socket_disable": True,
        # What `ps` shows, as of every other process of the service.
        "proc_name": "kyc serve",
        "accesslog": None,
        "errorlog": "-",
        # Its warnings repeat request lines that clients made up.
        "loglevel": "error",
        "when_ready": _when_ready,
        "child_exit": _child_exit,
    }


def limit_silence(server: Any, seconds: int = SILENCE_SECONDS) -> None:  # noqa: ANN401 - gunicorn's arbiter is untyped
    """Give up on silent clients: accepted connections inherit the listener's time limits."""
    for listener in server.LISTENERS:
        limit = struct.pack("ll", seconds, 0)
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)


def make_app(settings: Settings) -> Flask:
    """Make the application, with a relay that hands over at once what a request asked for."""
    bootstrap.begin_traces(settings)
    rt = bootstrap.build_when_possible(settings)
    with contextlib.suppress(UnavailableError):
        # What cannot be replayed now keeps the service from being ready; the sweep tries again.
        restores.ensure_replayed(rt)
    Relay(rt).start()
    return app.create_app(rt)


def _when_ready(server: Any) -> None:  # noqa: ANN401 - gunicorn's arbiter is untyped
    limit_silence(server)
    say_ready()


def _child_exit(_server: Any, worker: Any) -> None:  # noqa: ANN401 - gunicorn's arbiter is untyped
    """Forget what a process that ended had open; what it counted stays."""
    if is_shared():
        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # it says no types


class _Gunicorn(BaseApplication):  # type: ignore[misc]  # it ships no types
    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self._settings = settings
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:  # noqa: ANN401 - any WSGI application
        """Build the application in the worker: connections and threads do not survive a fork."""
        return make_app(self._settings)


def serve_gunicorn(settings: Settings, processes: int) -> None:
    """Serve with gunicorn until SIGTERM."""
    host = f"[{settings.http_host}]" if ":" in settings.http_host else settings.http_host
    options = {**gunicorn_options(settings), "bind": f"{host}:{settings.http_port}", "workers": processes}
    _Gunicorn(settings, options).run()


def serve_waitress(settings: Settings) -> None:
    """Serve with waitress until SIGTERM. Raises SettingsError where TLS is to end here: waitress speaks none."""
    if settings.tls_certificate_file is not None:
        raise SettingsError(["KYC_TLS_CERTIFICATE_FILE: needs gunicorn; `kyc serve --server gunicorn`"])
    import waitress  # type: ignore[import-untyped]  # it ships no types
    from waitress.channel import HTTPChannel  # type: ignore[import-untyped]  # it ships no types

    HTTPChannel.parser_class = WaitressParser
    # Waitress finishes what is under way when it is left by SystemExit.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    made = make_app(settings)
    say_ready()
    waitress.serve(
        made,
        host=settings.http_host,
        port=settings.http_port,
        threads=THREADS,
        ident=None,
        max_request_header_size=65536,
        max_request_body_size=LARGEST_BODY,
        channel_timeout=SILENCE_SECONDS,
        cleanup_interval=max(1, SILENCE_SECONDS // 5),
        # A silent connection holds no thread here: let there be many. `select` would end at 1024 files.
        connection_limit=2000,
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=True,
    )
