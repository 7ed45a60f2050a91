"""Row 25: random calls of one tenant with ids of another. Each gets what the same call with unknown ids gets."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from kyc_service.domain.tenants import Scope, Tenant
from kyc_service.storage.tables import metadata
from tests.fixtures.databases import add_tenant
from tests.fixtures.promised import Promised
from tests.fixtures.service import Caller, make_caller
from tests.fixtures.tracks import Track
from tests.kyc_service.api.test_bad_inputs_g import BODIES, QUERIES, make_things, routes

SHOPS = (("first-shop", "first-past"), ("second-shop", "second-past"))
MATCHES = ('"1"', '"1"', '"1"', '"2"', "*", None)
"""Of If-Match."""
MANNERS = ("theirs", "theirs", "theirs", "shouted", "other_kind", "mine")
"""How a path parameter is chosen: an id of the other tenant, in capitals, of something else of theirs, or one's own."""
UNKNOWN = "0" * 32
LET_IN = 0.8
"""Part of the calls that come with a key that may make them."""


@dataclass(frozen=True)
class Call:
    """One request, but for whose ids are in it."""

    method: str
    rule: str
    endpoint: str
    scope: Scope
    match: str | None
    body: str
    """`usual` for this operation, `empty`, or `none`."""
    manners: tuple[tuple[str, str], ...]
    """Of each path parameter."""
    kind: str
    """Of what else is named where a parameter names another kind of thing."""

    def fill(self, theirs: Mapping[str, str], mine: Mapping[str, str]) -> str:
        """Make the path."""
        path = self.rule
        for name, manner in self.manners:
            text = {"mine": mine[name], "other_kind": theirs.get(self.kind, "")}.get(manner, theirs[name])
            path = path.replace(f"<{name}>", text.upper() if manner == "shouted" else text)
        return path


def calls(track: Track, names: list[str], chance: random.Random) -> Iterator[Call]:
    """Make up calls without end, each with an id of somebody else in it at least."""
    known = list(routes(track.app))
    assert len(known) > 50
    opening = scopes_of(track)
    while True:
        method, rule, endpoint = chance.choice(known)
        parameters = re.findall("<([^>]+)>", rule)
        manners = [chance.choice(MANNERS) for _ in parameters]
        if set(manners) == {"mine"}:
            manners[chance.randrange(len(manners))] = "theirs"
        yield Call(
            method=method,
            rule=rule,
            endpoint=endpoint,
            scope=chance.choice([*(opening[endpoint] if chance.random() < LET_IN else Scope)]),
            match=chance.choice(MATCHES),
            body=chance.choice(("usual", "usual", "usual", "empty", "none")),
            manners=tuple(zip(parameters, manners, strict=True)),
            kind=chance.choice(names) if "other_kind" in manners else "",
        )


def scopes_of(track: Track) -> dict[str, list[Scope]]:
    """Say which scopes each operation lets in."""
    rooms = (getattr(room, "_operations", ()) for room in track.app.blueprints.values())
    return {operation.id: sorted(operation.scopes) for room in rooms for operation, _ in room}


def send(caller: Caller, call: Call, path: str) -> TestResponse:
    more: dict[str, Any] = {"query_string": QUERIES.get(call.endpoint, {})}
    if call.body != "none":
        more["json"] = BODIES.get(call.endpoint, {}) if call.body == "usual" else {}
    return caller.ask(call.method, path, call.scope, {"If-Match": call.match}, **more)


def told(answer: TestResponse) -> tuple[int, str]:
    """Say what an answer tells, but for the request's own id."""
    body = {**(answer.json or {}), "request_id": None}
    return answer.status_code, json.dumps(body, sort_keys=True)


def digest_of(track: Track, tenant: Tenant) -> dict[str, str]:
    """Make a digest of every row of a tenant, table by table."""
    found = {}
    with track.rt.database._engine.connect() as connection:
        for name, table in sorted(metadata.tables.items()):
            if "tenant_id" in table.c:
                wanted = select(table).where(table.c.tenant_id == tenant.id)
                rows = sorted(repr(tuple(row)) for row in connection.execute(wanted))
                found[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def attack(
    track: Track, attacker: Caller, mine: dict[str, str], theirs: dict[str, str], many: int, chance: random.Random
) -> Counter[int]:
    """Send so many calls with ids of another tenant; each is answered as with ids that nobody has."""
    unknown = {name: re.sub("[0-9a-f]{32}$", UNKNOWN, text) for name, text in theirs.items()} | {"reference": "none"}
    secret = re.compile("|".join(map(re.escape, theirs.values())), re.IGNORECASE)
    twins: dict[Call, tuple[int, str]] = {}
    statuses = Counter[int]()
    made_up = calls(track, sorted(theirs), chance)
    for _ in range(many):
        call = next(made_up)
        found = told(send(attacker, call, call.fill(theirs, mine)))
        if call not in twins:
            twins[call] = told(send(attacker, call, call.fill(unknown, mine)))
        assert found == twins[call], call
        assert 400 <= found[0] < 500, call
        assert not secret.search(found[1]), call
        statuses[found[0]] += 1
    return statuses


def test_nothing_of_another_tenant_is_reached(track: Track, promised: Promised) -> None:
    other = make_caller(track.app, track.rt, add_tenant(track.rt.database, "Other Marketplace"))
    callers = (track.add_caller(), other)
    things = [make_things(caller, *shops) for caller, shops in zip(callers, SHOPS, strict=True)]
    # A tenth of the promise, which takes minutes as it is, half of it on each kind of database, from either side.
    many, statuses = promised.of(100_000) // 4, Counter[int]()
    for mine, theirs in ((0, 1), (1, 0)):
        before = digest_of(track, callers[theirs].tenant)
        chance = random.Random(f"25 {mine}")
        statuses += attack(track, callers[mine], things[mine], things[theirs], many, chance)
        assert digest_of(track, callers[theirs].tenant) == before
    assert statuses[404] > many
    promised.tell(25, f"{2 * many} calls on {track.kind}, 0 crossings: {dict(statuses.most_common())}")
