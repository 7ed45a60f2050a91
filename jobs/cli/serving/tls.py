"""TLS that ends in the API itself: the certificate it shows, and the authorities whose clients it takes.

A client certificate that is shown has to be good, or there is no connection. One that is missing is for the door to
judge: it can say why in an answer, and lets health checks and browsers of the desk through.
"""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kyc_service.errors import SettingsError
from kyc_service.settings import Settings


class ImpatientSocket(ssl.SSLSocket):
    """A socket that is never without a time limit: in TLS those of the listener have no effect.

    A client that begins to shake hands and falls silent would hold a thread for ever.
    """

    silence = 15.0
    """Seconds: for a whole handshake, and between two pieces of anything else."""

    def settimeout(self, value: float | None) -> None:
        """Set a time limit; ours where there is to be none."""
        super().settimeout(self.silence if value is None else value)

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001 - as sockets have it
        """Wait no longer than the time limit, or not at all."""
        self.settimeout(None if flag else 0.0)


@dataclass(frozen=True, slots=True)
class Files:
    """What TLS is spoken with."""

    certificate: Path
    key: Path
    client_ca: Path | None
    silence: float = ImpatientSocket.silence
    """Seconds a client may be silent."""


def make_context(files: Files) -> ssl.SSLContext:
    """Read the files. Raises OSError, of which ssl.SSLError is one, for those that cannot be used."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.sslsocket_class = type("_Socket", (ImpatientSocket,), {"silence": files.silence})
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # A session that is taken up again shows no certificate anew: one that expired since would be good for hours more.
    context.options |= ssl.OP_NO_TICKET
    context.num_tickets = 0
    context.load_cert_chain(files.certificate, files.key)
    if files.client_ca is not None:
        context.load_verify_locations(files.client_ca)
        context.verify_mode = ssl.CERT_OPTIONAL
    return context


class Contexts:
    """The context of now: read again when a file changed, so that a renewed certificate needs no restart."""

    def __init__(self, files: Files) -> None:
        """Read the files a first time. Raises OSError for those that cannot be used."""
        self._files = files
        self._lock = threading.Lock()
        self._stamp = self._look()
        self._context = make_context(files)

    def current(self) -> ssl.SSLContext:
        """Return the context; the one before, where changed files cannot be used (yet)."""
        with self._lock:
            stamp = self._look()
            if stamp != self._stamp:
                self._stamp = stamp
                # Files are replaced one after the other: the next look finds the whole set.
                with contextlib.suppress(OSError):
                    self._context = make_context(self._files)
            return self._context

    def _look(self) -> tuple[tuple[int, int, int], ...]:
        found = []
        for path in (self._files.certificate, self._files.key, self._files.client_ca):
            if path is not None:
                with contextlib.suppress(OSError):
                    stat = path.stat()
                    found.append((stat.st_mtime_ns, stat.st_size, stat.st_ino))
        return tuple(found)


def gunicorn_options(settings: Settings, silence: float) -> dict[str, Any]:
    """Return what gunicorn is told about TLS; nothing where a proxy in front ends it.

    `silence` is for how many seconds a client may say nothing. Raises SettingsError for files that cannot be used.
    """
    certificate, key = settings.tls_certificate_file, settings.tls_key_file
    if certificate is None or key is None:
        return {}
    try:
        contexts = Contexts(Files(certificate, key, settings.client_ca_file, silence))
    except OSError:
        fault = "KYC_TLS_CERTIFICATE_FILE: it, its key or KYC_CLIENT_CA_FILE cannot be used; `kyc doctor` says why"
        raise SettingsError([fault]) from None

    def choose(_config: object, _default: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
        return contexts.current()

    return {"certfile": str(certificate), "keyfile": str(key), "ssl_context": choose}
