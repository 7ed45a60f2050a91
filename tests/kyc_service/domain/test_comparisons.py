"""When a comparison needs a person."""

import pytest

from kyc_service.domain.comparisons import GRAVE, INFORMING, Compared, Matter, Result, needs_a_look
from kyc_service.domain.registers import Flag


def test_every_flag_is_either_grave_or_informs() -> None:
    assert set(Flag) == GRAVE | INFORMING
    assert not GRAVE & INFORMING


@pytest.mark.parametrize("flag", list(Flag))
def test_a_grave_flag_alone_needs_a_person_and_another_does_not(flag: Flag) -> None:
    assert needs_a_look((), (flag,)) is (flag in GRAVE)


@pytest.mark.parametrize(
    ("matter", "result", "look"),
    [
        (Matter.NAME, Result.MISMATCH, True),
        (Matter.NAME, Result.PARTIAL, False),
        (Matter.NUMBER, Result.MISMATCH, True),
        (Matter.STATUS, Result.MISMATCH, True),
        (Matter.OFFICER, Result.MISMATCH, True),
        (Matter.OFFICER, Result.NOT_SUBMITTED, False),
        (Matter.OWNER, Result.MISMATCH, True),
        (Matter.ADDRESS, Result.PARTIAL, False),
        (Matter.ADDRESS, Result.MISMATCH, False),
        (Matter.LEGAL_FORM, Result.MISMATCH, False),
        (Matter.INCORPORATED_ON, Result.MISMATCH, False),
        (Matter.NAME, Result.NOT_PROVIDED_BY_REGISTRY, False),
    ],
)
def test_which_row_needs_a_person(matter: Matter, result: Result, look: bool) -> None:
    assert needs_a_look((Compared(matter=matter, result=result),), ()) is look


def test_an_owner_who_was_left_out_matters_where_others_were_named() -> None:
    flags = (Flag.OWNER_NOT_SUBMITTED,)
    left_out = Compared(matter=Matter.OWNER, result=Result.NOT_SUBMITTED, theirs="Piet Pietersen")
    named = Compared(matter=Matter.OWNER, result=Result.MATCH, ours="Jan Jansen", person=0)
    assert not needs_a_look((left_out,), flags)
    assert needs_a_look((named, left_out), flags)


def test_a_row_does_not_show_what_it_quotes() -> None:
    row = Compared(matter=Matter.OWNER, result=Result.MATCH, ours="Jan Jansen", theirs="JANSEN", note="'jan'")
    assert "ansen" not in f"{row!r} {row}".lower()
    assert "'jan'" not in repr(row)
