"""Who an account is for is read with care, and shown to nobody by accident."""

from __future__ import annotations

import pytest

from kyc_service.domain.people.accounts import Person, email_key, read_person
from kyc_service.errors import InvalidInputError


@pytest.mark.parametrize(
    "typed", ["Wilma@Desk.Example", "  wilma@desk.example ", "\uff57ilma@desk.example", "WILMA@DESK.EXAMPLE"]
)
def test_one_address_however_it_is_typed(typed: str) -> None:
    assert email_key(typed) == "wilma@desk.example"


def test_a_name_is_tidied_and_an_address_kept_as_typed() -> None:
    assert read_person(" Ada \t van  Fictief", " Ada@Desk.example ") == Person("Ada van Fictief", "Ada@Desk.example")


@pytest.mark.parametrize(
    "email", ["", "ada", "ada@", "ada@desk", "a@b@c.example", "ada@desk.example\nBcc: x", "x" * 300]
)
def test_what_is_no_address_is_refused_without_repeating_it(email: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_person("Ada", email)
    assert [fault.code for fault in caught.value.faults] == ["invalid_email"]


def test_a_person_does_not_show_in_a_traceback() -> None:
    shown = repr(Person("Ada Fictief", "ada@desk.example"))
    assert "Ada" not in shown
    assert "desk" not in shown
