from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.model import Kind, NameKind
from watchlists.sources.ofac_names import read_name


@pytest.mark.parametrize(
    ("published", "kind", "value", "given_name", "family"),
    [
        (
            "PUTIN, Vladimir Vladimirovich",
            Kind.PERSON,
            "Vladimir Vladimirovich PUTIN",
            "Vladimir Vladimirovich",
            "PUTIN",
        ),
        ("LAVILLA, Ruben Pestano, Jr.", Kind.PERSON, "Ruben Pestano LAVILLA Jr.", "Ruben Pestano", "LAVILLA Jr."),
        ("MEZA, JR., Arturo", Kind.PERSON, "Arturo MEZA JR.", "Arturo", "MEZA JR."),
        ("MARUF, Taha, Muhyi al-Din", Kind.PERSON, "Taha Muhyi al-Din MARUF", "Taha Muhyi al-Din", "MARUF"),
        ("KHUN SA", Kind.PERSON, "KHUN SA", None, None),
        ("ANGLO-CARIBBEAN CO., LTD.", Kind.ORGANISATION, "ANGLO-CARIBBEAN CO., LTD.", None, None),
    ],
)
def test_a_name_is_put_in_reading_order(
    published: str, kind: Kind, value: str, given_name: str | None, family: str | None
) -> None:
    name = read_name(published, kind, NameKind.PRIMARY)
    assert (name.value, name.given, name.family) == (value, given_name, family)


@given(st.text("A ,.JrIi", min_size=1, max_size=20), st.sampled_from(Kind))
def test_no_letter_of_a_name_is_lost(text: str, kind: Kind) -> None:
    name = read_name(text, kind, NameKind.STRONG)
    assert sorted(name.value.replace(" ", "").replace(",", "")) == sorted(text.replace(" ", "").replace(",", ""))
