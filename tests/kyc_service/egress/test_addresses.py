"""Which addresses may be called: every known way around the guard, by its code."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.egress import addresses
from kyc_service.egress.addresses import check_webhook_url, is_public, parse_url, resolve_public
from kyc_service.errors import EgressRefusedError

PUBLIC = "8.8.8.8"


def public(host: str, port: int) -> Sequence[str]:
    assert host
    assert port
    return (PUBLIC,)


def nobody(host: str, port: int) -> Sequence[str]:
    raise OSError(host, port)


REFUSED = [
    ("http://hooks.example", "webhook_url_not_https"),
    ("http://127.0.0.1/", "webhook_url_not_https"),
    ("file:///etc/passwd", "webhook_url_scheme"),
    ("gopher://hooks.example/", "webhook_url_scheme"),
    ("ftp://hooks.example/", "webhook_url_scheme"),
    ("data:text/plain,x", "webhook_url_scheme"),
    ("javascript:alert(1)", "webhook_url_scheme"),
    ("ldap://hooks.example/", "webhook_url_scheme"),
    ("unix:/run/docker.sock", "webhook_url_scheme"),
    ("https+unix://hooks.example/", "webhook_url_scheme"),
    ("https://a:b@example.com", "webhook_url_userinfo"),
    ("https://a@example.com/", "webhook_url_userinfo"),
    ("https://good.com#@evil.com", "webhook_url_malformed"),
    ("https://good.com\\@evil.com", "webhook_url_malformed"),
    ("https://good.com%23@evil.com", "webhook_url_malformed"),
    ("https://good.com\t.evil.com/", "webhook_url_malformed"),
    ("https://good.com/\nHost: evil.com", "webhook_url_malformed"),
    ("https://good.com/a b", "webhook_url_malformed"),
    (" https://good.com/", "webhook_url_malformed"),
    ("https://good.com/ ", "webhook_url_malformed"),
    ("https://good.com/é", "webhook_url_malformed"),
    ("https:///evil.com", "webhook_url_malformed"),
    ("https:evil.com", "webhook_url_malformed"),
    ("https:\\\\evil.com", "webhook_url_malformed"),
    ("//evil.com", "webhook_url_malformed"),
    ("evil.com/hook", "webhook_url_malformed"),
    ("https://", "webhook_url_malformed"),
    ("https://a..example.com/", "webhook_url_malformed"),
    ("https://-a.example.com/", "webhook_url_malformed"),
    ("https://[::1/", "webhook_url_malformed"),
    ("https://[::g]/", "webhook_url_malformed"),
    ("https://[::1::2]/", "webhook_url_malformed"),
    ("https://" + "é" * 64 + ".example/", "webhook_url_malformed"),
    ("https://exam\x00ple.com/", "webhook_url_malformed"),
    ("https://example.com:/", "webhook_url_malformed"),
    ("https://example.com:https/", "webhook_url_malformed"),
    ("", "webhook_url_malformed"),
    ("https://localhost", "webhook_url_not_public"),
    ("https://LOCALHOST/", "webhook_url_not_public"),
    ("https://127.0.0.1", "webhook_url_not_public"),
    ("https://127.1", "webhook_url_not_public"),
    ("https://127.0.0.2", "webhook_url_not_public"),
    ("https://[::1]", "webhook_url_not_public"),
    ("https://localhost.", "webhook_url_not_public"),
    ("https://api.localhost/", "webhook_url_not_public"),
    ("https://2130706433", "webhook_url_not_public"),
    ("https://0x7f000001", "webhook_url_not_public"),
    ("https://0177.0.0.1", "webhook_url_not_public"),
    ("https://0x7f.1", "webhook_url_not_public"),
    ("https://127.0.0.0x1", "webhook_url_not_public"),
    ("https://134744072", "webhook_url_not_public"),
    ("https://[::ffff:127.0.0.1]", "webhook_url_not_public"),
    ("https://[::ffff:8.8.8.8]", "webhook_url_not_public"),
    ("https://[::127.0.0.1]", "webhook_url_not_public"),
    ("https://[64:ff9b::7f00:1]", "webhook_url_not_public"),
    ("https://[2002:7f00:1::]", "webhook_url_not_public"),
    ("https://[2001::5ef5:79fd:380d:5c4b]", "webhook_url_not_public"),
    ("https://0.0.0.0", "webhook_url_not_public"),
    ("https://[::]", "webhook_url_not_public"),
    ("https://255.255.255.255", "webhook_url_not_public"),
    ("https://224.0.0.1", "webhook_url_not_public"),
    ("https://[ff02::1]", "webhook_url_not_public"),
    ("https://10.0.0.1", "webhook_url_not_public"),
    ("https://172.16.0.1", "webhook_url_not_public"),
    ("https://192.168.1.1", "webhook_url_not_public"),
    ("https://[fd00::1]", "webhook_url_not_public"),
    ("https://[fe80::1%25eth0]", "webhook_url_not_public"),
    ("https://100.64.0.1", "webhook_url_not_public"),
    ("https://198.18.0.1", "webhook_url_not_public"),
    ("https://192.0.2.1", "webhook_url_not_public"),
    ("https://[2001:db8::1]", "webhook_url_not_public"),
    ("https://169.254.169.254", "webhook_url_not_public"),
    ("https://[fd00:ec2::254]", "webhook_url_not_public"),
    ("https://metadata.google.internal", "webhook_url_not_public"),
    ("https://100.100.100.200", "webhook_url_not_public"),
    ("https://192.0.0.192", "webhook_url_not_public"),
    ("https://168.63.129.16", "webhook_url_not_public"),
    ("https://router", "webhook_url_not_public"),
    ("https://printer.local/", "webhook_url_not_public"),
    ("https://127。0。0。1", "webhook_url_malformed"),
    ("https://①②⑦.0.0.1", "webhook_url_malformed"),
    ("https://ⓛocalhost", "webhook_url_malformed"),
    ("https://example\u200b.com", "webhook_url_malformed"),
    ("https://hooks.example:22", "webhook_url_port"),
    ("https://hooks.example:25", "webhook_url_port"),
    ("https://hooks.example:6379", "webhook_url_port"),
    ("https://hooks.example:5432", "webhook_url_port"),
    ("https://hooks.example:0", "webhook_url_port"),
    ("https://hooks.example:99999", "webhook_url_port"),
    ("https://hooks.example:4294967739", "webhook_url_port"),
    ("https://hooks.example/" + "a" * 2027, "webhook_url_malformed"),
    ("https://hooks.example/#x", "webhook_url_malformed"),
]


@pytest.mark.parametrize(("url", "code"), REFUSED, ids=[url[:60] for url, _ in REFUSED])
def test_an_address_is_refused_with_its_code(url: str, code: str) -> None:
    assert check_webhook_url(url, resolve=public) == [code]


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://hooks.example", "https://hooks.example/"),
        ("https://hooks.example/" + "a" * 2026, "https://hooks.example/" + "a" * 2026),
        ("HTTPS://Hooks.Example:443/In?tenant=1&x=%20", "https://hooks.example/In?tenant=1&x=%20"),
        ("https://hooks.example?x=1", "https://hooks.example?x=1"),
        ("https://hooks.example./in", "https://hooks.example/in"),
        ("https://аррӏе.com", "https://xn--80ak6aa92e.com/"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("https://8.8.8.8/", "https://8.8.8.8/"),
        ("https://[2606:4700:4700:0::1111]/", "https://[2606:4700:4700::1111]/"),
    ],
)
def test_a_public_address_passes_and_has_one_form(url: str, canonical: str) -> None:
    assert check_webhook_url(url, resolve=public) == []
    assert parse_url(url).url == canonical


@pytest.mark.parametrize("answers", [("127.0.0.1",), (PUBLIC, "10.0.0.1"), ("fe80::1%eth0",), ("not an address",)])
def test_one_private_address_behind_a_name_refuses_it(answers: Sequence[str]) -> None:
    assert check_webhook_url("https://hooks.example/", resolve=lambda _host, _port: answers) == [
        "webhook_url_not_public",
    ]
    with pytest.raises(EgressRefusedError) as caught:
        resolve_public("hooks.example", resolve=lambda _host, _port: answers)
    assert str(caught.value) == "webhook_url_not_public"


def test_a_name_without_an_address_may_be_registered_but_not_called() -> None:
    assert check_webhook_url("https://hooks.example/", resolve=nobody) == []
    with pytest.raises(OSError, match=r"."):
        resolve_public("hooks.example", resolve=nobody)
    with pytest.raises(OSError, match="no address"):
        resolve_public("hooks.example", resolve=lambda _host, _port: ())


def test_a_public_name_is_pinned_to_each_address_once() -> None:
    found = resolve_public("hooks.example", resolve=lambda _host, _port: (PUBLIC, PUBLIC, "1.1.1.1"))
    assert found == (PUBLIC, "1.1.1.1")


def test_our_own_host_is_refused() -> None:
    own = ("kyc.example", "localhost", "[2606:4700::1]")
    for url in ("https://KYC.example/v1", "https://kyc.example.", "https://[2606:4700::1]/"):
        assert check_webhook_url(url, own_hosts=own, resolve=public) == ["webhook_url_self"]
    assert check_webhook_url("https://hooks.example/", own_hosts=own, resolve=public) == []


def test_a_test_host_may_be_plain_and_private_on_its_own_port_only() -> None:
    hosts = ("127.0.0.1:8099", "[::1]:8099")
    assert check_webhook_url("http://127.0.0.1:8099/in", test_hosts=hosts, own_hosts=("127.0.0.1",)) == []
    assert check_webhook_url("http://[::1]:8099/in", test_hosts=hosts) == []
    assert check_webhook_url("http://127.0.0.1:8098/in", test_hosts=hosts) == ["webhook_url_not_https"]
    assert check_webhook_url("https://127.0.0.1/in", test_hosts=hosts) == ["webhook_url_not_public"]
    assert check_webhook_url("http://a@127.0.0.1:8099/", test_hosts=hosts) == ["webhook_url_userinfo"]


@given(st.ip_addresses(v=4))
def test_no_special_ipv4_address_is_public(address: ipaddress.IPv4Address) -> None:
    if is_public(str(address)):
        assert address.is_global
        assert not address.is_multicast
        mapped = f"::ffff:{address}"
        assert not is_public(mapped)


@given(st.ip_addresses(v=6))
def test_no_special_ipv6_address_is_public(address: ipaddress.IPv6Address) -> None:
    if is_public(str(address)):
        assert address.is_global
        assert not any([address.is_multicast, address.sixtofour, address.teredo, address.ipv4_mapped])


@given(st.text(max_size=60) | st.from_regex(r"https://[!-~]{1,40}", fullmatch=True))
def test_any_text_is_refused_or_has_a_form_that_reads_the_same(url: str) -> None:
    codes = check_webhook_url(url, resolve=public)
    assert all(code.startswith("webhook_url_") for code in codes)
    if not codes:
        target = parse_url(url)
        assert parse_url(target.url) == target
        assert target.scheme == "https"


def test_the_system_s_resolver_answers_for_a_name_it_knows() -> None:
    assert set(addresses.resolve_by_system("localhost", 443)) & {"127.0.0.1", "::1"}


def test_the_system_s_resolver_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(OSError, match="no address"):
        addresses.resolve_by_system("hooks.example", 443)
