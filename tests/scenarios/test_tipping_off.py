"""Nothing that a subject or the onboarding flow can see tells whether a suspicion is on file.

A distinguisher looks at pairs of businesses, one of each under suspicion: status, fields, sizes, headers, words and,
in the long run, timing. It first has to catch leaks that are planted for it.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from kyc_service.domain.tenants import Scope
from kyc_service.services import subjects
from kyc_service.services.subjects import Clearance
from kyc_service.storage.work import Work
from tests.fixtures.service import Caller, start_service, submission
from tests.fixtures.suspects import Features, Judged, distinguish
from watchlists.versions import ListVersion

FEW, BUSINESSES, LOOKS = 16, 1000, 10
BAR = 0.52
_OURS = frozenset({"X-Request-Id", "Location", "ETag", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit"})
"""Headers that differ from request to request by what they are."""
_PLACES = ("Utrecht", "Delft", "Zwolle", "Leiden", "Breda")
CLOCKS = {"time": time.perf_counter, "work": time.thread_time}
"""What a clock outside sees, and what it would see if nothing else ran on the machine."""
Tamper = Callable[[TestResponse], None]


@dataclass
class Street:
    """Businesses in pairs, and what can be seen of each."""

    caller: Caller
    random: random.Random
    timed: bool = False
    rights: bool = False
    """Whether the subject asks as well, not only the flow."""
    leak: float = 0.0
    """Planted: seconds of work more for each clearance of a suspect."""
    suspects: list[Features] = field(default_factory=list)
    others: list[Features] = field(default_factory=list)

    def settle(self, pairs: int, tamper: Tamper | None = None, looks: int = 1) -> Judged:
        """Make pairs with one suspect each, look at both in random order, and let the distinguisher try.

        It learns on the first half of the pairs and is tried on businesses that it never saw.
        """
        for number in range(pairs):
            names = [f"shop-{number:06}-{side}" for side in "ab"]
            for name in names:
                self._open(name)
            chosen = self.random.randrange(2)
            self._suspect(names[chosen])
            order = [side for _ in range(looks) for side in self.random.sample(range(2), 2)]
            for side in order:
                seen = self._look(names[side], suspect=side == chosen, tamper=tamper)
                (self.suspects if side == chosen else self.others).append(seen)
        return distinguish(self.suspects, self.others)

    def _open(self, reference: str) -> None:
        place = self.random.choice(_PLACES)
        business = {"name": f"{place} Handel {reference[-4:]} B.V.", "registration": {"country": "NL"}}
        self.caller.run(self.caller.submit(submission(reference=reference, business=business, people=None)))

    def _suspect(self, reference: str) -> None:
        answer = self._ask(
            Scope.SEALED, "POST", "/v1/privacy/suspicions", json={"subject": reference, "report": "Odd."}
        )
        assert answer.status_code == 201, answer.json

    def _look(self, reference: str, *, suspect: bool, tamper: Tamper | None) -> Features:
        """Ask everything that the flow and the subject can ask."""
        seen: dict[str, str | float] = {}
        for name, answer, clocks in self._answers(reference, self.leak if suspect else 0.0):
            if suspect and tamper is not None:
                tamper(answer)
            seen |= {f"{name}.{key}": value for key, value in self._describe(answer).items()}
            if self.timed:
                seen |= {f"{name}.{clock}": seconds for clock, seconds in clocks.items()}
        return seen

    def _answers(self, reference: str, leak: float) -> Iterator[tuple[str, TestResponse, dict[str, float]]]:
        found: dict[str, TestResponse] = {}
        plan: list[tuple[str, Callable[[], TestResponse]]] = [
            ("clearance", lambda: self._ask(Scope.ONBOARDING, "GET", f"/v1/subjects/{reference}/clearance")),
            ("status", lambda: self._ask(Scope.ONBOARDING, "GET", f"/v1/verifications/{_id_of(found['clearance'])}")),
            ("badge", lambda: self._ask(Scope.ONBOARDING, "GET", f"/v1/subjects/{reference}/badge")),
        ]
        if self.rights:
            plan += self._rights(reference, found)
        for name, ask in plan:
            begun = {clock: read() for clock, read in CLOCKS.items()}
            found[name] = ask()
            work(leak if name == "clearance" else 0.0)
            yield name, found[name], {clock: read() - begun[clock] for clock, read in CLOCKS.items()}

    def _rights(self, reference: str, found: dict[str, TestResponse]) -> list[tuple[str, Callable[[], TestResponse]]]:
        """What a subject sees: everything known of it, its own data to take along, and the answer to an erasure."""
        steps: list[tuple[str, Callable[[], TestResponse]]] = []
        for kind in ("access", "port", "erase"):
            steps += [
                (f"{kind} asked", lambda kind=kind: self._request(reference, kind)),
                (f"{kind} shown", lambda kind=kind: self._verify(found[f"{kind} asked"])),
            ]
        for kind in ("access", "port"):
            steps.append((f"{kind} package", lambda kind=kind: self._package(found[f"{kind} shown"])))
        steps.append(("erase answer", lambda: self._erase(found["erase shown"])))
        return steps

    def _request(self, reference: str, kind: str) -> TestResponse:
        body = {"subject": reference, "kind": kind, "words": "Please."}
        return self._ask(Scope.PRIVACY, "POST", "/v1/privacy/requests", json=body)

    def _verify(self, asked: TestResponse) -> TestResponse:
        path = f"/v1/privacy/requests/{_body(asked)['id']}/verification"
        return self._ask(Scope.PRIVACY, "POST", path, {"If-Match": '"1"'}, json={"method": "platform_sign_in"})

    def _package(self, shown: TestResponse) -> TestResponse:
        return self._ask(Scope.PRIVACY, "GET", f"/v1/privacy/requests/{_body(shown)['id']}/package?form=html")

    def _erase(self, shown: TestResponse) -> TestResponse:
        path = f"/v1/privacy/requests/{_body(shown)['id']}/answer"
        return self._ask(Scope.PRIVACY, "POST", path, {"If-Match": '"2"'}, json={})

    def _ask(
        self, scope: Scope, method: str, path: str, headers: dict[str, str] | None = None, **more: Any
    ) -> TestResponse:
        return self.caller.ask(method, path, scope, headers, **more)

    def _describe(self, answer: TestResponse) -> dict[str, str]:
        """Reduce an answer to what somebody who compares answers goes by."""
        body = answer.json or {}
        headers = {name: value for name, value in answer.headers.items() if name not in _OURS}
        texts = {
            name: body[name]
            for name in ("status", "reason", "coverage", "clear", "reasons", "badge", "text", "code")
            if isinstance(body, dict) and name in body
        }
        return {
            "code": str(answer.status_code),
            "size": str(len(answer.get_data())),
            "fields": str(sorted(_shape(body))),
            "headers": str(sorted(headers.items())),
            "texts": str(sorted((name, str(value)) for name, value in texts.items())),
        }


def work(seconds: float) -> None:
    """Keep the processor busy."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def _shape(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _shape(inner, f"{path}/{name}")
    elif isinstance(value, list):
        yield f"{path}[{len(value)}]"
        for inner in value:
            yield from _shape(inner, f"{path}[]")
    else:
        yield f"{path}:{type(value).__name__}"


def _body(answer: TestResponse) -> dict[str, Any]:
    assert answer.status_code < 300, answer.get_data(as_text=True)
    return dict(answer.json or {})


def _id_of(clearance: TestResponse) -> str:
    return str(_body(clearance)["verification_id"])


@pytest.fixture
def street(sqlite_template: Path, tmp_path: Path, small_versions: tuple[ListVersion, ...]) -> Iterator[Street]:
    for service in start_service(sqlite_template, tmp_path, small_versions, KYC_RATE_LIMIT="1000000"):
        yield Street(service.add_caller("Test Marketplace"), random.Random(31))


def longer(answer: TestResponse) -> None:
    answer.set_data(answer.get_data() + b"\n")


def header(answer: TestResponse) -> None:
    answer.headers["Cache-Control"] = "no-store, private"


@pytest.mark.parametrize("tamper", [longer, header])
def test_a_planted_leak_in_size_or_headers_is_caught(street: Street, tamper: Tamper) -> None:
    assert street.settle(FEW, tamper).share > 0.9


def test_a_planted_leak_in_the_service_is_caught(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    real = subjects._prepare

    def leaky(work: Work, policy: Any, reference: str) -> Any:
        found, leaving = real(work, policy, reference)
        business = work.subjects.by_reference(reference)
        if business is not None and work.suspicions.of_subject(business.id):
            found = Clearance(found.reference, False, ("in_review",), found.verification_id, found.as_of, found.sources)
        return found, leaving

    monkeypatch.setattr(subjects, "_prepare", leaky)
    assert street.settle(FEW).share > 0.9


@pytest.mark.long
def test_without_a_leak_the_distinguisher_guesses(street: Street) -> None:
    street.rights = True
    found = street.settle(FEW)
    # Three standard deviations of guessing; with the same answers for both it is exactly half.
    assert found.share <= 0.5 + 3 * math.sqrt(0.25 / found.tried)


@pytest.mark.long
def test_a_planted_leak_in_timing_is_caught(street: Street) -> None:
    street.timed, street.leak = True, 0.001
    found = street.settle(BUSINESSES // 20, looks=LOOKS)
    print(f"planted, told apart: {found.right} of {found.tried}, {found.share:.4f}")  # noqa: T201 - the figure is the result
    assert found.share > 0.6


@pytest.mark.long
def test_of_ten_thousand_pairs_at_most_52_in_100_are_told_apart(street: Street) -> None:
    street.timed = True
    found = street.settle(BUSINESSES, looks=LOOKS)
    print(f"told apart: {found.right} of {found.tried}, {found.share:.4f}")  # noqa: T201 - the figure is the result
    assert found.share <= BAR
