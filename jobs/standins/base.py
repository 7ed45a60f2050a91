"""What a stand-in is: numbers for scenarios, and an answer in the register's own words to each request.

The numbers are well formed, so that every way through an adapter can be walked over a real socket. What any server
can do wrong is done here for all of them; what is a register's own way of failing is in its file.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from http import HTTPStatus
from typing import Any, ClassVar

from jobs.standins.feeds.news import News
from kyc_service.domain.feeds.events import EventKind

NEWS = "/news"
SLOW_SECONDS = 30.0
"""Longer than anybody waits."""


class Scenario(StrEnum):
    """What happens to whoever asks for a number."""

    FOUND = "found"
    """An ordinary living company, named `NAME`, with officers and owners where the register has them."""
    OTHER_NAME = "other_name"
    """Found, under a name that has nothing to do with NAME."""
    ENDED = "ended"
    """Found, and dissolved, deleted, ceased or invalid: whatever an end is there."""
    NOT_FOUND = "not_found"
    ERROR_IN_200 = "error_in_200"
    """The register's own way to say that it has a fault while the status says nothing of it; 500 where it has none."""
    MALFORMED = "malformed"
    """JSON of another shape."""
    SLOW = "slow"
    TOO_MANY = "too_many"
    """429 with Retry-After."""
    BROKEN = "broken"
    """500."""
    TRUNCATED = "truncated"
    """Half an answer, then the connection closes."""
    WRONG_TYPE = "wrong_type"
    """The page of a proxy, with status 200."""
    REDIRECT = "redirect"


NAME = "Voorbeeld Handel B.V."
"""Name of every company that is FOUND; in capitals or with another legal form where a register writes it so."""
OTHER = "Zuidwijk Bakkerijmachines N.V."
"""Name of every company that is found under another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request as a stand-in sees it."""

    method: str
    path: str
    """Below the register's address."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the stand-in answers."""

    status: int = HTTPStatus.OK
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0
    """Seconds before anything is said."""
    cut: bool = False
    """Say half of the body and hang up."""
    stay: float = 0.0
    """Seconds to keep the connection open after the body, as a stream does."""


def say(content: object, status: int = HTTPStatus.OK, media_type: str = "application/json") -> Said:
    """Answer with JSON."""
    body = json.dumps(content, ensure_ascii=False).encode()
    return Said(status=status, body=body, headers={"content-type": media_type})


_ANYWHERE: Mapping[Scenario, Said] = {
    Scenario.BROKEN: say({"error": "internal"}, HTTPStatus.INTERNAL_SERVER_ERROR),
    Scenario.TOO_MANY: Said(status=HTTPStatus.TOO_MANY_REQUESTS, body=b"{}", headers={"retry-after": "7"}),
    Scenario.REDIRECT: Said(status=HTTPStatus.FOUND, headers={"location": "/elsewhere"}),
    Scenario.WRONG_TYPE: Said(body=b"<html><title>Sign in</title></html>", headers={"content-type": "text/html"}),
}
"""What any server can do wrong."""
_AS_FOUND: Mapping[Scenario, Mapping[str, Any]] = {
    Scenario.SLOW: {"wait": SLOW_SECONDS},
    Scenario.TRUNCATED: {"cut": True},
}
"""What can go wrong with the answer about what is FOUND."""


class StandIn(ABC):
    """Speaks one register's protocol."""

    id: ClassVar[str]
    """Of the register; also the first part of the path it is served under."""
    numbers: ClassVar[Mapping[Scenario, str]]
    """A well-formed number for every scenario."""

    def __init__(self) -> None:
        """Have nothing new to tell."""
        self.news = News()
        """What its change feeds say, where it has any."""

    def feed(self, call: Call) -> Said | None:
        """Answer a request for a change feed."""
        del call
        return None

    @abstractmethod
    def number_in(self, call: Call) -> str | None:
        """Find the number that a request asks about."""

    @abstractmethod
    def tell(self, call: Call, scenario: Scenario, number: str) -> Said:
        """Answer in the register's words: FOUND, OTHER_NAME, ENDED, NOT_FOUND, ERROR_IN_200, MALFORMED.

        A request without the key that the register wants is answered as the register does.
        """

    def search(self, call: Call) -> Said | None:
        """Answer a request that asks about no number."""
        del call
        return None

    def answer(self, call: Call) -> Said:
        """Answer a request. A number of no scenario is not found."""
        told = self._hear(call) if call.path == NEWS and call.method == "POST" else self.feed(call)
        if told is not None:
            return told
        number = self.number_in(call)
        if number is None:
            return self.search(call) or say({}, HTTPStatus.NOT_FOUND)
        scenario = self.scenario_of(number)
        if scenario in _ANYWHERE:
            return _ANYWHERE[scenario]
        if scenario in _AS_FOUND:
            return replace(self.tell(call, Scenario.FOUND, number), **_AS_FOUND[scenario])
        return self.tell(call, scenario, number)

    def _hear(self, call: Call) -> Said:
        """Take a change to tell of: no register has this; it is how somebody who tries makes one up."""
        try:
            told = json.loads(call.body)
            number, kind = str(told["number"]), EventKind(told["kind"])
        except (ValueError, KeyError, TypeError):
            kinds = [kind.value for kind in EventKind]
            return say({"wanted": {"number": "as registered", "kind": kinds}}, HTTPStatus.BAD_REQUEST)
        return say({"id": self.news.tell(number, kind.value).id}, HTTPStatus.CREATED)

    def scenario_of(self, number: str) -> Scenario:
        """Say what happens to a number."""
        return next((one for one, known in self.numbers.items() if known == number), Scenario.NOT_FOUND)
