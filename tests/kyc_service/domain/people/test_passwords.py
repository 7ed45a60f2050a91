"""Passwords that are tried first are refused, whatever digits stand around them; everything else long enough is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.people.accounts import Person
from kyc_service.domain.people.passwords import LONGEST, SHORTEST, is_common, normal, read_password
from kyc_service.errors import InvalidInputError

WILMA = Person("Wilma van Fictief", "w.fictief@desk.example")
REFUSED = [
    ("eleven char", "password_too_short"),
    ("", "password_too_short"),
    ("\ufb03" * 3, "password_too_short"),
    ("ab cd ef gh " * 11, "password_too_long"),
    ("\ufdfa" * 20, "password_too_long"),
    ("password1234", "password_common"),
    ("Passw0rd!2026", "password_common"),
    ("P@$$w0rd2026!", "password_common"),
    ("WelcomeWelcome1", "password_common"),
    ("Summer2026!!!!", "password_common"),
    ("Zomer-Zomer-2026", "password_common"),
    ("kyc-compliance-2026", "password_common"),
    ("letmein letmein", "password_common"),
    ("qwertyuiop123", "password_common"),
    ("1q2w3e4r5t6y", "password_common"),
    ("azertyuiopqsd", "password_common"),
    ("123456789012", "password_common"),
    ("abcdefghijklmnop", "password_common"),
    ("aaaaaaaaaaaaaa", "password_common"),
    ("abcabcabcabc", "password_common"),
    ("x9#x9#x9#x9#", "password_common"),
    ("Ficti3f-12345", "password_common"),
    ("example-desk-99", "password_common"),
    ("wilmavanfictief7", "password_own_name"),
    ("Wilma van Fictief", "password_own_name"),
    ("xx w.fictief xx 7", "password_own_name"),
]
TAKEN = [
    "seven grey kettles whistle",
    "correct horse battery staple",
    "\u043a\u043b\u044e\u0447 \u043e\u0442 \u0441\u0435\u0440\u043e\u0433\u043e \u0434\u043e\u043c\u0430",
    "\u7530\u4e2d\u3055\u3093\u306f\u732b\u304c\u3068\u3066\u3082\u597d\u304d",
    "k7#mPq2!vXz9",
    "brass lantern 1847",
    "dragon of the brass lantern",
]


@pytest.mark.parametrize(("password", "code"), REFUSED, ids=[password[:20] or "(none)" for password, _ in REFUSED])
def test_a_password_that_would_be_tried_is_refused(password: str, code: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_password(password, WILMA)
    assert [(fault.pointer, fault.code) for fault in caught.value.faults] == [("/password", code)]


@pytest.mark.parametrize("password", TAKEN)
def test_a_password_of_one_s_own_is_taken(password: str) -> None:
    assert read_password(password, WILMA) == normal(password)


def test_one_password_on_two_keyboards_is_one() -> None:
    assert normal("cafe\u0301 au lait \u2460") == normal("caf\u00e9 au lait 1")


@given(text=st.text(max_size=300))
def test_whatever_is_typed_is_taken_or_refused_with_one_reason(text: str) -> None:
    try:
        taken = read_password(text, WILMA)
    except InvalidInputError as error:
        reasons = error.faults
    else:
        reasons = ()
        assert SHORTEST <= len(taken) <= LONGEST
        assert normal(taken) == taken
    assert len(reasons) <= 1


@given(word=st.sampled_from(["password", "welkom", "sommer", "dragon"]), digits=st.text("0123456789!-_ ", min_size=8))
def test_digits_and_signs_do_not_make_a_common_word_another(word: str, digits: str) -> None:
    assert is_common(word + digits)
    assert is_common(digits + word)


def test_a_name_of_two_letters_forbids_nothing() -> None:
    assert read_password("seven grey kettles bo", Person("Bo Li", "bo@li.example"))
