from __future__ import annotations

import pytest

from watchlists.model import Kind, NameKind
from watchlists.sources.alias_quality import guess_quality


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Abu Ismail", Kind.PERSON, NameKind.STRONG),
        ("Barbeque", Kind.PERSON, NameKind.WEAK),
        ("KOMID", Kind.ORGANISATION, NameKind.WEAK),
        ("LRA", Kind.ORGANISATION, NameKind.WEAK),
        ("BANKMELLI", Kind.ORGANISATION, NameKind.STRONG),
        ("Gazprom", Kind.ORGANISATION, NameKind.STRONG),
        ("Lord's Resistance Army", Kind.ORGANISATION, NameKind.STRONG),
        ("ARTAVIL", Kind.VESSEL, NameKind.STRONG),
        ("X", Kind.AIRCRAFT, NameKind.STRONG),
        ("محمد حسن أخوند", Kind.PERSON, NameKind.ORIGINAL_SCRIPT),
        ("محمد", Kind.PERSON, NameKind.WEAK),
        ("神の抵抗軍", Kind.ORGANISATION, NameKind.ORIGINAL_SCRIPT),
        ("김정은", Kind.PERSON, NameKind.ORIGINAL_SCRIPT),
        ("123", Kind.PERSON, NameKind.WEAK),
        ("", Kind.PERSON, NameKind.STRONG),
    ],
)
def test_an_alias_of_one_loose_word_is_weak(text: str, kind: Kind, expected: NameKind) -> None:
    assert guess_quality(text, kind) is expected
