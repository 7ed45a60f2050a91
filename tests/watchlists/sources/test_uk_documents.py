from __future__ import annotations

import pytest

from watchlists.model import Kind
from watchlists.sources.drafts import Draft
from watchlists.sources.uk_documents import (
    add_emails,
    add_labelled_numbers,
    add_phones,
    add_registrations,
    add_websites,
)

Found = list[tuple[str, str, str | None, str | None]]


def make_draft(kind: Kind = Kind.ORGANISATION) -> Draft:
    return Draft(id="uk:X", source="uk", kind=kind)


def numbers_of(draft: Draft) -> Found:
    return [(number.type, number.value, number.country, number.note) for number in draft.identifiers]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("AE0074948054", [("registration_number", "AE0074948054", None, None)]),
        ("U51909RJ2022PTC080897", [("registration_number", "U51909RJ2022PTC080897", None, None)]),
        ("SRN - CA/BG/2019B520", [("registration_number", "CA/BG/2019B520", None, "SRN")]),
        ("(1) Kazakhstan BIN - 170440031562", [("registration_number", "170440031562", "KZ", "Kazakhstan BIN")]),
        ("Russian TIN: 7718763393", [("tax_id", "7718763393", "RU", "Russian TIN")]),
        (
            "(1) BR: 69987857 (2) CR: 2756979",
            [("registration_number", "69987857", None, "BR"), ("registration_number", "2756979", None, "CR")],
        ),
        (
            "1117746568829 (Russia). Tax ID No. 7735579027 (Russia)",
            [
                ("registration_number", "1117746568829", "RU", "Russia"),
                ("tax_id", "7735579027", "RU", "Tax ID No Russia"),
            ],
        ),
        (
            "(1) OGRN \u2013 1125261000040 (2) INN \u2013 5261079332 (3) KPP - 526101001",
            [
                ("registration_number", "1125261000040", "RU", "OGRN"),
                ("tax_id", "5261079332", "RU", "INN"),
                ("other", "526101001", "RU", "KPP"),
            ],
        ),
        (
            "INN - 1831117433 OGRN - 1061831040688",
            [
                ("tax_id", "1831117433", "RU", "INN - 1831117433 OGRN - 1061831040688"),
                ("registration_number", "1061831040688", "RU", "INN - 1831117433 OGRN - 1061831040688"),
            ],
        ),
        (
            "SWIFT/BIN KHJBSDKH / 5040942458",
            [("swift_bic", "KHJBSDKH", None, None), ("registration_number", "5040942458", None, None)],
        ),
        ("122226 (Turkish Trade Registry)", [("registration_number", "122226", "TR", "Turkish Trade Registry")]),
        ("1067746244026 dated 27/07/1992", [("registration_number", "1067746244026", None, "dated 27/07/1992")]),
    ],
)
def test_registrations_are_read_with_type_and_country(text: str, found: Found) -> None:
    draft = make_draft()
    add_registrations(draft, text)
    assert numbers_of(draft) == found
    assert draft.unparsed == []


def test_a_registration_that_is_not_understood_is_kept() -> None:
    draft = make_draft()
    add_registrations(draft, "M 354838 D 0001")
    assert [value.text for value in draft.unparsed] == ["M 354838 D 0001"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("00375(17)7762032. 00375(17)7765479.", ["00375(17)7762032", "00375(17)7765479"]),
        ("(1) +963112121816 (2) +963112121834", ["+963112121816", "+963112121834"]),
        ("98 21 6000075 (Fax). 98 21 913319", ["98 21 6000075", "98 21 913319"]),
        ("+7 (495) 696-88-00", ["+7 (495) 696-88-00"]),
    ],
)
def test_telephone_numbers_are_split(text: str, values: list[str]) -> None:
    draft = make_draft()
    add_phones(draft, text)
    assert [number.value for number in draft.identifiers] == values


def test_mail_among_websites_and_sites_among_mail_are_told_apart() -> None:
    draft = make_draft()
    add_websites(draft, "(1) marketing@oreanda-resort.example (2) Official web site: http://soboli.example")
    add_emails(draft, "info@140zavod.example. www.140zavod.by")
    assert [(number.type, number.value) for number in draft.identifiers] == [
        ("email", "marketing@oreanda-resort.example"),
        ("website", "http://soboli.example"),
        ("email", "info@140zavod.example"),
        ("website", "www.140zavod.by"),
    ]


def test_an_imo_number_in_prose_counts_for_companies_only() -> None:
    text = "Registered owner of a ship. IMO number: 5571322. Its ship has IMO number: 9417464."
    company, person = make_draft(), make_draft(Kind.PERSON)
    add_labelled_numbers(company, text)
    add_labelled_numbers(person, text)
    assert numbers_of(company) == [("imo_company", "5571322", None, None)]
    assert numbers_of(person) == []
