"""Webhooks over TLS: who is not the host that its certificate names is sent nothing."""

from __future__ import annotations

import contextlib
import datetime as dt
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kyc_service.egress.calls import Line
from kyc_service.egress.webhooks import DeliveryAnswer, post
from tests.kyc_service.egress.test_webhooks import BODY, OK, Receiver, receiving, say


def make_certificate(folder: Path, name: str, days: int = 1) -> Path:
    """Write a self-signed certificate with its key, valid until `days` from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=10))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / f"{name}.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


def serving(path: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@contextlib.contextmanager
def secure(context: ssl.SSLContext, trusted: Path | None) -> Iterator[Callable[[], tuple[DeliveryAnswer, Receiver]]]:
    """Serve https as `hooks.example` on loopback, to a sender that trusts one certificate."""
    tls = ssl.create_default_context(cafile=None if trusted is None else str(trusted))
    line = Line(resolve=lambda _host, _port: ("127.0.0.1",), tls=tls)
    with receiving(say(OK), context) as receiver:
        place = f"hooks.example:{receiver.port}"
        yield lambda: (post(f"https://{place}/in", {}, BODY, test_hosts=[place], line=line), receiver)


def test_tls_greets_and_checks_the_host_and_not_the_address(tmp_path: Path) -> None:
    path = make_certificate(tmp_path, "hooks.example")
    with secure(serving(path), trusted=path) as send:
        answer, receiver = send()
    assert answer == DeliveryAnswer("ok", 200)
    assert receiver.names == ["hooks.example"]
    assert b"host: hooks.example:" in receiver.got[0]


@pytest.mark.parametrize(
    ("name", "days", "trust"),
    [("hooks.example", 1, False), ("hooks.example", -1, True), ("other.example", 1, True)],
    ids=["self-signed", "expired", "wrong name"],
)
def test_a_bad_certificate_is_not_sent_to(tmp_path: Path, name: str, days: int, *, trust: bool) -> None:
    path = make_certificate(tmp_path, name, days)
    with secure(serving(path), trusted=path if trust else None) as send:
        answer, receiver = send()
    assert answer == DeliveryAnswer("retry")
    assert receiver.got == []


def test_old_tls_is_not_sent_to(tmp_path: Path) -> None:
    path = make_certificate(tmp_path, "hooks.example")
    context = serving(path)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1 is deprecated"):
        context.maximum_version = ssl.TLSVersion.TLSv1
    with secure(context, trusted=path) as send:
        answer, receiver = send()
    assert answer == DeliveryAnswer("retry")
    assert receiver.got == []
