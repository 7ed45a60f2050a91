"""Names: what is refused, what is flagged, what is simply a name."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.intake.names import LONGEST, MOST_BYTES, is_placeholder, read_business_name, read_person_name


@pytest.mark.parametrize(
    "name",
    [
        "O",
        "Suharto",
        "O\u2019Brien",
        "Jennifer Null",
        "Jennifer 8. Lee",
        "X Æ A-12",
        "İpek",
        "王小明",
        "สมชำ",
        "Նարեկ Ակոբյան և որդի",
        "محمد بن سلمان",
        "می\u200cخواهم",
        "\u200fמשה",
        "葛\U000e0100城",
        "Müller-Lüdenscheidt",
        "Jan   Jansen",
        "Henry the 8th",
    ],
)
def test_an_ordinary_name_is_accepted_as_it_is(name: str) -> None:
    found = read_person_name(name)
    assert (found.value, found.fault, found.flags) == (name, None, ())


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", "name_empty"),
        (" \u3000", "name_empty"),
        ("\u200b\u2060", "name_empty"),
        ("-", "name_no_letters"),
        ("\u2014 \u2019", "name_no_letters"),
        ("a" * (LONGEST + 1), "name_too_long"),
        ("王" * (MOST_BYTES // 3 + 1), "name_too_long"),
        ("Jan\u202ea", "bidi_control"),
        ("Jan\u2066a", "bidi_control"),
        ("Jan\ta", "control_character"),
        ("Jan 😀", "unsupported_character"),
        ("e" + "\u0301" * 12, "too_many_combining_marks"),
        ("4111 1111 1111 1111", "looks_like_other_data"),
        ("Jan 4111-1111-1111-1111", "looks_like_other_data"),
        ("+31 6 1234 5678", "looks_like_other_data"),
        ("jan@example.com", "looks_like_other_data"),
    ],
)
def test_what_cannot_be_a_name_is_refused_for_persons_and_businesses(name: str, fault: str) -> None:
    assert read_person_name(name).fault == fault
    assert read_business_name(name).fault == fault
    assert read_person_name(name).value == ""


@pytest.mark.parametrize(
    ("name", "flag"),
    [
        ("N/A", "placeholder_name"),
        ("XXX", "placeholder_name"),
        ("Test", "placeholder_name"),
        ("\uff2aan", "name_compatibility_forms"),
        ("I\u200bvan", "invisible_characters"),
        ("Jan\u3164", "invisible_characters"),
        ("Pеtrov", "mixed_script"),
        ("Ιvan", "mixed_script"),
        ("АТОМ", "confusable"),
        ("1van", "digits_in_name"),
        ("12", "digits_in_name"),
        ("JosÃ©", "possible_mojibake"),
    ],
)
def test_what_is_odd_is_flagged(name: str, flag: str) -> None:
    found = read_person_name(name)
    assert found.fault is None
    assert flag in found.flags


@pytest.mark.parametrize("name", ["3M", "B2B Partners", "1688", "7-Eleven", "ООО Газпром", "株式会社ABC", "A1 Taxi"])
def test_a_business_may_be_called_so(name: str) -> None:
    assert (read_business_name(name).fault, read_business_name(name).flags) == (None, ())


def test_composed_and_decomposed_are_read_alike() -> None:
    for name in ("José", "Łęcka", "Nguyễn"):
        composed, apart = unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)
        assert read_person_name(composed).flags == read_person_name(apart).flags == ()


def test_a_surname_that_means_nothing_elsewhere_is_a_name() -> None:
    assert not any(is_placeholder(name) for name in ("Null", "None", "True", "Na", "Oo", "X"))


@given(st.text(max_size=600))
def test_any_text_is_either_refused_or_kept(text: str) -> None:
    found = read_person_name(text) if not any("\ud800" <= letter <= "\udfff" for letter in text) else None
    if found is not None and found.fault is None:
        assert found.value == text
    elif found is not None:
        assert (found.value, found.flags) == ("", ())


@given(st.text(st.characters(categories=["Ll", "Lu"], max_codepoint=0x17F), min_size=3, max_size=40))
def test_hiding_a_letter_is_seen(text: str) -> None:
    found = read_person_name(text[:1] + "\u200b" + text[1:])
    assert found.fault is not None or "invisible_characters" in found.flags
