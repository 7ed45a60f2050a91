"""Profiles at the desk: what is in use, the simulator, and a draft with its faults at their fields."""

from __future__ import annotations

import pytest

from kyc_service.domain.people.roles import Role
from tests.fixtures.service import LISTED_NAME, Caller, submission
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read

PATH = "/console/profiles"
FORM = {"purpose": "onboarding", "name": "marketplace", "threshold": "82.5", "weights": "country=0.2", "all_lists": "1"}


def test_an_empty_desk_says_what_holds_and_what_comes(analyst: Visitor) -> None:
    page = read(analyst.get(PATH))
    for words in (
        "No profile yet",
        "No hit is on file",
        "no profile: the service's own settings".replace("'", "&#39;"),
    ):
        assert words in page or words.replace("&#39;", "'") in page, words


def test_hits_are_drawn_and_said_in_a_table_and_nobody_is_named(analyst: Visitor, caller: Caller) -> None:
    caller.run(caller.submit(submission(reference="shop-named", business={"name": LISTED_NAME})))
    page = read(analyst.get(f"{PATH}/simulator?threshold=60"))
    assert "Hits by score: 1 lie at or above 60 %" in page
    assert '<rect class="hollow"' in page
    assert "Below 70 % more would be found" in page
    for text in (LISTED_NAME, "shop-named", "sub_", "hit_", " style="):
        assert text not in page


def test_the_slider_gets_only_the_part_that_changes(analyst: Visitor) -> None:
    part = read(analyst.get(f"{PATH}/simulator?threshold=90", HX_Request="true"))
    assert "<html" not in part
    assert "From 90 % on" in part


@pytest.mark.parametrize("threshold", ["49", "99.5", "abc", "1e1", "--", "²"])
def test_a_threshold_outside_the_bounds_says_so(analyst: Visitor, threshold: str) -> None:
    page = read(analyst.get(f"{PATH}/simulator?threshold={threshold}"))
    assert "Give per cent, from 50 to 99." in page
    assert f"From {threshold}" not in page


def test_a_draft_is_kept_and_shown(analyst: Visitor) -> None:
    answer = analyst.post(PATH, FORM)
    assert answer.status_code == 303
    page = read(analyst.get(answer.headers["Location"]))
    for words in ("82.5 %", "+0.20", "Measure it", "Drafted"):
        assert words in page
    assert "marketplace</bdi> 1</a>" in read(analyst.get(PATH))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "Market Place", "Use 1 to 64 of the characters"),
        ("threshold", "40", "Give per cent, from 50 to 99."),
        ("weights", "luck=0.2", "Write one a line"),
        ("weights", "country", "Write one a line"),
        ("purpose", "spying", "one of"),
        ("all_lists", "", "Name every required list"),
    ],
)
def test_a_fault_stands_at_its_field_and_what_was_typed_stays(
    analyst: Visitor, field: str, value: str, said: str
) -> None:
    page = read(analyst.post(PATH, {**FORM, field: value}), 422)
    assert said in page
    assert 'aria-invalid="true"' in page
    assert "82.5" in page or field == "threshold"


def test_whoever_only_reads_gets_no_form(enter: Enter, caller: Caller) -> None:
    visitor = enter(caller, Role.VIEWER)
    assert "Keep the draft" not in read(visitor.get(PATH))
    assert visitor.post(PATH, FORM).status_code == 403
