"""Preparing names of persons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.normalize.names import prepare_person
from watchlists.normalize.tokens import Role


@pytest.mark.parametrize(
    ("value", "expected", "why"),
    [
        ("LAST, First Middle", "first middle last", "the family name in front of the comma goes last"),
        ("Dr. Jan Jansen, PhD", "jan jansen", "titles and suffixes are set aside"),
        ("van der Berg", "berg", "particles are set aside"),
        ("Berg, van der", "berg", "wherever they stand"),
        ("Li Peng", "li peng", "a particle elsewhere is a surname here"),
        ("Jose de la Cruz", "jose cruz", "and a particle inside a name"),
        ("'Abd al-Aziz al-Nuristani", "abdulaziz nuristani", "servant of: one word"),
        ("Abdul Aziz Nuristani", "abdulaziz nuristani", "however written"),
        ("Abdulaziz Nuristani", "abdulaziz nuristani", "however glued"),
        ("Saif al-Din al-Rawi", "saifdin rawi", "sword of faith: one word"),
        ("1van P3trov", "ivan petrov", "digits that look like letters"),
        ("Sheikh", "sheikh", "a title is all there is"),
        ("", "", "nothing"),
    ],
)
def test_prepares(value: str, expected: str, why: str) -> None:
    assert prepare_person(value).plain == expected, why


def test_tells_roles() -> None:
    roles = {
        token.text: token.role for token in prepare_person("Hans J Sergeevich bin Hasan MUELLER", "MUELLER").tokens
    }
    assert roles == {
        "hans": Role.NAME,
        "j": Role.INITIAL,
        "sergeevich": Role.MIDDLE,
        "hasan": Role.FATHER,
        "mueller": Role.FAMILY,
    }


def test_a_title_beside_a_single_name_is_kept() -> None:
    assert [token.role for token in prepare_person("Haji Noorullah").tokens] == [Role.TITLE, Role.NAME]


def test_han_and_hangul_names_keep_their_signs() -> None:
    assert prepare_person("習近平").is_han
    assert prepare_person("김정은").signs == "김정은"
    assert not prepare_person("Xi Jinping").signs


@given(st.text(max_size=120))
def test_answers_any_text(text: str) -> None:
    name = prepare_person(text)
    assert name.value == text
    assert all(token.weight > 0 and token.text for token in name.tokens)
