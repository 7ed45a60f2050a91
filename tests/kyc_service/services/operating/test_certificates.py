"""What the doctor says of certificates: usable, matching, not over, and bound keys that somebody can use."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kyc_service.domain.tenants import Tenant
from kyc_service.services.operating.certificates import look_at_bound_keys, look_at_tls
from kyc_service.services.operating.findings import Level
from kyc_service.services.programs import certificates, keys
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Settings
from tests.fixtures.certificates import Authority


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "ours")


def look(**env: str) -> list[tuple[Level, str]]:
    found = list(look_at_tls(Settings.from_env(env)))
    assert all(one.do for one in found if one.level is not Level.OK)
    return [(one.level, one.said) for one in found]


def files(authority: Authority, name: str = "server", days: int = 365) -> dict[str, str]:
    pair = authority.sign(name, dt.timedelta(days=days, hours=1))
    return {
        "KYC_TLS_CERTIFICATE_FILE": str(pair.certificate),
        "KYC_TLS_KEY_FILE": str(pair.key),
        "KYC_CLIENT_CA_FILE": str(authority.file),
    }


def test_all_is_well(authority: Authority) -> None:
    assert {level for level, _ in look(**files(authority))} == {Level.OK}
    assert look() == [(Level.OK, "ends in the proxy in front")]
    assert "2 addresses" in look(KYC_CLIENT_CERTIFICATE_HEADER="Client-Cert")[0][1]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-1, (Level.FAULT, "the certificate has ended")),
        (20, (Level.WARNING, "the certificate ends in 20 days")),
        (22, (Level.OK, "the certificate is good for 22 days")),
    ],
)
def test_an_end_is_told_in_time(authority: Authority, days: int, said: tuple[Level, str]) -> None:
    assert said in look(**files(authority, days=days))


def test_a_key_of_another_certificate_or_for_everybody_to_read(authority: Authority) -> None:
    env, other = files(authority), files(authority, "other")
    Path(other["KYC_TLS_KEY_FILE"]).chmod(0o644)
    said = look(**env | {"KYC_TLS_KEY_FILE": other["KYC_TLS_KEY_FILE"]})
    assert (Level.FAULT, "KYC_TLS_KEY_FILE is not the key of the certificate") in said
    assert (Level.FAULT, "everybody on this machine can read KYC_TLS_KEY_FILE") in said


@pytest.mark.parametrize("name", ["KYC_TLS_CERTIFICATE_FILE", "KYC_TLS_KEY_FILE", "KYC_CLIENT_CA_FILE"])
def test_a_file_that_holds_something_else(authority: Authority, tmp_path: Path, name: str) -> None:
    odd = tmp_path / "odd"
    odd.write_text("nothing")
    assert any(level is Level.FAULT and name in said for level, said in look(**files(authority) | {name: str(odd)}))


def test_authorities_that_are_over_or_none(authority: Authority, tmp_path: Path) -> None:
    env, old = files(authority), Authority(tmp_path, "old", dt.timedelta(days=-1))
    both = tmp_path / "both.pem"
    both.write_bytes(
        old.file.read_bytes() + authority.file.read_bytes() + Path(env["KYC_TLS_CERTIFICATE_FILE"]).read_bytes()
    )
    said = look(**env | {"KYC_CLIENT_CA_FILE": str(both)})
    assert (Level.WARNING, "an authority of clients has ended") in said
    assert (Level.WARNING, "KYC_CLIENT_CA_FILE holds a certificate that signs no others") in said
    assert Level.FAULT not in {level for level, _ in said}


def test_a_bound_key_that_nobody_can_use_is_said(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    assert [one.level for one in look_at_bound_keys(rt)] == [Level.OK]
    with rt.open_work(tenant.id, "tester") as work:
        key, _ = keys.make(work, "flow", None)
        certificates.bind(work, key.id, ["x"])
    (found,) = look_at_bound_keys(rt)
    assert (found.level, found.said.split(" keys")[0]) == (Level.FAULT, "1")
    with rt.open_work(tenant.id, "tester") as work:
        keys.revoke(work, key.id)
    assert [one.level for one in look_at_bound_keys(rt)] == [Level.OK]
