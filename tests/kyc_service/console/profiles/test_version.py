"""One version: measured on answers or pairs, approved by another person, and how it differs in words."""

from __future__ import annotations

import json

import pytest

from kyc_service.console.profiles.version import compare
from kyc_service.domain.cases import Disposition
from kyc_service.domain.people.roles import Role
from kyc_service.domain.profiles import Purpose
from kyc_service.services import cases
from kyc_service.services.tuning import profiles
from kyc_service.services.tuning.profiles import Content
from tests.fixtures.labelled import PAIR
from tests.fixtures.service import LISTED_NAME, Caller, submission
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read

PAIRS = "\n".join(
    json.dumps(one) for one in (PAIR, {**PAIR, "id": "p2", "entry": {"names": ["Somebody Else"]}, "match": False})
)


def draft(caller: Caller, actor: str, **content: object) -> str:
    with caller.rt.open_work(caller.tenant.id, actor) as work:
        made = profiles.draft(caller.rt, work, Purpose.ONBOARDING, "marketplace", Content(**content))  # type: ignore[arg-type]
    return f"/console/profiles/{made.id}"


def answer_hits(caller: Caller) -> None:
    for at, said in enumerate((Disposition.TRUE_MATCH, Disposition.FALSE_POSITIVE)):
        made = caller.run(caller.submit(submission(reference=f"shop-{at}", business={"name": LISTED_NAME})))
        with caller.rt.open_work(caller.tenant.id, "acc_maker") as work:
            for hit in work.hits.of_verification(made):
                cases.dispose(work, hit.id, said, "other", "a note", hit.version)


def test_a_draft_goes_from_one_person_to_another_into_use(enter: Enter, caller: Caller) -> None:
    maker, checker = (enter(caller, Role.SENIOR_ANALYST, name=name) for name in ("Mila Janssen", "Bo de Vries"))
    answer_hits(caller)
    path = draft(caller, maker.account_id, threshold=0.9)
    assert maker.post(f"{path}/evaluation", {"version": "1", "by": "answers"}).status_code == 303
    page = read(maker.get(path))
    assert "On 2 answered hits, 1 of them true; 0 answers could not be compared anew." in page
    assert "another person has to approve it" in page
    assert "By every threshold" in page
    assert maker.post(f"{path}/approval", {"version": "2"}).status_code == 403
    assert checker.post(f"{path}/approval", {"version": "2"}).status_code == 303
    page = read(checker.get(path))
    assert "In use" in page
    assert "Bo de Vries" in page
    assert checker.post(f"{path}/retirement", {"version": "3"}).status_code == 303
    assert "Retired" in read(checker.get(path))


def test_a_draft_is_measured_on_pasted_pairs(analyst: Visitor, caller: Caller) -> None:
    path = draft(caller, analyst.account_id)
    assert analyst.post(f"{path}/evaluation", {"version": "1", "by": "pairs", "pairs": PAIRS}).status_code == 303
    page = read(analyst.get(path))
    assert "On 2 labelled pairs, 1 of them true." in page
    assert "Viktor" not in page


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ("", "Give this"),
        ("{", "Line 1: Write the pair"),
        (f"{json.dumps(PAIR)}\n[]", "Line 2: Write the pair"),
        (f'{json.dumps(PAIR)}\n\n{{"id": "2"}}', "Line 3: Write the pair"),
    ],
)
def test_pairs_that_cannot_be_read_name_their_line(analyst: Visitor, caller: Caller, pairs: str, said: str) -> None:
    path = draft(caller, analyst.account_id)
    page = read(analyst.post(f"{path}/evaluation", {"version": "1", "by": "pairs", "pairs": pairs}), 422)
    assert said in page


def test_without_answers_it_says_what_is_missing(analyst: Visitor, caller: Caller) -> None:
    path = draft(caller, analyst.account_id)
    page = read(analyst.post(f"{path}/evaluation", {"version": "1"}), 409)
    assert "there have to be true matches and false positives" in page


def test_a_stale_form_changes_nothing(analyst: Visitor, caller: Caller) -> None:
    path = draft(caller, analyst.account_id)
    assert analyst.post(f"{path}/retirement", {"version": "7"}).status_code == 412
    assert analyst.post(f"{path}/retirement").status_code == 428


def test_two_versions_differ_in_words(caller: Caller) -> None:
    with caller.rt.open_work(caller.tenant.id, "acc_maker") as work:
        one, other = (
            profiles.draft(caller.rt, work, Purpose.ONBOARDING, "m", content)
            for content in (
                Content(threshold=0.805, weights={"country": 0.2}),
                Content(("ofac_cons", "ofac_sdn", "un")),
            )
        )
    found = {row.what: (row.here, row.there, row.differs) for row in compare(one, other, 0.7)}
    assert found["Threshold"] == ("80.5 %", "70 %", True)
    assert found["Lists"] == ("all in use", "OFAC Consolidated, OFAC SDN, UN", True)
    assert found["Country"] == ("+0.20", "+0.12", True)
    assert found["Purpose"] == ("Onboarding", "Onboarding", False)
    assert [row.what for row in compare(one, None, 0.7) if row.differs] == ["Threshold", "Country"]


def test_another_tenants_version_is_none(enter: Enter, caller: Caller, stranger: Caller) -> None:
    path = draft(stranger, "acc_x")
    assert enter(caller, Role.SENIOR_ANALYST).get(path).status_code == 404
