import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.ids import PREFIXES, new_id, parse_id


@pytest.mark.parametrize("noun", sorted(PREFIXES))
def test_an_id_is_read_back_in_any_case(noun: str) -> None:
    made = new_id(noun)
    assert parse_id(noun, made) == made
    assert parse_id(noun, made.upper()) == made


def test_ids_do_not_repeat() -> None:
    assert len({new_id("subject") for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "text",
    ["", "null", "-1", "ver_", "ver_" + "g" * 32, "ver_" + "0" * 31, "ver_" + "0" * 33, "x" * 10_000, "../../etc"],
)
def test_what_is_no_id_is_refused(text: str) -> None:
    assert parse_id("verification", text) is None


def test_an_id_of_another_noun_is_refused() -> None:
    assert parse_id("verification", new_id("subject")) is None


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    found = parse_id("case", text)
    assert found is None or found == text.lower()
