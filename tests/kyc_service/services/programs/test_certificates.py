"""Certificates of keys: how they are given, who binds which key, and what a key without its certificate is told."""

from __future__ import annotations

import datetime as dt
import hashlib
import subprocess
from pathlib import Path

import pytest

from kyc_service.domain.tenants import ApiKey, Scope, Tenant
from kyc_service.errors import CertificateError, ForbiddenError, InvalidInputError, NotFoundError
from kyc_service.services import access
from kyc_service.services.programs import certificates, keys
from kyc_service.services.runtime import Runtime
from tests.fixtures.certificates import Authority, Pair
from tests.fixtures.databases import add_tenant


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "ours")


@pytest.fixture
def pair(authority: Authority) -> Pair:
    return authority.sign("client")


def test_every_form_of_one_certificate_is_the_same(pair: Pair) -> None:
    wanted = (certificates.thumbprint(pair.der),)
    asked = ("openssl", "x509", "-in", str(pair.certificate), "-noout", "-fingerprint", "-sha256")
    printed = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    pem = pair.certificate.read_text()
    for given in (pem, wanted[0], printed, hashlib.sha256(pair.der).hexdigest(), f"{pem}\n{printed} {wanted[0]}"):
        assert certificates.read_given(given) == wanted


def test_nothing_is_nothing_and_anything_else_is_refused(authority: Authority, pair: Pair) -> None:
    assert certificates.read_given(" \n ") == ()
    pem = pair.certificate.read_text()
    damaged = pem.replace(pem.splitlines()[2], "A" * 64)
    many = " ".join(hashlib.sha256(bytes([number])).hexdigest() for number in range(certificates.MOST + 1))
    for given, code in [
        ("right", "certificate_malformed"),
        (certificates.thumbprint(pair.der)[:-1], "certificate_malformed"),
        (pem[:-40], "certificate_malformed"),
        (damaged, "certificate_malformed"),
        (pair.key.read_text(), "certificate_malformed"),
        (authority.file.read_text(), "certificate_of_authority"),
        (pem + authority.file.read_text(), "certificate_of_authority"),
        (many, "too_many_certificates"),
    ]:
        with pytest.raises(InvalidInputError) as caught:
            certificates.read_given(given)
        assert [(fault.pointer, fault.code) for fault in caught.value.faults] == [("/certificates", code)]


@pytest.mark.parametrize("text", ["", "x", ":", "::", ":A:", ":AA==:, :AA==:", "%2D%2D", "AA=="])
def test_a_header_that_is_no_certificate(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        certificates.read_header(text)


def test_binding_is_audited_once_and_taken_over_by_a_successor(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt, one = loaded_runtime, certificates.thumbprint(b"one")
    with rt.open_work(tenant.id, "acc_admin") as work:
        key, _ = keys.make(work, "flow", None)
        for _ in range(2):
            assert certificates.bind(work, key.id, [one]).certificates == {one}
        after, token = keys.rotate(work, key.id)
    assert access.authenticate(rt, token.reveal())[0].certificates == {one}
    with rt.open_work(tenant.id, "acc_admin") as work:
        assert certificates.bind(work, after.id, []).certificates == frozenset()
        told = [dict(entry.details) for entry in work.audit.page(None, 10).items if entry.op == "key.bound"]
    assert told == [{"key_id": after.id, "count": 0}, {"key_id": key.id, "count": 1, "certificate_1": one}]


def test_a_key_is_bound_by_who_could_make_it(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt, other = loaded_runtime, add_tenant(loaded_runtime.database, "Other Marketplace")
    with rt.open_system("tester") as system:
        key, _ = access.create_key(system, tenant.id, "analyst", [Scope.ANALYST])
    with pytest.raises(NotFoundError), rt.open_work(other.id, "acc_x") as work:
        certificates.bind(work, key.id, [])
    with pytest.raises(ForbiddenError), rt.open_work(tenant.id, "acc_admin") as work:
        certificates.bind(work, key.id, [])
    with rt.open_work(tenant.id, "cli:ann") as work:
        assert certificates.bind(work, key.id, ["x"], scopes=tuple(Scope)).certificates == {"x"}


@pytest.mark.parametrize(
    ("bound", "presented", "required", "fault"),
    [
        ([], None, False, None),
        ([], "a", False, None),
        ([], None, True, certificates.REQUIRED),
        ([], "a", True, None),
        (["a", "b"], None, False, certificates.REQUIRED),
        (["a", "b"], "b", False, None),
        (["a", "b"], "c", False, certificates.REFUSED),
        (["a", "b"], "c", True, certificates.REFUSED),
    ],
)
def test_who_may(bound: list[str], presented: str | None, required: bool, fault: str | None) -> None:
    key = ApiKey(
        id="key_a",
        tenant_id="ten_a",
        name="flow",
        prefix="kyc_a",
        scopes=frozenset(),
        created_at=dt.datetime(2026, 11, 27, tzinfo=dt.UTC),
        expires_at=None,
        revoked_at=None,
        certificates=frozenset(bound),
    )
    assert certificates.find_fault(key, presented, required=required) == fault


def test_a_refusal_is_told_where_it_is_news(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    with rt.open_work(tenant.id, "cli:ann") as work:
        key, _ = keys.make(work, "flow", None)
    for tell in (True, False):
        with pytest.raises(CertificateError) as caught:
            certificates.refuse(rt, key, "seen", certificates.REFUSED, tell=tell)
        assert caught.value.code == certificates.REFUSED
    with rt.open_work(tenant.id, "cli:ann") as work:
        told = [entry for entry in work.audit.page(None, 10).items if entry.op == "key.refused"]
    assert [(one.actor, dict(one.details)) for one in told] == [
        (key.id, {"why": "client_certificate_refused", "certificate": "seen"})
    ]
