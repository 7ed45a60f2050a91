"""Whether a domain takes mail, asked of a real name server on this machine."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kyc_service.egress.mail_domains import SECONDS, TakesMail, ask, open_resolver

ZONE = {
    ("acme.nl.", "MX"): ["10 mail.acme.nl.", "20 spare.acme.nl."],
    ("xn--mnchen-3ya.de.", "MX"): ["10 mail.acme.nl."],
    ("nullmx.nl.", "MX"): ["0 ."],
    ("mixed.nl.", "MX"): ["0 .", "10 mail.acme.nl."],
    ("addressonly.nl.", "A"): ["192.0.2.1"],
    ("sixonly.nl.", "AAAA"): ["2001:db8::1"],
    ("nothing.nl.", "TXT"): ["x"],
}
NAMES = {name for name, _ in ZONE}
RCODES = {"fails.nl.": dns.rcode.SERVFAIL, "refuses.nl.": dns.rcode.REFUSED}
Answer = Callable[[bytes], bytes | None]


def answer(wire: bytes) -> bytes | None:
    """Answer as the zone says; a domain called silent is never answered, garbled answers with noise."""
    query = dns.message.from_wire(wire)
    name, kind = query.question[0].name.to_text().lower(), dns.rdatatype.to_text(query.question[0].rdtype)
    if name.startswith("silent") or (name == "slow.nl." and kind != "MX"):
        return None
    if name == "garbled.nl.":
        return b"\x00\x01noise"
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.RA
    if name == "forged.nl.":
        reply.id ^= 1
    if (name, kind) in ZONE:
        reply.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *ZONE[(name, kind)]))
    elif name == "alias.nl.":
        reply.answer.append(dns.rrset.from_text(name, 60, "IN", "CNAME", "acme.nl."))
        if kind == "MX":
            reply.answer.append(dns.rrset.from_text("acme.nl.", 60, "IN", "MX", *ZONE[("acme.nl.", "MX")]))
    elif name not in NAMES | {"slow.nl.", "forged.nl."}:
        reply.set_rcode(RCODES.get(name, dns.rcode.NXDOMAIN))
    return reply.to_wire()


@contextlib.contextmanager
def name_server(respond: Answer, asked: list[str]) -> Iterator[dns.resolver.Resolver]:
    """Run a name server on a free port, and hand out a resolver that asks it alone."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(0.05)
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                with contextlib.suppress(TimeoutError):
                    wire, client = server.recvfrom(4096)
                    asked.append(dns.message.from_wire(wire).question[0].to_text())
                    reply = respond(wire)
                    if reply is not None:
                        server.sendto(reply, client)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            resolver = dns.resolver.Resolver(configure=False)
            resolver.nameservers, resolver.port = ["127.0.0.1"], server.getsockname()[1]
            yield resolver
        finally:
            stop.set()
            thread.join()


@pytest.fixture(name="asked")
def make_asked() -> list[str]:
    return []


@pytest.fixture(name="resolver")
def run_server(asked: list[str]) -> Iterator[dns.resolver.Resolver]:
    with name_server(answer, asked) as resolver:
        yield resolver


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("acme.nl", "yes"),
        ("ACME.NL.", "yes"),
        ("münchen.de", "yes"),
        ("alias.nl", "yes"),
        ("mixed.nl", "yes"),
        ("addressonly.nl", "yes"),
        ("sixonly.nl", "yes"),
        ("nullmx.nl", "no"),
        ("nothing.nl", "no"),
        ("nosuch.nl", "no"),
        ("fails.nl", "unknown"),
        ("refuses.nl", "unknown"),
        ("localhost", "unknown"),
        ("a..nl", "unknown"),
        ("", "unknown"),
        (".", "unknown"),
        ("x" * 64 + ".nl", "unknown"),
    ],
)
def test_a_domain_takes_mail_or_not_or_nobody_knows(
    domain: str, expected: str, resolver: dns.resolver.Resolver
) -> None:
    assert ask(domain, resolver) == expected


@pytest.mark.parametrize("domain", ["silent.nl", "garbled.nl", "forged.nl", "slow.nl"])
def test_a_name_server_that_does_not_answer_says_nothing(domain: str, resolver: dns.resolver.Resolver) -> None:
    assert ask(domain, resolver, seconds=0.4) is TakesMail.UNKNOWN


def test_all_look_ups_share_one_limit(resolver: dns.resolver.Resolver, asked: list[str]) -> None:
    assert ask("acme.nl", resolver, seconds=0) is TakesMail.UNKNOWN
    assert asked == []
    assert SECONDS == 3


def test_what_has_no_dot_is_never_asked(resolver: dns.resolver.Resolver, asked: list[str]) -> None:
    resolver.search = [dns.name.from_text("acme.nl")]
    assert ask("mail", resolver) is TakesMail.UNKNOWN
    assert asked == []


def test_a_name_that_does_not_exist_is_not_looked_for_below_another(
    resolver: dns.resolver.Resolver, asked: list[str]
) -> None:
    resolver.search = [dns.name.from_text("acme.nl")]
    assert ask("nosuch.nl", resolver) is TakesMail.NO
    assert [question.split()[0] for question in asked] == ["nosuch.nl."]


def test_a_server_that_is_not_there_says_nothing() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], taken.getsockname()[1]
    assert ask("acme.nl", resolver, seconds=0.4) is TakesMail.UNKNOWN


def test_a_machine_without_a_name_server_knows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(dns.resolver.Resolver, "__init__", fail)
    assert open_resolver() is None
    assert ask("acme.nl", None) is TakesMail.UNKNOWN


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=80))
def test_any_text_is_answered(domain: str) -> None:
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = []
    assert ask(domain, resolver, seconds=0.2) is TakesMail.UNKNOWN
