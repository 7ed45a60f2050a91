"""What changed in a list, at the console; and using a refused version all the same, with a reason, by who may."""

from __future__ import annotations

import dataclasses

import pytest

from kyc_service.domain.people.roles import Role
from tests.fixtures.runtimes import load_lists, small_version
from tests.fixtures.service import Caller, Service
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read
from watchlists.errors import ListRefusedError
from watchlists.model import Name

PATH = "/console/lists/un"
OLD = small_version("un")
HOSTILE = "<b>Bold</b> & \u05d0\u05d1\u05d2 " + "x" * 10_000
REFUSED = "ef" * 32
REASON = "The Council announced the delistings."


@pytest.fixture
def refused(service: Service) -> str:
    """Address of a version that a gate put aside."""
    version = dataclasses.replace(OLD, digest=REFUSED, entries=OLD.entries[2:])
    with service.rt.open_system() as system:
        system.refusals.keep(version, ListRefusedError("un", "list_shrunk", "too few"), origin="publisher")
    return f"{PATH}/refused/{REFUSED}"


def test_what_changed_is_counted_and_named(analyst: Visitor, service: Service) -> None:
    first, second, *rest = OLD.entries
    changed = dataclasses.replace(first, names=(Name(HOSTILE),))
    added = dataclasses.replace(second, id="un:new.1")
    newer = dataclasses.replace(OLD, digest="ab" * 32, entries=(changed, added, *rest))
    load_lists(service.rt, (newer,))
    page = read(analyst.get(f"{PATH}/changes?from={OLD.digest}&to={newer.digest}"))
    for count in ("<b>1</b> added", "<b>1</b> changed", "<b>1</b> removed"):
        assert count in page
    assert second.caption in page
    assert "<b>Bold" not in page
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; \u05d0\u05d1\u05d2" in page


def test_equal_versions_say_so(analyst: Visitor) -> None:
    assert "the same entries" in read(analyst.get(f"{PATH}/changes?from={OLD.digest}&to={OLD.digest}"))


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 422), ("?from=x&to=y", 422), (f"?from={'a' * 64}&to={'b' * 64}", 404), (f"?from={OLD.digest}", 422)],
)
def test_versions_that_are_none_are_refused(analyst: Visitor, query: str, status: int) -> None:
    assert analyst.get(f"{PATH}/changes{query}").status_code in {status, 400}


def test_a_refused_version_shows_the_gates_reason_and_what_it_would_change(analyst: Visitor, refused: str) -> None:
    page = read(analyst.get(refused))
    assert "Much smaller than before.</strong> too few" in page
    assert "<b>2</b> removed" in page
    assert "Use this version" in page


def test_accepting_it_takes_a_reason_and_is_in_the_audit(analyst: Visitor, refused: str, service: Service) -> None:
    page = read(analyst.post(refused, {"reason": "because"}), status=422)
    assert 'id="fault-reason"' in page
    assert 'value="because"' in page
    assert analyst.post(refused, {"reason": REASON}).headers["Location"] == PATH
    with service.rt.open_system(read_only=True) as system:
        assert {state.source: state.digest for state in system.lists.current()}["un"] == REFUSED
        assert system.refusals.get("un", REFUSED).decided_by == analyst.account_id
    assert "Accepted" in read(analyst.get(refused))
    assert analyst.post(refused, {"reason": REASON}).status_code == 409


@pytest.mark.parametrize("role", [Role.ANALYST, Role.VIEWER, Role.ADMINISTRATOR, Role.AUDITOR, Role.PRIVACY_OFFICER])
def test_others_may_look_and_not_accept(enter: Enter, caller: Caller, refused: str, role: Role) -> None:
    visitor = enter(caller, role)
    assert "A senior analyst can accept it" in read(visitor.get(refused))
    assert visitor.post(refused, {"reason": REASON}).status_code == 403


def test_a_version_that_nobody_refused_is_not_found(analyst: Visitor) -> None:
    for digest in ("0" * 64, "x"):
        assert analyst.get(f"{PATH}/refused/{digest}").status_code == 404
