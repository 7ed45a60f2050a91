from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from kyc_service.services.rights import documents

TEXT = st.text(max_size=30)
VALUES = st.recursive(
    TEXT | st.none() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=12,
)
TAGS = re.compile(r"<(/?[a-z][a-z0-9]*)", re.ASCII)
OURS = {
    *("html", "head", "meta", "title", "style", "body", "h1", "h2", "p"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


@given(package=st.dictionaries(TEXT, VALUES, max_size=4), title=TEXT)
def test_whatever_a_value_holds_it_is_shown_as_text(package: dict[str, object], title: str) -> None:
    written = documents.write(package, title)
    assert {tag.removeprefix("/") for tag in TAGS.findall(written)} <= OURS


def test_nothing_is_loaded_from_elsewhere() -> None:
    written = documents.write({"items": [{"field": "a", "value": "<script>alert(1)</script>"}]}, "t")
    assert "default-src 'none'" in written
    assert not re.search(r"(src|href)=", written)
    assert "&lt;script&gt;" in written


def test_an_empty_part_says_so() -> None:
    assert written_text({"sources": [], "data": {}}).count("Nothing.") == 2


def written_text(package: dict[str, object]) -> str:
    return documents.write(package, "t")
