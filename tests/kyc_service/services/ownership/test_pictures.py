"""Pictures: well formed, safe, complete, said in words too."""

from __future__ import annotations

import pytest
from lxml import etree

from kyc_service.domain.ownership.beneficial import find_beneficial_owners
from kyc_service.domain.ownership.blocking import apply_rule
from kyc_service.domain.ownership.graphs import Graph
from kyc_service.domain.ownership.parties import Link, Party, PartyKind
from kyc_service.domain.ownership.rules import RuleName
from kyc_service.services.ownership import pictures
from kyc_service.services.ownership.pictures import draw
from tests.fixtures.ownership import graph

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "desc", "g", "path", "rect", "polygon", "text"}


def picture(made: Graph, target: str, blocked: str = "") -> etree._Element:
    owners = find_beneficial_owners(made, target)
    blockings = [apply_rule(made, target, list(blocked), RuleName.OFAC)] if blocked else []
    return etree.fromstring(draw(made, owners, blockings).encode())


def texts(drawn: etree._Element) -> list[str]:
    return [element.text or "" for element in drawn.iter(f"{SVG}text")]


def test_a_picture_has_a_role_a_title_and_says_all_in_words() -> None:
    drawn = picture(graph("X 60 Alfa; Alfa 50 Beta; W 50 Beta"), "Beta", "X")
    assert drawn.get("role") == "img"
    title, said = drawn.find(f"{SVG}title"), drawn.find(f"{SVG}desc")
    assert title is not None
    assert said is not None
    assert drawn.get("aria-labelledby") == f"{title.get('id')} {said.get('id')}"
    assert title.text == "Ownership of Beta"
    assert "X owns 60 % of Alfa: Alfa is thereby blocked." in (said.text or "")
    assert "Beneficial owner, W: sure, 50 %" in (said.text or "")


def test_what_is_marked_is_marked_in_words() -> None:
    shown = texts(picture(graph("X 60 Alfa; Alfa 50 Beta; W 30 Beta; V 70-90 Gamma; Gamma 20 Beta"), "Beta", "X"))
    assert {"60 %", "50 %", "70 to 90 %", "blocked, beneficial owner", "thereby blocked", "beneficial owner"} <= set(
        shown
    )


@pytest.mark.parametrize(
    ("lines", "label"),
    [
        ("X 25-50 T", "25 to 50 %"),
        ("X board T", "board"),
        ("X 60 T; X 70 T", "60 to 70 %, disputed"),
        ("N 30 T for X", "30 %, nominee"),
    ],
)
def test_a_line_says_what_is_held(lines: str, label: str) -> None:
    assert label in texts(picture(graph(lines), "T"))


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "A & B", '" onload="x', "a\x00b\u202ec\ud800"])
def test_a_name_is_text_whatever_it_holds(name: str) -> None:
    made = Graph.build([Party("x", PartyKind.PERSON, name)], [Link(owner="x", owned="t", low=30, high=30)])
    drawn = picture(made, "t")
    assert {etree.QName(element).localname for element in drawn.iter()} <= ALLOWED
    assert not any(key.startswith("on") or "href" in key for element in drawn.iter() for key in element.attrib)
    assert "\u202e" not in etree.tostring(drawn, encoding="unicode")


def test_a_long_name_is_cut_and_whole_in_its_title() -> None:
    made = Graph.build(
        [Party("x", PartyKind.PERSON, "Wolfeschlegelsteinhausenbergerdorff the Elder")],
        [Link(owner="x", owned="t", low=30, high=30)],
    )
    drawn = picture(made, "t")
    assert "Wolfeschlegelsteinhaus…" in texts(drawn)
    assert any("the Elder" in (title.text or "") for title in drawn.iter(f"{SVG}title"))


def test_of_too_many_the_strongest_are_shown_and_the_rest_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_SHOWN", 4)
    drawn = picture(graph("X 30 T; W 20 T; V 10 T; Y 5 T; Z 1 T; U 0.5 T"), "T")
    assert "3 parties with the weakest links are not shown." in texts(drawn)
    assert {"X", "W", "V", "T"} <= set(texts(drawn))
    assert "U" not in texts(drawn)


@pytest.mark.parametrize(
    "lines", ["A 60 B; B 60 A; A 60 T; X 40 A", "A 100 T; T 100 A", "X 60 A; A 60 B; B 60 T; A 10 T"]
)
def test_a_circle_and_a_skipped_level_are_drawn(lines: str) -> None:
    drawn = picture(graph(lines), "T")
    assert len(list(drawn.iter(f"{SVG}path"))) == lines.count(";") + 1


def test_the_same_graph_gives_the_same_picture() -> None:
    made = graph("X 60 A; A 60 T; Y 40 A; B 10 T; W 100 B")
    owners = find_beneficial_owners(made, "T")
    assert draw(made, owners) == draw(made, owners)


def test_each_kind_has_a_shape_of_its_own() -> None:
    kinds = {"A": PartyKind.TRUST, "B": PartyKind.COMPANY, "C": PartyKind.STATE, "D": PartyKind.PERSON}
    drawn = picture(graph("A 20 T; B 20 T; C 20 T; D 20 T", kinds), "T")
    shapes = {group[0].text: (group[1].tag.removeprefix(SVG), group[1].get("rx")) for group in drawn.iter(f"{SVG}g")}
    assert shapes["A"] == ("polygon", None)
    assert len({shapes[key] for key in "ABCD"}) == 4


def test_a_circle_longer_than_a_row_is_drawn() -> None:
    ring = "; ".join(f"C{(number + 1) % 20} 60 C{number}" for number in range(20))
    drawn = picture(graph(f"{ring}; C0 60 T; X 40 C7"), "T")
    assert len(list(drawn.iter(f"{SVG}path"))) == 22
