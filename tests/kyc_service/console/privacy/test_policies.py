"""Versions of the policy at the desk: changed clauses in words, proposed by one and published by another."""

from __future__ import annotations

import re

import pytest

from kyc_service.console.privacy.policies import write_clauses
from kyc_service.domain.people.roles import Role
from kyc_service.services.policies import publications
from tests.fixtures.service import Caller
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read

PATH = "/console/privacy/policies"
AT, CELL = "cell kyc_vendor | monitoring | contact", "kyc vendor gets contact for monitoring"


@pytest.mark.parametrize(
    ("where", "what", "kind", "place"),
    [
        (AT, "is granted now", "added", CELL),
        (AT, "is granted no more", "removed", CELL),
        ("right erase", "deferred_by hold is gone", "removed", "Right: erase"),
        ("retention contact | closed", "erase after 30 days, not 20 days", "changed", "Retention: contact, closed"),
        ("policy", "language is nl", "changed", "Policy"),
    ],
)
def test_a_change_is_said_in_words(where: str, what: str, kind: str, place: str) -> None:
    (found,) = write_clauses([{"where": where, "what": what, "material": True}])
    assert (found.kind, found.place, found.what, found.material) == (kind, place, what, True)


def test_what_came_stands_first_and_what_matters_before_the_rest() -> None:
    changes = [
        {"where": "policy", "what": "language is nl", "material": False},
        {"where": "right erase", "what": "a is gone", "material": True},
        {"where": "given", "what": "field b is new", "material": False},
        {"where": "given", "what": "field a is new", "material": True},
    ]
    assert [one.what for one in write_clauses(changes)] == [
        "field a is new",
        "field b is new",
        "a is gone",
        "language is nl",
    ]


@pytest.fixture
def officers(enter: Enter, caller: Caller) -> tuple[Visitor, Visitor]:
    publications.adopt(caller.rt)
    return enter(caller, Role.PRIVACY_OFFICER, name="Ada Een"), enter(caller, Role.PRIVACY_OFFICER, name="Bo Twee")


def another(caller: Caller) -> str:
    """Write the policy in force as another version that tells nobody of an erasure any more."""
    text = caller.rt.settings.policy_file.read_text() if caller.rt.settings.policy_file else ""
    if not text:
        with caller.rt.open_system("tester", read_only=True) as system:
            text = system.policies.page(None, 1).items[0].content.decode()
    text = re.sub(r"(?m)^version\s*=.*$", 'version = "2099-01-01.1"', text, count=1)
    text = re.sub(r"(?m)^effective_from\s*=.*$", "effective_from = 2099-01-01", text, count=1)
    return text.replace('deferred_by = ["legal_duty_to_keep", "hold"]', 'deferred_by = ["legal_duty_to_keep"]')


def test_a_version_is_proposed_by_one_and_published_by_another(
    officers: tuple[Visitor, Visitor], caller: Caller
) -> None:
    one, other = officers
    made = one.post(PATH, {"content": another(caller)})
    assert made.status_code == 303, made.text
    path = made.headers["Location"]
    page = read(one.get(path))
    assert "deferred_by hold is gone" in page
    assert "another person has to publish it" in page
    assert one.post(f"{path}/approval", {"version": "1"}).status_code == 403
    assert other.post(f"{path}/approval", {"version": "1"}).status_code == 303
    page = read(other.get(path))
    assert "published by" in page
    assert "Bo Twee" in page
    assert "2099-01-01.1" in read(one.get(PATH))


def test_what_is_no_policy_names_its_faults_and_stays_in_the_field(officers: tuple[Visitor, Visitor]) -> None:
    page = read(officers[0].post(PATH, {"content": "version = 1"}), 422)
    assert "This cannot be proposed." in page
    assert "version = 1</textarea>" in page
    assert "Paste the whole file" in read(officers[0].post(PATH, {"content": " "}), 422)
