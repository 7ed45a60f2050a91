from __future__ import annotations

import pytest

from watchlists.model import Identifier, Kind, Relation
from watchlists.sources.drafts import Draft
from watchlists.sources.prose import add_identifiers, add_mentioned


def find(text: str) -> list[tuple[str, str, str | None]]:
    draft = Draft(id="au:1", source="au", kind=Kind.PERSON)
    add_identifiers(draft, text)
    return [(found.type, found.value, found.country) for found in draft.identifiers]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Afghan passport no. SE 012820 issued 4 Nov 2000.", [("passport", "SE 012820", "AF")]),
        ("Passport Number: Sudan P07834700;", [("passport", "P07834700", "SD")]),
        ("Passport number 472410022 (expired 2017); 563410081 (expired 2018)",
         [("passport", "472410022", None), ("passport", "563410081", None)]),
        ("Passport no: a) South Sudan number S00004370 b) Sudan number 003606",
         [("passport", "S00004370", "SS"), ("passport", "003606", "SD")]),
        ("Spanish Identity Card No: 30.654.356.  Associated with ETA.", [("national_id", "30.654.356", "ES")]),
        ("Registration ID: 1027800000084 (Russia)\nTax ID No.: 7831000122 (Russia)",
         [("registration_number", "1027800000084", "RU"), ("tax_id", "7831000122", "RU")]),
        ("Employer Identification Number (United States of America): 36-3823186.", [("tax_id", "36-3823186", "US")]),
        ("SWIFT/BIC: ROSYRU2P", [("swift_bic", "ROSYRU2P", None)]),
        ("Legal Entity Identifier (LEI): 534006WDUE2J9S01D70", [("lei", "534006WDUE2J9S01D70", None)]),
        ("Legal Entity Identifier (LEI): 253400X2LG2D3H1G0P12", [("lei", "253400X2LG2D3H1G0P12", None)]),
        ("IMO Number: 5342883.", [("imo", "5342883", None)]),
        ("Website: www.abr.ru. Email: bank@abr.ru", [("website", "www.abr.ru", None), ("email", "bank@abr.ru", None)]),
        ("Phone: +7 (3652) 66-70-00", [("phone", "+7 (3652) 66-70-00", None)]),
        ("web link: https://www.interpol.int/en/notice/123456", []),
        ("passport issued in 1993 on 4 May", []),
        ("Born in 1970, arrested in 2002 under resolution 1267", []),
        ("the imo 12", []),
    ],
)  # fmt: skip
def test_numbers_count_right_behind_the_word_that_says_what_they_are(
    text: str, expected: list[tuple[str, str, str | None]]
) -> None:
    assert find(text) == expected


def test_the_note_says_what_was_published() -> None:
    draft = Draft(id="au:1", source="au", kind=Kind.PERSON)
    add_identifiers(draft, "Qatari passport number 00966737 (expired 16 Feb. 2016)")
    assert draft.identifiers == [
        Identifier("passport", "00966737", "QA", "Qatari passport number (expired 16 Feb. 2016)")
    ]


def test_parties_of_the_un_list_that_are_named_are_related_to() -> None:
    draft = Draft(id="au:1", source="au", kind=Kind.PERSON, references=["un:QDi.001"])
    add_mentioned(draft, "Associated with Al-Qaida (QDe.115), himself QDi.001, not QDx.001 nor QDe.1")
    assert draft.relations == [Relation("linked_to", "un:QDe.115")]
