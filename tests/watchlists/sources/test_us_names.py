from __future__ import annotations

import pytest

from watchlists.model import Kind, NameKind
from watchlists.sources.drafts import Draft
from watchlists.sources.us_names import add_name, take_apart


@pytest.mark.parametrize(
    ("text", "name", "aliases"),
    [
        ("UTAIR AVIATION JSC,", "UTAIR AVIATION JSC", []),
        ("Far East Trading Company, Inc. (a.k.a. FETCO, Inc.)", "Far East Trading Company, Inc.", ["FETCO, Inc."]),
        ("A Institute [aka B Center, C Institute]", "A Institute", ["B Center, C Institute"]),
        ("X Corporation (a.k.a. Y, Inc.; Z, Inc.)", "X Corporation", ["Y, Inc.", "Z, Inc."]),
        ("JSC NIIP, f.k.a., Nauchno Institut", "JSC NIIP", ["Nauchno Institut"]),
        ("JOHN DOE D/B/A DOE EXPORTS", "JOHN DOE", ["DOE EXPORTS"]),
        ("Fourth Academy, and its sub-units and successors", "Fourth Academy", []),
        ("Xi?an Research Institute", "Xi'an Research Institute", []),
        ("Donetsk People?s Republic", "Donetsk People's Republic", []),
        ("OOO ?DSK?", "OOO DSK", []),
        ("CETC 13. Subordinate Institution - Bowei Circuits", "CETC 13", ["Bowei Circuits"]),
        ("Aka Trading", "Aka Trading", []),
        ("(a.k.a. ONLY)", "(a.k.a. ONLY)", ["ONLY"]),
    ],
)
def test_a_name_is_taken_apart(text: str, name: str, aliases: list[str]) -> None:
    written = take_apart(text)
    assert (written.name, [alias for alias, _ in written.aliases]) == (name, aliases)


def test_a_former_name_is_known_by_its_words() -> None:
    draft = Draft(id="us_bis:1", source="us_bis", kind=Kind.UNKNOWN)
    add_name(draft, "JSC NIIP (f.k.a., Nauchno Institut)", None)
    add_name(draft, "F.K.A. Presidency Office", None)
    assert [(name.value, name.kind) for name in draft.names] == [
        ("JSC NIIP", NameKind.PRIMARY),
        ("Nauchno Institut", NameKind.FORMER),
        ("Presidency Office", NameKind.FORMER),
    ]
    assert draft.reasons == [
        "Name as published: JSC NIIP (f.k.a., Nauchno Institut)",
        "Name as published: F.K.A. Presidency Office",
    ]
