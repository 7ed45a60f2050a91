"""Ownership at the console: a picture with the same in words, whole or as the part that goes into a page."""

from __future__ import annotations

from tests.fixtures.owned import LISTED_BIRTH, LISTED_PERSON
from tests.fixtures.service import Caller, submission
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import read


def place(caller: Caller) -> str:
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        subject = work.subjects.by_reference("shop-1")
        assert subject is not None
        return f"/console/subjects/{subject.id}/ownership"


def test_the_picture_has_its_words_beside_it(analyst: Visitor, caller: Caller) -> None:
    owner = {"role": "owner", "name": LISTED_PERSON, "date_of_birth": LISTED_BIRTH, "ownership": {"percent": 60}}
    caller.run(caller.submit(submission(people=[owner])))
    page = read(analyst.get(place(caller)))
    assert 'role="img" aria-labelledby="ownership-title ownership-desc"' in page
    assert "sure, 60 %" in page
    assert "has an undecided hit" in page
    assert " style=" not in page, "the policy lets no inline style through"


def test_htmx_gets_the_part_alone(analyst: Visitor, caller: Caller) -> None:
    caller.run(caller.submit())
    page = read(analyst.get(place(caller), HX_Request="true"))
    assert "<html" not in page
    assert page.lstrip().startswith('<section class="panel spaced"')


def test_without_an_owner_the_next_step_is_said(analyst: Visitor, caller: Caller) -> None:
    caller.run(caller.submit())
    assert "Ask for the owners" in read(analyst.get(place(caller)))


def test_a_dutch_page_has_the_picture_in_dutch(analyst: Visitor, caller: Caller) -> None:
    owner = {"role": "owner", "name": LISTED_PERSON, "date_of_birth": LISTED_BIRTH, "ownership": {"percent": 60}}
    caller.run(caller.submit(submission(people=[owner])))
    page = read(analyst.get(place(caller), Accept_Language="nl"))
    picture = page[page.index("<svg xmlns") :]
    for words in ("Eigendom van", ">uiteindelijk belanghebbende<", ">persoon<", ">60%<", "Niet verklaard: 40%."):
        assert words in picture
    assert 'lang="en"' not in page
