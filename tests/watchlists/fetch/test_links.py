"""The link to a list on its publisher's page."""

from __future__ import annotations

import pytest

from watchlists.fetch.links import find_link

PAGE = "https://www.mof.example/policy/list.html"
HTML = """<html><body><a>nothing</a><a href="/about.html">About</a>
<div><a href="shisantouketsu20260305.xlsx">対象者リスト <b>(Excel)</b></a>
<a href="https://other.example/older.xlsx">older</a><a href="/csv?id=1">Export as CSV</a></div></body></html>"""


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        (r"\.xlsx?$", "https://www.mof.example/policy/shisantouketsu20260305.xlsx"),
        (r"export as csv", "https://www.mof.example/csv?id=1"),
        (r"\(Excel\)", "https://www.mof.example/policy/shisantouketsu20260305.xlsx"),
        (r"\.ods$", None),
    ],
)
def test_the_first_link_that_matches_by_address_or_words(pattern: str, address: str | None) -> None:
    assert find_link(HTML.encode(), PAGE, pattern) == address


@pytest.mark.parametrize("page", [b"", b"\0\0", b"<", b"<!-- -->", b"plain words"])
def test_a_page_without_links_has_none(page: bytes) -> None:
    assert find_link(page, PAGE, "x") is None
