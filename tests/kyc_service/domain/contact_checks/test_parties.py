"""What contacts and addresses of a business look like, as one table: what is submitted, what is noticed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kyc_service.domain.contact_checks.oddities import OPENS_REVIEW, Noticed, Oddity
from kyc_service.domain.contact_checks.parties import check_business, check_person
from kyc_service.domain.personal import Fields

BUSINESS: Fields = {
    "business.name": "Acme Trading B.V.",
    "business.type": "company",
    "business.website": "https://www.acmetrading.nl/about",
    "business.registration.country": "NL",
    "business.addresses": [{"postal_code": "1015 CJ", "city": "Amsterdam", "country": "NL"}],
}


def business(**changes: object) -> Fields:
    return {**BUSINESS, **{f"business.{name.replace('__', '.')}": value for name, value in changes.items()}}


def person(role: str = "contact", **fields: object) -> Fields:
    return {"person.role": role, **{f"person.{name}": value for name, value in fields.items()}}


def test_an_ordinary_business_has_nothing_odd() -> None:
    contact = person(
        email="jan@acmetrading.nl", phone="+31 20 624 1111", addresses=[{"postal_code": "1015CJ", "country": "NL"}]
    )
    assert check_business(BUSINESS) == check_person(contact, BUSINESS) == Noticed()


@pytest.mark.parametrize(
    ("email", "codes"),
    [
        ("jan@acmetrading.nl", []),
        ("jan@mail.acmetrading.nl", []),
        ("jan@acme-trading.com", []),
        ("jan@acme.eu", []),
        ("jan@gmail.com", ["email_free_provider"]),
        ("jan@yahoo.co.uk", ["email_free_provider"]),
        ("jan@hotmail.de", ["email_free_provider"]),
        ("jan@163.com", ["email_free_provider"]),
        ("jan@mailinator.com", ["email_disposable"]),
        ("jan@eu.mailinator.com", ["email_disposable"]),
        ("jan@sify.com", ["email_free_provider"]),
        ("jan@zebra-logistics.nl", ["email_domain_unrelated"]),
        ("jan@acmetradlng.nl", ["email_lookalike_domain"]),
        ("jan@acrnetrading.nl", ["email_lookalike_domain"]),
        ("jan@аcmetrading.nl", ["email_lookalike_domain"]),
        ("jan@xn--cmetrading-q7h.nl", ["email_lookalike_domain"]),
        ("jan@acme.local", ["email_not_public"]),
        ("jan@acme.example", ["email_reserved_domain"]),
        ("jan@example.com", ["email_reserved_domain"]),
    ],
)
def test_mailboxes_of_a_contact(email: str, codes: list[str]) -> None:
    assert list(check_person(person(email=email), BUSINESS).codes) == codes


def test_a_free_mailbox_is_ordinary_for_a_sole_trader_and_for_an_owner_or_director() -> None:
    assert check_person(person(email="jan@gmail.com"), business(type="sole_trader")) == Noticed()
    assert check_person(person("owner", email="jan@gmail.com"), BUSINESS) == Noticed()
    assert check_person(person("director", email="jan@zebra.nl"), BUSINESS) == Noticed()


def test_a_disposable_mailbox_is_odd_for_everybody() -> None:
    for role in ("contact", "owner", "director"):
        found = check_person(person(role, email="jan@mailinator.com"), business(type="sole_trader"))
        assert found.flags == ("email_disposable",)


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Royal Dutch Airlines", "a@rda.nl"),
        ("Müller & Söhne GmbH", "a@mueller.de"),
        ("Müller & Söhne GmbH", "a@muellersoehne.de"),
        ("上海爱克美贸易有限公司", "a@aikemei.cn"),
        ("B.V. Bakkerij Jansen", "a@bakkerijjansen.nl"),
    ],
)
def test_a_domain_named_like_the_business_is_its_own(name: str, email: str) -> None:
    assert check_person(person(email=email), business(name=name, website=None)) == Noticed()


@pytest.mark.parametrize(
    ("phone", "country", "codes"),
    [
        ("+31 20 624 1111", "NL", []),
        ("020 624 1111", "NL", []),
        ("0031 20 624 1111", "NL", []),
        ("+31 900 1234", "NL", ["phone_premium_rate"]),
        ("+44 909 879 0000", "GB", ["phone_premium_rate", "phone_other_country"]),
        ("+44 7012 345678", "GB", ["phone_premium_rate", "phone_other_country"]),
        ("+44 7640 123456", "GB", ["phone_pager", "phone_other_country"]),
        ("+7 495 123 4567", "NL", ["phone_other_country"]),
        ("+44 1534 123456", "JE", ["phone_other_country"]),
        ("+800 1234 5678", "NL", []),
        ("+44 7612 345678", "GB", ["phone_unassigned", "phone_other_country"]),
        ("no number", "NL", []),
    ],
)
def test_telephones(phone: str, country: str, codes: list[str]) -> None:
    assert list(check_person(person(phone=phone), BUSINESS).codes) == codes
    if "phone_other_country" in codes:
        explained = check_person(person(phone=phone, nationalities=[country]), BUSINESS).codes
        assert ("phone_other_country" in explained) is (country == "NL")


def test_countries_that_share_a_code_are_one_for_a_telephone() -> None:
    british = business(registration__country="GB", addresses=[])
    assert check_person(person(phone="+44 1534 123456"), british) == Noticed()


@pytest.mark.parametrize(
    ("website", "codes"),
    [
        ("https://www.acme.nl", []),
        ("acme.co.uk/shop", []),
        ("https://bit.ly/2abc", ["website_shortener"]),
        ("https://acme.wixsite.com/home", ["website_free_hosting"]),
        ("https://sites.google.com/view/acme", ["website_free_hosting"]),
        ("https://acme.blogspot.nl", ["website_free_hosting"]),
        ("https://www.amazon.co.uk/stores/acme", ["website_marketplace"]),
        ("https://acme.en.alibaba.com", ["website_marketplace"]),
        ("https://www.facebook.com/acme", ["website_social"]),
        ("http://192.0.2.1/", ["website_not_public"]),
        ("http://localhost:8000", ["website_not_public"]),
        ("http://shop.local", ["website_not_public"]),
        ("https://acme.example", ["website_reserved_domain"]),
        ("https://myamazon-parts.nl", []),
        ("https://[", []),
    ],
)
def test_websites(website: str, codes: list[str]) -> None:
    assert list(check_business(business(website=website)).codes) == codes


@pytest.mark.parametrize(
    ("addresses", "codes"),
    [
        ([{"postal_code": "1015 CJ", "country": "NL"}], []),
        ([{"postal_code": "NL-1015CJ", "country": "NL"}], []),
        ([{"postal_code": "101 CJ", "country": "NL"}], ["postal_code_malformed"]),
        ([{"postal_code": "SW1A 1AA", "country": "NL"}], ["postal_code_malformed"]),
        ([{"postal_code": "SW1A 1AA", "country": "GB"}], ["address_other_country"]),
        ([{"postal_code": "80331", "country": "DE"}, {"country": "NL"}], []),
        ([{"postal_code": "anything", "country": "AE"}, {"country": "NL"}], []),
        ([{"city": "Amsterdam"}], []),
        ([], []),
    ],
)
def test_addresses(addresses: list[dict[str, str]], codes: list[str]) -> None:
    assert list(check_business(business(addresses=addresses)).codes) == codes


def test_only_what_hardly_any_honest_business_submits_opens_a_review() -> None:
    noticed = Noticed(tuple(Oddity))
    assert set(noticed.flags) == set(OPENS_REVIEW)
    assert set(noticed.flags) | set(noticed.notes) == set(Oddity)
    assert not set(noticed.flags) & set(noticed.notes)


TEXT = st.one_of(st.none(), st.text(max_size=50), st.integers(), st.lists(st.text(max_size=10), max_size=2))
EMAIL = st.one_of(TEXT, st.tuples(st.text(max_size=10), st.text(max_size=30)).map("@".join))
PHONE = st.one_of(TEXT, st.text("+0123456789 ()x", max_size=40))
ADDRESSES = st.lists(
    st.one_of(TEXT, st.dictionaries(st.sampled_from(["postal_code", "country", "city"]), TEXT)), max_size=3
)


@settings(deadline=None)
@given(EMAIL, PHONE, EMAIL, TEXT, TEXT, ADDRESSES)
def test_whatever_is_stored_is_looked_at(
    email: object, phone: object, website: object, name: object, country: object, addresses: object
) -> None:
    known = business(website=website, name=name, registration__country=country, addresses=addresses)
    contact = person(email=email, phone=phone, addresses=addresses)
    for found in (check_business(known), check_person(contact, known)):
        assert len(set(found.codes)) == len(found.codes)
