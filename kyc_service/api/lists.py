"""Lists: how fresh each is, which versions are kept, what changed between two."""

from __future__ import annotations

from flask import Blueprint

from kyc_service.api.door.operations import SOURCE, Operation
from kyc_service.api.door.query import Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.schemas.lists import DiffSchema, ListsSchema, VersionsSchema
from kyc_service.bootstrap import Runtime
from kyc_service.domain.tenants import Scope
from kyc_service.services import lists as service
from kyc_service.settings import Mode
from watchlists.model import Entry

_READERS = frozenset({Scope.ONBOARDING, Scope.ANALYST, Scope.ADMIN})
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
    scopes=frozenset({Scope.ANALYST, Scope.ADMIN}),
    ids=_ID,
    query={
        "from": Parameter(description="Digest of the older one.", pattern=_DIGEST, required=True, example=_EXAMPLE),
        "to": Parameter(description="Digest of the newer one.", pattern=_DIGEST, required=True, example=_EXAMPLE),
    },
    answer=DiffSchema,
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "lists", "What is screened against, and how fresh it is.")
    routes.add(LIST, list_all)
    routes.add(VERSIONS, versions)
    routes.add(DIFF, compare)
    return routes.blueprint


def tell_bundled(rt: Runtime) -> str | None:
    """Say so, in demo mode, when the lists that ship with the service are the ones in use."""
    if rt.settings.mode is not Mode.DEMO:
        return None
    with rt.database.open_system("api", read_only=True) as system:
        dates = [state.published for state in system.lists.current() if state.origin == "bundled" and state.published]
    return f"bundled lists of {min(dates).isoformat()}" if dates else None


def list_all(rt: Runtime, _call: Call) -> Answer:
    """Say how every list stands."""
    with rt.database.open_system("api", read_only=True) as system:
        return Answer({"items": service.states(system, rt.settings)})


def versions(rt: Runtime, call: Call) -> Answer:
    """List the versions of a list."""
    source = service.find_source(call.ids["source_id"])
    with rt.database.open_system("api", read_only=True) as system:
        return Answer({"items": system.lists.versions(source.id)})


def compare(rt: Runtime, call: Call) -> Answer:
    """Say what changed between two versions."""
    source = service.find_source(call.ids["source_id"])
    with rt.database.open_system("api", read_only=True) as system:
        found = service.compare_versions(system, source.id, call.query["from"], call.query["to"])
    body = {
        "source": source.id,
        "before": call.query["from"],
        "after": call.query["to"],
        "added": [_name(entry) for entry in found.added],
        "removed": [_name(entry) for entry in found.removed],
        "changed": [{**_name(one.after), "fields_changed": one.fields} for one in found.changed],
    }
    return Answer(body)


def _name(entry: Entry) -> dict[str, object]:
    return {"id": entry.id, "caption": entry.caption}
