"""Lists: how fresh each is, which versions are kept, what changed between two."""

from __future__ import annotations

import time

from flask import Blueprint

from kyc_service.api.door.operations import DIGEST, SOURCE, Operation
from kyc_service.api.door.query import Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.schemas.lists import (
    ApprovalOfListSchema,
    DiffSchema,
    ListsSchema,
    RefusalSchema,
    RefusalsSchema,
    VersionsSchema,
)
from kyc_service.bootstrap import Runtime
from kyc_service.domain.tenants import Scope
from kyc_service.services.lists import refusals as kept_aside
from kyc_service.services.lists import standing as service
from kyc_service.services.lists.loading import find_source
from kyc_service.settings import Mode
from watchlists.changes import ListDiff
from watchlists.model import Entry

NOTICE_SECONDS = 1.0
"""How long a submission may tell of lists that were replaced since."""
_READERS = frozenset({Scope.ONBOARDING, Scope.ANALYST, Scope.ADMIN})
_OPERATORS = frozenset({Scope.ANALYST, Scope.ADMIN})
_ID = {"source_id": SOURCE}
_DIGEST = "[0-9a-f]{64}"
_EXAMPLE = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"

LIST = Operation(
    id="listLists",
    method="GET",
    rule="/lists",
    summary="See how every list stands",
    scopes=_READERS,
    answer=ListsSchema,
)
VERSIONS = Operation(
    id="listVersions",
    method="GET",
    rule="/lists/<source_id>/versions",
    summary="See the versions of a list",
    scopes=_READERS,
    ids=_ID,
    answer=VersionsSchema,
)
DIFF = Operation(
    id="compareVersions",
    method="GET",
    rule="/lists/<source_id>/diff",
    summary="See what changed between two versions of a list",
    scopes=_OPERATORS,
    ids=_ID,
    query={
        "from": Parameter(description="Digest of the older one.", pattern=_DIGEST, required=True, example=_EXAMPLE),
        "to": Parameter(description="Digest of the newer one.", pattern=_DIGEST, required=True, example=_EXAMPLE),
    },
    answer=DiffSchema,
)

REFUSALS = Operation(
    id="listRefusals",
    method="GET",
    rule="/lists/<source_id>/refusals",
    summary="See the versions of a list that were refused",
    description="A version that fails a gate is kept aside with the reason; the one in use stays.",
    scopes=_OPERATORS,
    ids=_ID,
    answer=RefusalsSchema,
)
REFUSED_DIFF = Operation(
    id="compareRefused",
    method="GET",
    rule="/lists/<source_id>/refusals/<digest>/diff",
    summary="See what a refused version would change",
    scopes=_OPERATORS,
    ids={**_ID, "digest": DIGEST},
    answer=DiffSchema,
    errors=(409,),
)
APPROVE = Operation(
    id="approveRefused",
    method="POST",
    rule="/lists/<source_id>/refusals/<digest>/approval",
    summary="Use a refused version all the same",
    description="After looking at it and comparing it: who approved it and why is kept and audited.",
    scopes=frozenset({Scope.ADMIN}),
    ids={**_ID, "digest": DIGEST},
    body=ApprovalOfListSchema,
    answer=RefusalSchema,
    errors=(409,),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "lists", "What is screened against, and how fresh it is.")
    routes.add(LIST, list_all)
    routes.add(VERSIONS, versions)
    routes.add(DIFF, compare)
    routes.add(REFUSALS, refusals)
    routes.add(REFUSED_DIFF, compare_refused)
    routes.add(APPROVE, approve)
    return routes.blueprint


def tell_bundled(rt: Runtime) -> str | None:
    """Say so, outside of production, when the lists that ship with the service are the ones in use."""
    if rt.settings.mode is Mode.PRODUCTION:
        return None
    with rt.database.open_system("api", read_only=True) as system:
        dates = [state.published for state in system.lists.current() if state.origin == "bundled" and state.published]
    return f"bundled lists of {min(dates).isoformat()}" if dates else None


class BundledNotice:
    """Remembers for a moment what `tell_bundled` says: each submission tells it, and it changes with a new list."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._until = 0.0
        self._told: str | None = None

    def tell(self, rt: Runtime) -> str | None:
        """Say what was said within the last second, or ask anew."""
        if rt.settings.mode is not Mode.PRODUCTION and time.monotonic() >= self._until:
            self._told = tell_bundled(rt)
            self._until = time.monotonic() + NOTICE_SECONDS
        return self._told


def list_all(rt: Runtime, _call: Call) -> Answer:
    """Say how every list stands."""
    with rt.database.open_system("api", read_only=True) as system:
        return Answer({"items": service.states(system, rt)})


def versions(rt: Runtime, call: Call) -> Answer:
    """List the versions of a list."""
    source = find_source(call.ids["source_id"])
    with rt.database.open_system("api", read_only=True) as system:
        return Answer({"items": system.lists.versions(source.id)})


def compare(rt: Runtime, call: Call) -> Answer:
    """Say what changed between two versions."""
    source = find_source(call.ids["source_id"])
    before, after = call.query["from"], call.query["to"]
    with rt.database.open_system("api", read_only=True) as system:
        found = service.compare_versions(system, source.id, before, after)
    return Answer(_write_diff(source.id, before, after, found))


def refusals(rt: Runtime, call: Call) -> Answer:
    """List what was refused."""
    with rt.database.open_system("api", read_only=True) as system:
        return Answer({"items": kept_aside.list_refusals(system, call.ids["source_id"])})


def compare_refused(rt: Runtime, call: Call) -> Answer:
    """Say what a refused version would change."""
    source_id, digest = call.ids["source_id"], call.ids["digest"]
    with rt.database.open_system("api", read_only=True) as system:
        found = kept_aside.compare(system, source_id, digest)
        current = next(state.digest for state in system.lists.current() if state.source == source_id)
    return Answer(_write_diff(source_id, current, digest, found))


def approve(rt: Runtime, call: Call) -> Answer:
    """Use a refused version all the same."""
    body = call.load()
    found = kept_aside.approve(
        rt, call.ids["source_id"], call.ids["digest"], by=call.caller.actor, reason=body["reason"]
    )
    return Answer(found)


def _write_diff(source_id: str, before: str, after: str, found: ListDiff) -> dict[str, object]:
    return {
        "source": source_id,
        "before": before,
        "after": after,
        "added": [_name(entry) for entry in found.added],
        "removed": [_name(entry) for entry in found.removed],
        "changed": [{**_name(one.after), "fields_changed": one.fields, "values": one.values} for one in found.changed],
    }


def _name(entry: Entry) -> dict[str, object]:
    return {"id": entry.id, "caption": entry.caption}
