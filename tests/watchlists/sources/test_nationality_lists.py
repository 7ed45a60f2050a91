from __future__ import annotations

import pytest

from watchlists.model import Kind
from watchlists.sources.drafts import Draft
from watchlists.sources.nationality_lists import add_nationalities


@pytest.mark.parametrize(
    ("text", "codes", "kept"),
    [
        ("Iranian\u00a0", ["IR"], []),
        ("Iran and United States", ["IR", "US"], []),
        ("Bosnia and Herzegovina", ["BA"], []),
        ("Democratic People's Republic Of Korea", ["KP"], []),
        ("a) French\u00a0 b) Tunisian", ["FR", "TN"], []),
        ("Moldovan, Russian and Ukrainian", ["MD", "RU", "UA"], []),
        ("Somalia;\nKenya", ["SO", "KE"], []),
        ("Turkish/Jordanian", ["TR", "JO"], []),
        ("a) Russian b) USSR (until 1991)", ["RU"], []),
        ("Possibly Ethiopian", ["ET"], []),
        ("Congolese", [], ["Congolese"]),
        ("Kuwaiti citizenship withdrawn in 2002", ["KW"], []),
        ("", [], []),
    ],
)
def test_nationalities_of_one_cell(text: str, codes: list[str], kept: list[str]) -> None:
    draft = Draft(id="au:1", source="au", kind=Kind.PERSON)
    add_nationalities(draft, text)
    assert (draft.nationalities, [value.text for value in draft.unparsed]) == (codes, kept)


def test_a_remark_is_kept() -> None:
    draft = Draft(id="au:1", source="au", kind=Kind.PERSON)
    add_nationalities(draft, "Kuwaiti citizenship withdrawn in 2002")
    assert draft.reasons == ["Nationality: Kuwaiti citizenship withdrawn in 2002"]
