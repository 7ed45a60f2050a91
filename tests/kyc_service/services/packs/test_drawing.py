"""The picture of owners on paper: all of it, on the page, and in letters that can be read."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from pypdf import PageObject, PdfReader

from kyc_service.domain.ownership.beneficial import find_beneficial_owners
from kyc_service.domain.ownership.blocking import apply_rule
from kyc_service.domain.ownership.rules import RuleName
from kyc_service.services.ownership.pictures import draw
from kyc_service.services.packs import drawing, letters
from kyc_service.services.packs.sheets import Head, Sheets
from tests.fixtures.ownership import graph

NOW = dt.datetime(2026, 11, 26, 12, 0, tzinfo=dt.UTC)
LISTED = "X 60 A; A 60 T; Y 40 A; B 10 T; W 100 B"


def picture(lines: str, blocked: str = "") -> str:
    made = graph(lines)
    blockings = [apply_rule(made, "T", list(blocked), RuleName.OFAC)] if blocked else []
    return draw(made, find_beneficial_owners(made, "T"), blockings)


def put(svg: str, above: int = 1) -> tuple[list[PageObject], Sheets]:
    sheets = Sheets(letters.choose([svg]), Head("left", "right", "foot"), "A title", NOW)
    for _ in range(above):
        sheets.paragraph("What stands above.")
    drawing.draw(sheets, svg)
    sheets.paragraph("What stands below.")
    return PdfReader(io.BytesIO(bytes(sheets.output()))).pages[:], sheets


def test_every_party_and_share_of_the_picture_is_on_paper() -> None:
    pages, _ = put(picture(LISTED, "X"))
    [page] = pages
    text = page.extract_text()
    for said in ("thereby blocked", "60 %", "40 %", "100 %", "beneficial owner"):
        assert said in text
    assert text.index("What stands above.") < text.index("thereby blocked") < text.index("What stands below.")
    drawn = page.get_contents()
    assert drawn is not None
    assert drawn.get_data().count(b" c\n") >= len(LISTED.split(";"))


def test_a_picture_without_room_goes_on_the_next_page_whole() -> None:
    pages, _ = put(picture(LISTED), above=45)
    assert ["asked about" in page.extract_text() for page in pages] == [False, True]


@pytest.mark.parametrize(("owners", "pages_across"), [(3, 0), (14, 1)])
def test_a_wide_picture_has_a_page_across_and_what_follows_stands_upright(owners: int, pages_across: int) -> None:
    wide = "; ".join(f"{name} 5 T" for name in "ABCDEFGHIJKLMN"[:owners])
    pages, sheets = put(picture(wide))
    across = [page for page in pages if page.mediabox.width > page.mediabox.height]
    assert len(across) == pages_across
    assert "What stands below." in pages[-1].extract_text()
    assert pages[-1].mediabox.width < pages[-1].mediabox.height
    assert sheets.w < sheets.h


def test_a_name_that_no_font_has_is_seen_as_its_code_point() -> None:
    [page], _ = put(picture(LISTED).replace(">T<", ">T\u16a0<", 1))
    assert "[U+16A0]" in page.extract_text()
