"""Pictures of ratings: well formed, safe, complete, said in words too."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from lxml import etree

from kyc_service.domain.risk.facts import Fact, Value
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.rating import rate
from kyc_service.domain.risk.tables import RiskTable, Rule
from kyc_service.services.risk.files import default_table
from kyc_service.services.risk.pictures import draw
from kyc_service.services.risk.words import tell_level
from tests.fixtures.risk import factor, facts, table, tables

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "desc", "style", "g", "rect", "polygon", "text"}
Known = dict[Fact, tuple[Value, ...]]


def picture(made: RiskTable, known: Known) -> etree._Element:
    return etree.fromstring(draw(made, rate(made, known), known).encode())


def texts(drawn: etree._Element) -> list[str]:
    return [element.text or "" for element in drawn.iter(f"{SVG}text")]


def boxes(drawn: etree._Element, fill: str) -> list[tuple[float, float]]:
    found = [box for box in drawn.iter(f"{SVG}rect") if f"f-{fill}" in (box.get("class") or "").split()]
    return [(float(box.get("x", 0)), float(box.get("width", 0))) for box in found]


def test_a_picture_has_a_role_a_title_and_says_all_in_words() -> None:
    known: Known = {Fact.REGISTRATION_COUNTRY: ("IR",)}
    drawn = picture(default_table(), known)
    title, said = drawn.find(f"{SVG}title"), drawn.find(f"{SVG}desc")
    assert title is not None
    assert said is not None
    assert drawn.get("role") == "img"
    assert drawn.get("aria-labelledby") == f"{title.get('id')} {said.get('id')}"
    assert title.text == "Risk rating: high"
    assert tell_level(default_table(), rate(default_table(), known)) in (said.text or "")
    assert "Country of registration: IR is on FATF's call for action as of 19 June 2026: 40 points" in (said.text or "")


def test_a_bar_is_as_long_as_its_points_and_the_faint_one_as_its_weight() -> None:
    small = factor(Fact.ROLE, Rule(reason="x", points=10, values=frozenset({"seller"})), most=20)
    large = factor(Fact.AGE_YEARS, Rule(reason="x", points=40, high=1), most=40)
    drawn = picture(table(small, large), {Fact.ROLE: ("seller",), Fact.AGE_YEARS: (5.0,)})
    ((_, short), (_, long)) = boxes(drawn, "room")
    ((_, bar),) = boxes(drawn, "bar")
    assert long == pytest.approx(2 * short, abs=0.2)
    assert bar == pytest.approx(short / 2, abs=0.2)
    assert {"10 of 20", "0 of 40"} <= set(texts(drawn))


def test_the_pointer_is_in_the_level_that_the_points_lead_to() -> None:
    score = factor(Fact.AGE_YEARS, *(Rule(reason="x", points=p, low=p, high=p + 1) for p in (10, 30, 70)))
    for points, level in ((10, "low"), (30, "medium"), (70, "high")):
        drawn = picture(table(score), {Fact.AGE_YEARS: (float(points),)})
        (polygon,) = drawn.iter(f"{SVG}polygon")
        x = float((polygon.get("points") or "").split(",")[0])
        ((left, width),) = boxes(drawn, level)
        assert left <= x <= left + width
        assert f"{points} points" in texts(drawn)


def test_the_level_in_force_is_told_by_its_edge_and_in_words_too() -> None:
    drawn = picture(default_table(), {Fact.CONFIRMED_TOPICS: ("sanction",)})
    thick = [box.get("class") for box in drawn.iter(f"{SVG}rect") if box.get("stroke-width") == "3"]
    assert thick == ["f-prohibited s-ink"]
    assert {"Risk rating: prohibited", "by no points", "Never below prohibited, whatever the points are."} <= set(
        texts(drawn)
    )


def test_what_nobody_knows_is_told_from_what_counts_nothing() -> None:
    ages = factor(Fact.AGE_YEARS, Rule(reason="x", points=40, high=1), most=40)
    assert "0 of 40, not known" in texts(picture(table(ages), {}))
    assert "0 of 40" in texts(picture(table(ages), {Fact.AGE_YEARS: (3.0,)}))
    assert "0 of 40" in texts(etree.fromstring(draw(table(ages), rate(table(ages), {})).encode()))


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "A & B", '" onload="x', "a\x00b\u202ec\ud800"])
def test_words_of_a_table_are_text_whatever_they_hold(words: str) -> None:
    odd = factor(Fact.ROLE, Rule(reason=words, points=10, values=frozenset({"*"})))
    drawn = picture(replace(table(replace(odd, title=words)), name=words), {Fact.ROLE: (words,)})
    assert {etree.QName(element).localname for element in drawn.iter()} <= ALLOWED
    assert not any(key.startswith("on") or "href" in key for element in drawn.iter() for key in element.attrib)
    assert "\u202e" not in etree.tostring(drawn, encoding="unicode")


def test_nothing_is_loaded_and_dark_screens_are_thought_of() -> None:
    said = draw(default_table(), rate(default_table(), {}))
    assert "prefers-color-scheme: dark" in said
    assert not any(word in said for word in ("url(", "@import", "href", "<script", "<image"))


@given(tables(), facts())
@settings(max_examples=40)
def test_every_rating_can_be_drawn_within_its_frame(made: RiskTable, known: Known) -> None:
    drawn = picture(made, known)
    width, height = float(drawn.get("width", 0)), float(drawn.get("height", 0))
    for box in drawn.iter(f"{SVG}rect"):
        left, top, wide, high = (float(box.get(key, 0)) for key in ("x", "y", "width", "height"))
        assert left >= 0
        assert top >= 0
        assert left + wide <= width
        assert top + high <= height
    assert {str(level) for level in Level} <= set(texts(drawn))
    assert all(float(line.get("y", 0)) < height for line in drawn.iter(f"{SVG}text"))
