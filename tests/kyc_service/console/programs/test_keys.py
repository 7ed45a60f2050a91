"""Keys at the desk: a token once, what is wrong at its field, and revoked after a second look."""

from __future__ import annotations

import re

import pytest

from kyc_service.domain.people.roles import Role
from kyc_service.domain.tenants import Scope
from kyc_service.services.programs import certificates
from tests.fixtures.service import Caller
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read

PATH = "/console/keys"


@pytest.fixture
def administrator(enter: Enter, caller: Caller) -> Visitor:
    return enter(caller, Role.ADMINISTRATOR)


def test_a_key_is_made_shown_once_and_revoked(administrator: Visitor, caller: Caller) -> None:
    answer = administrator.post(PATH, {"name": "Zebra flow", "days": "30"})
    page = read(answer)
    token = re.search(r"kyc_[A-Za-z0-9]{6}_[\w-]+", page)
    assert token
    assert answer.headers["Cache-Control"] == "no-store"
    bearer = {"Authorization": f"Bearer {token[0]}"}
    assert caller.client.get("/v1/verifications", headers=bearer).status_code == 200
    listed = read(administrator.get(PATH))
    assert token[0] not in listed
    assert "ends soon" in listed
    row = next(part for part in listed.split("<tr") if "Zebra flow" in part)
    address = re.search(r"/console/keys/key_\w+/revocation", row)
    assert address
    assert administrator.post(address[0]).status_code == 303
    assert caller.client.get("/v1/verifications", headers=bearer).status_code == 401
    row = next(part for part in read(administrator.get(PATH)).split("<tr") if "Zebra flow" in part)
    assert "Revoked" in row
    assert "/revocation" not in row


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": ""}, "Say what the key is for"),
        ({"name": "flow", "days": "soon"}, "within the field"),
    ],
)
def test_what_is_wrong_stands_at_its_field(administrator: Visitor, form: dict[str, str], said: str) -> None:
    page = read(administrator.post(PATH, form), 422)
    assert said in page
    assert 'aria-invalid="true"' in page


def test_another_tenants_key_is_not_there(administrator: Visitor, stranger: Caller, enter: Enter) -> None:
    listed = read(enter(stranger, Role.ADMINISTRATOR).get(PATH))
    address = re.search(r"/console/keys/key_\w+/revocation", listed)
    assert address
    assert administrator.post(address[0]).status_code == 404


def test_a_key_is_bound_to_certificates_and_freed(administrator: Visitor) -> None:
    administrator.post(PATH, {"name": "Zebra flow", "days": "365"})
    row = next(part for part in read(administrator.get(PATH)).split("<tr") if "Zebra flow" in part)
    address = re.search(r"/console/keys/key_\w+/certificates", row)
    assert address
    assert "Nobody can show a certificate" in row
    page = read(administrator.post(address[0], {"certificates": "mine & yours"}), 422)
    assert "64 hexadecimal digits" in page
    assert "mine &amp; yours</textarea>" in page
    one = certificates.thumbprint(b"one")
    assert administrator.post(address[0], {"certificates": one}).status_code == 303
    row = next(part for part in read(administrator.get(PATH)).split("<tr") if "Zebra flow" in part)
    assert "bound to a certificate" in row
    assert f"{one}</textarea>" in row
    assert administrator.post(address[0], {"certificates": ""}).status_code == 303
    assert "bound to a certificate" not in read(administrator.get(PATH))


def test_a_key_that_may_more_is_not_bound_here(administrator: Visitor, caller: Caller) -> None:
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        (key,) = (one for one in work.own_keys.list() if Scope.ANALYST in one.scopes)
    assert administrator.post(f"{PATH}/{key.id}/certificates", {"certificates": ""}).status_code == 403
