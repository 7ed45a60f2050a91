"""Preparing names of organisations and ships."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.normalize.organisations import acronym, forms_of, prepare_organisation
from watchlists.normalize.tokens import Role


@pytest.mark.parametrize(
    ("value", "plain", "legal", "why"),
    [
        ("Siemens AG", "siemens", "stock", "legal form"),
        ("ACME B.V.", "acme", "limited", "with dots"),
        ("ACME Besloten Vennootschap", "acme", "limited", "in full"),
        ("OOO Oboronnye Initsiativy", "oboronnye initsiativy", "limited", "in front"),
        ("TACTICAL MISSILES CORPORATION JOYNT STOCK COMPAN", "tactical missiles", "corporation stock", "with slips"),
        ("A.B.C. Company", "abc", "company", "letters with dots are one word"),
        ("1st Kara Bank", "1 kara bank", "", "ordinal"),
        ("Brigade Forty-Four", "brigade 44", "", "number words"),
        ("Kara Fund VIII L.P.", "kara fund 8", "partnership", "Roman numeral"),
        ("华为技术有限公司", "huawei technology", "ltd", "Chinese company words are translated"),
        ("MV Hellenic Spirit", "hellenic spirit", "", "a ship's prefix"),
        ("The Limited Company", "the", "ltd", "something is left"),
        ("", "", "", "nothing"),
    ],
)
def test_prepares(value: str, plain: str, legal: str, why: str) -> None:
    name = prepare_organisation(value)
    assert (name.plain, forms_of(name.legal)) == (plain, legal), why


def test_common_words_weigh_less_and_translations_mean_the_same() -> None:
    banco, bank = (prepare_organisation(value).tokens[0] for value in ("Banco Kara", "Bank Kara"))
    assert banco.role is bank.role is Role.GENERIC
    assert banco.skeleton == bank.skeleton
    assert banco.weight < prepare_organisation("Bank Kara").tokens[1].weight


def test_a_name_of_common_words_only_keeps_their_meanings_and_they_count_more() -> None:
    tokens = prepare_organisation("International Trading Bank").tokens
    assert {token.role for token in tokens} == {Role.GENERIC}
    assert min(token.weight for token in tokens) > prepare_organisation("Kara Bank").tokens[1].weight


@pytest.mark.parametrize(
    "names",
    [
        ("Kara Bank", "Банк Кара", "بنك كارا", "Banca Kara", "Kara Bankası"),
        ("Kara Design Bureau", "КБ Кара", "Konstruktorskoe Byuro Kara", "KARA DESIGN BURAEU"),
        ("Research and Production Association Kara", "НПО Кара", "Nauchno-Proizvodstvennoe Obedinenie Kara"),
        ("Islamic Revolutionary Guard Corps", "IRGC", "Sepah-e Pasdaran"),
    ],
)
def test_words_and_phrases_of_one_meaning_are_one_in_every_language(names: tuple[str, ...]) -> None:
    common = [
        {token.skeleton for token in prepare_organisation(name).tokens if token.role is Role.GENERIC} for name in names
    ]
    assert all(found == common[0] for found in common), common


@pytest.mark.parametrize(
    ("written", "legal"),
    [
        ("Kara STOCKCOMPANY", "stock"),
        ("Kara Limited Liability COM PANY", "limited"),
        ("KaraLLC Trading", "limited"),
        ("Kara Korlátolt Felelősségű Társaság", "limited"),
        ("Akciová společnost Kara", "stock"),
        ("شركة كارا", "company"),
    ],
)
def test_legal_forms_are_set_aside_glued_parted_and_in_the_languages_of_the_union(written: str, legal: str) -> None:
    assert forms_of(prepare_organisation(written).legal) == legal


def test_a_ship_is_marked() -> None:
    assert prepare_organisation("Lady Rania", ship=True).legal == "ship"


def test_makes_acronyms_of_long_names() -> None:
    assert acronym(prepare_organisation("Islamic Republic of Iran Shipping Lines")) == "irisl"
    assert acronym(prepare_organisation("Kara Bank")) == ""


@given(st.text(max_size=120))
def test_answers_any_text(text: str) -> None:
    name = prepare_organisation(text)
    assert name.value == text
    assert all(token.weight > 0 and token.text for token in name.tokens)
