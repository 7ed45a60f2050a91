"""Domains: whose they are, and which are easily taken for one another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.contact_checks.domains import Domain, read_email_domain, read_host


@pytest.mark.parametrize(
    ("name", "registrable"),
    [
        ("acme.nl", "acme.nl"),
        ("mail.acme.nl", "acme.nl"),
        ("acme.co.uk", "acme.co.uk"),
        ("mail.acme.com.au", "acme.com.au"),
        ("com.nl", "com.nl"),
        ("acme.co.com", "co.com"),
        ("localhost", "localhost"),
    ],
)
def test_the_part_that_somebody_bought(name: str, registrable: str) -> None:
    assert Domain(name).registrable == registrable


@pytest.mark.parametrize(
    ("ours", "theirs", "alike"),
    [
        ("acmetools.com", "acmetoo1s.com", True),
        ("acmetools.com", "acmetoois.com", True),
        ("modern.com", "modem.com", True),
        ("acmetools.com", "acmetool.com", True),
        ("acme.com", "аcme.com", True),
        ("acmetools.com", "acme-tools.com", False),
        ("acmetools.com", "acmetools.nl", False),
        ("acme.com", "acne.com", False),
        ("acmetools.com", "zebra.com", False),
    ],
)
def test_what_looks_like_another_domain(ours: str, theirs: str, alike: bool) -> None:
    assert Domain(ours).looks_like(Domain(theirs)) is alike


def test_a_domain_does_not_show_itself() -> None:
    assert "acme" not in repr(read_email_domain("jan@acme.nl"))


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_read_and_likeness_has_no_direction(ours: str, theirs: str) -> None:
    found = [read_host(ours), read_email_domain(theirs)]
    for domain in found:
        if domain is not None:
            assert domain.registrable.endswith(domain.label) or "." in domain.registrable
            assert domain.parents[0] == domain.name
    if found[0] and found[1]:
        assert found[0].looks_like(found[1]) is found[1].looks_like(found[0])


def test_a_long_text_is_cut_before_it_is_read() -> None:
    assert read_host("https://" + "a." * 100_000 + "nl") is None or read_host("a" * 100_000) is not None
    domain = read_email_domain("a@" + "b" * 100_000)
    assert domain is not None
    assert len(domain.name) < 300
