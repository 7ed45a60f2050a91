"""Sheets: numbered pages, and rows of whatever length that lose no character."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from pypdf import PdfReader

from kyc_service.services.packs import letters
from kyc_service.services.packs.sheets import Head, Sheets

NOW = dt.datetime(2026, 11, 26, 12, 0, tzinfo=dt.UTC)


def begin(*texts: str) -> Sheets:
    return Sheets(letters.choose(texts), Head("left", "right", "foot"), "A title", NOW)


def read(sheets: Sheets) -> tuple[PdfReader, list[str]]:
    reader = PdfReader(io.BytesIO(bytes(sheets.output())))
    return reader, [page.extract_text() for page in reader.pages]


def test_a_row_that_is_longer_than_a_page_goes_on_under_its_titles() -> None:
    long = "q" * 20_000
    sheets = begin(long)
    sheets.grid(("Name", "Value"), (0.3, 0.7), [("short", long), ("next", "row")])
    reader, pages = read(sheets)
    assert len(pages) > 2
    assert sum(page.count("q") for page in pages) == len(long)
    assert all("Name" in page and "Value" in page for page in pages)
    assert [re.search(r"\d+ of \d+", page)[0] for page in pages] == [  # type: ignore[index]
        f"{number} of {len(pages)}" for number in range(1, len(pages) + 1)
    ]
    assert "next" in pages[-1]
    assert reader.metadata is not None
    assert reader.metadata.title == "A title"


def test_pages_are_a4_have_a_language_and_bookmarks() -> None:
    sheets = begin("Heading")
    sheets.heading("First", 1)
    sheets.heading("Second", 2)
    sheets.heading("No bookmark", 3)
    reader, _ = read(sheets)
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    assert reader.trailer["/Root"]["/Lang"] == "en"
    (first, below) = reader.outline
    assert (first.title, [one.title for one in below]) == ("First", ["Second"])  # type: ignore[union-attr]


def test_a_heading_never_stands_last_on_a_page() -> None:
    sheets = begin("a")
    sheets.paragraph("\n".join(["a"] * 53))
    sheets.heading("At the end")
    sheets.paragraph("behind it")
    _, pages = read(sheets)
    assert "At the end" not in pages[0]
    assert pages[1].index("At the end") < pages[1].index("behind it")


@pytest.mark.parametrize("text", ["م" * 900, "क्ष" * 600, "王" * 2000, "a" + "\u0301" * 900, " " * 900, "word " * 900])
def test_long_texts_of_any_script_fit_between_the_margins(text: str) -> None:
    sheets = begin(text)
    sheets.fields([("Name", text)])
    _, pages = read(sheets)
    assert pages
