"""Countries, e-mail addresses, telephone numbers, web addresses."""

import pytest

from kyc_service.domain.intake.contacts import (
    read_birth_country,
    read_country,
    read_email,
    read_phone,
    read_phone_form,
    read_website,
)


@pytest.mark.parametrize(("text", "value"), [("NL", "NL"), ("nl", "NL"), ("XK", "XK"), ("Gb", "GB")])
def test_countries(text: str, value: str) -> None:
    assert read_country(text).value == value


@pytest.mark.parametrize("text", ["XX", "UK", "EL", "NLD", "528", "", "N", "ß", "nl ", "ＮＬ"])
def test_what_is_no_country(text: str) -> None:
    assert read_country(text).fault == "unknown_country"
    assert read_birth_country(text).fault == "unknown_country"


@pytest.mark.parametrize("text", ["SU", "YU", "CS", "AN", "su"])
def test_countries_that_are_gone_are_birth_places_only(text: str) -> None:
    assert read_country(text).fault == "country_dissolved"
    assert read_birth_country(text).value == text.upper()


@pytest.mark.parametrize("text", ["a@b.nl", '"a b"@b.nl', "a+tag@b.nl", "jan@münchen.de", "x" * 64 + "@b.nl"])
def test_email_addresses(text: str) -> None:
    assert read_email(text).fault is None


@pytest.mark.parametrize(
    "text",
    ["", "a", "@b.nl", "a@localhost", "a@b.nl\n", "Jan <a@b.nl>", "x" * 65 + "@b.nl", "a@[127.0.0.1]", "a@b..nl"],
)
def test_what_is_no_email_address(text: str) -> None:
    assert read_email(text).fault == "invalid_email"


@pytest.mark.parametrize(
    ("text", "country", "sound"),
    [
        ("+31 (0)6 1234 5678", None, True),
        ("0031 6 12345678", None, True),
        ("020 123 4567", "NL", True),
        ("020 123 4567", None, False),
        ("+1 202 555 0100 ext 5", None, True),
        ("+999 123456", None, False),
        ("+31 12", "NL", False),
        ("abc", "NL", False),
    ],
)
def test_telephone_numbers(text: str, country: str | None, sound: bool) -> None:
    assert (read_phone(text, country).fault is None) is sound
    assert read_phone_form("+31 20 123 4567").fault is None


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("https://www.acme.example/shop?x=1", True),
        ("acme.example", True),
        ("https://münchen.example", True),
        ("https://acme.example:8443", True),
        ("https://acme.example:99999", False),
        ("javascript:alert(1)", False),
        ("ftp://acme.example", False),
        ("https://a:b@acme.example", False),
        ("https://acme.example\\@evil.example", False),
        ("https://localhost", False),
        ("https://1.2.3.4", False),
        ("https://[::1", False),
        ("https://acme .example", False),
        ("", False),
    ],
)
def test_web_addresses(text: str, sound: bool) -> None:
    assert (read_website(text).fault is None) is sound
