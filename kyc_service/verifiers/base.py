"""What every register adapter is: a description, and steps from a question by requests and replies to a verdict.

An adapter opens no connection, reads no clock and waits for nothing. Its steps are a generator: they yield a Request,
get a Reply, and return a Verdict. Whoever runs them does the rest for all registers alike: the policy's gate, limits,
retries, the circuit breaker, evidence. So every decision of an adapter can be tested with bytes.

A Reply is what a register that works has said. Steps never see a failed connection, a redirect, HTTP 401, 403, 429 or
5xx: those are outages whatever the register, and whoever runs the steps has ended them with `unavailable`.
"""

from __future__ import annotations

import datetime as dt
import re
from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import ClassVar, Literal

from kyc_service.domain.registers import Outcome, Verdict
from kyc_service.settings import Secret
from kyc_service.verifiers.documents import Document, MalformedAnswerError

NAME, NUMBER, VAT = "business.name", "business.registration.number", "business.tax.vat"
WEBSITE = "business.website"
"""Field paths of the policy that a register may be told."""

EVERYWHERE: frozenset[str] = frozenset({"*"})
Kind = Literal["registration", "vat", "lei", "domain"]
"""By what a register is asked."""


@dataclass(frozen=True, slots=True)
class Question:
    """What may be told to a register, as the policy's gate has made it, and the country it is about."""

    country: str | None
    """ISO 3166-1 alpha-2, of the registration."""
    number: str | None = None
    """In the business register; or an LEI, for a register that is asked by LEI."""
    vat: str | None = None
    name: str | None = None
    website: str | None = None
    today: dt.date | None = None
    """The day it is asked, for registers that answer for a day: steps read no clock."""


@dataclass(frozen=True, slots=True)
class Access:
    """What the operator was given by a register; empty where it asks for nothing."""

    key: Secret | None = None
    user: str | None = None
    password: Secret | None = None
    requester: str | None = None
    """The operator's own VAT number, country code first: VIES then gives a consultation number as proof."""
    contact: str | None = None
    """Who asks, as `Example B.V. kyc@example.nl`, for registers that want it in the user agent."""


NO_ACCESS = Access()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request under a register's address."""

    path: str
    """Below the register's address, with a leading slash, already quoted."""
    method: Literal["GET", "POST", "MX"] = "GET"
    """`MX` asks the name system about the domain in `path`; the reply's body is `yes` or `no`."""
    query: Mapping[str, str] = field(default_factory=dict)
    secret_query: Mapping[str, Secret] = field(default_factory=dict)
    """Left out of evidence."""
    headers: Mapping[str, str] = field(default_factory=dict)
    secret_headers: Mapping[str, Secret] = field(default_factory=dict)
    basic: tuple[str, Secret] | None = None
    json: Mapping[str, object] | None = None
    media_types: tuple[str, ...] = ("application/json",)
    """What an answer may call itself; another type is an outage: most are the page of a proxy."""
    part: str = ""
    """The part of the register that has its own outages, as a member state of VIES."""
    seconds: float | None = None
    """Longest time of the whole request, where it is another than usual."""
    longest: int | None = None
    """Most bytes of the answer, where it is another number than usual."""
    endless: bool = False
    """The answer never ends: what came until the time or the bytes were used up is the answer."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a register said: never a redirect, 401, 403, 429 or 5xx."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""

    @property
    def ok(self) -> bool:
        """Whether the status is 200. Nothing else counts: a register that answers 204 or 206 has said nothing."""
        return self.status == HTTPStatus.OK

    def document(self) -> Document:
        """Read the body as a JSON object. Raises MalformedAnswerError."""
        return Document.parse(self.body)

    def documents(self) -> tuple[Document, ...]:
        """Read the body as a list of JSON objects. Raises MalformedAnswerError."""
        return Document.parse_list(self.body)


Steps = Generator[Request, Reply, Verdict]


@dataclass(frozen=True, slots=True)
class Limit:
    """How often a register may be asked."""

    requests: int
    seconds: int


class Register(ABC):
    """A business register: what it serves, what it needs, and how to ask it."""

    id: ClassVar[str]
    title: ClassVar[str]
    address: ClassVar[str]
    """The official one, without a slash at the end. The operator may name another: a sandbox, a stand-in."""
    countries: ClassVar[frozenset[str]]
    """ISO 3166-1 alpha-2 of registrations it knows; EVERYWHERE for all."""
    kind: ClassVar[Kind]
    recipient: ClassVar[str] = "public_register"
    """Of the policy: what this register is in its words."""
    fields: ClassVar[tuple[str, ...]]
    """Field paths of the policy that it has to be told, and no more."""
    needs: ClassVar[tuple[str, ...]] = ()
    """Members of Access without which it cannot be asked."""
    limit: ClassVar[Limit]
    proves: ClassVar[str]
    """What an answer shows, in words for an operator."""
    terms: ClassVar[str]
    """What it costs, and where a key comes from."""

    @abstractmethod
    def recognises(self, question: Question) -> bool:
        """Whether the question holds a number of this register's kind, well formed. Otherwise it is not asked."""

    @abstractmethod
    def ask(self, question: Question, access: Access) -> Steps:
        """Look a number up. Only for a question that it recognises."""

    def search(self, question: Question, access: Access) -> Steps | None:
        """Look a name up, for candidates; None where the register has no search."""
        del question, access
        return None

    def missing(self, access: Access) -> tuple[str, ...]:
        """Name what the operator has to provide before this register can be asked."""
        return tuple(name for name in self.needs if getattr(access, name) is None)


NOT_FOUND = Verdict(outcome=Outcome.NOT_VERIFIED, code="not_found")


def unavailable(code: str, *, retry: bool = True, retry_after: float | None = None) -> Verdict:
    """Say that the register gave no answer that can be relied on."""
    return Verdict(outcome=Outcome.UNAVAILABLE, code=code, retry=retry, retry_after=retry_after)


def refused(code: str) -> Verdict:
    """Say that the register refused the question."""
    return Verdict(outcome=Outcome.INVALID_INPUT, code=code)


def require_same(asked: str, answered: str | None) -> None:
    """Refuse an answer about another number than the one that was asked: it may not verify this one.

    Compares letters and digits only. Raises MalformedAnswerError.
    """
    if answered is None or fold(asked) != fold(answered):
        raise MalformedAnswerError


def fold(number: str) -> str:
    """Reduce a number to its letters and digits, in capitals."""
    return re.sub(r"[^0-9A-Z]", "", number.upper())
