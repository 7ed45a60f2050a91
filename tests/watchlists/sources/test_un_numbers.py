from __future__ import annotations

import pytest

from watchlists.model import Kind, Relation
from watchlists.sources.drafts import Draft
from watchlists.sources.un_numbers import add_mentioned_numbers, add_own_number


@pytest.mark.parametrize(
    ("text", "references", "kept"),
    [
        ("QDi.001", ["un:QDi.001"], []),
        ("QDE.145", ["un:QDe.145"], []),
        ("KPi.001, KPi.002", ["un:KPi.001", "un:KPi.002"], []),
        ("QDi.43", [], ["QDi.43"]),
        ("XXi.001", [], ["XXi.001"]),
        ("N/A", [], []),
        ("", [], []),
    ],
)
def test_only_a_whole_number_is_a_reference(text: str, references: list[str], kept: list[str]) -> None:
    draft = Draft(id="eu:X", source="eu", kind=Kind.PERSON)
    add_own_number(draft, text)
    assert draft.references == references
    assert [value.text for value in draft.unparsed] == kept


def test_a_number_in_prose_is_another_partys_unless_it_is_the_own() -> None:
    draft = Draft(id="eu:X", source="eu", kind=Kind.PERSON, references=["un:TAi.002"])
    add_mentioned_numbers(draft, ("Deputy of TAi.002 and of Al-Qaida (QDe.004).", "no number: QDe.04"))
    assert draft.relations == [Relation("linked_to", "un:QDe.004")]
