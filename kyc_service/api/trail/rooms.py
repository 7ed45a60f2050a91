"""The audit of one's own tenant: who did what, when and about what. Searched, exported, followed."""

from __future__ import annotations

from flask import Blueprint

from kyc_service.api.door.operations import Operation
from kyc_service.api.door.pagination import Cursors
from kyc_service.api.door.query import PAGE, Parameter
from kyc_service.api.door.routes import Answer, Call, Door, File, Routes
from kyc_service.api.privacy.bodies import EITHER, is_sealed, read_moment
from kyc_service.api.trail.schemas import AuditPageSchema, ChainVerdictSchema
from kyc_service.bootstrap import Runtime
from kyc_service.domain.trail.searches import AuditSearch
from kyc_service.services.trail import exporting, verifying
from kyc_service.services.trail.exporting import MEDIA_TYPES, ExportFormat

_WHEN = "[0-9T:.Z+\\-]{10,40}"
_SEARCH = {
    "actor": Parameter(
        description="Only by this account, key or part of the service.", pattern="[A-Za-z0-9_:.\\-]{1,80}"
    ),
    "op": Parameter(
        description="Only this operation; those that begin so, with a dot at the end.", pattern="[a-z_.]{1,64}"
    ),
    "outcome": Parameter(description="Only those that ended so.", pattern="[a-z_]{1,64}"),
    "since": Parameter(description="From this moment on, RFC 3339.", pattern=_WHEN, example="2026-11-01T00:00:00Z"),
    "until": Parameter(description="Before this moment, RFC 3339.", pattern=_WHEN, example="2026-12-01T00:00:00Z"),
    "about": Parameter(
        description="Only about this verification, case or subject.", pattern="(?:ver|cas|sub)_[0-9a-f]{32}"
    ),
}
_HIDDEN = "Entries about suspicions and orders of authorities are there for the scope `sealed` only."

LIST = Operation(
    id="listAudit",
    method="GET",
    rule="/audit",
    summary="Search the audit, newest first",
    description=_HIDDEN,
    scopes=EITHER,
    query={**PAGE, **_SEARCH},
    answer=AuditPageSchema,
    errors=(422,),
)
EXPORT = Operation(
    id="exportAudit",
    method="GET",
    rule="/audit/export",
    summary="Export a search of the audit",
    description=f"Newest first, as CSV or JSON Lines; the export is in the audit itself. {_HIDDEN}",
    scopes=EITHER,
    query={
        **_SEARCH,
        "format": Parameter(
            description="What to write.", pattern="[a-z]{1,8}", choices=tuple(ExportFormat), default=ExportFormat.CSV
        ),
    },
    answer=None,
    media=tuple(kind.partition(";")[0] for kind in MEDIA_TYPES.values()),
    errors=(422,),
)
VERIFY = Operation(
    id="verifyAudit",
    method="POST",
    rule="/audit:verify",
    summary="Follow the chain of the audit",
    description="The chain is one for all tenants; the answer has counts alone. A long one is for the command line.",
    scopes=EITHER,
    answer=ChainVerdictSchema,
    errors=(409,),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "audit", "What was done.")
    routes.add(LIST, list_page)
    routes.add(EXPORT, export)
    routes.add(VERIFY, verify)
    return routes.blueprint


def list_page(rt: Runtime, call: Call) -> Answer:
    """Search the audit."""
    cursors = Cursors(rt.keys, call.caller.tenant.id, LIST.id, {name: call.query[name] for name in _SEARCH})
    after, wanted = cursors.read(call.query["cursor"]), _read_search(call)
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        page = work.audit.page(after, call.query["limit"], wanted)
    return Answer({"items": page.items, "next": cursors.sign(page.next)})


def export(rt: Runtime, call: Call) -> Answer:
    """Export a search, piece by piece."""
    kind = ExportFormat(call.query["format"])
    pieces = exporting.export(rt, call.caller.tenant.id, call.caller.actor, _read_search(call), kind)
    return Answer(File(f"audit.{kind.value}", pieces, MEDIA_TYPES[kind]))


def verify(rt: Runtime, call: Call) -> Answer:
    """Follow the chain."""
    found = verifying.verify_now(rt, call.caller.tenant.id, call.caller.actor)
    fault = found.fault
    return Answer(
        {
            "whole": fault is None,
            **{name: getattr(found, name) for name in ("sealed", "waiting", "heads", "signed")},
            "position": fault.position if fault else None,
            "fault": fault.kind.value if fault else None,
            "in_words": verifying.FAULTS[fault.kind] if fault else None,
        }
    )


def _read_search(call: Call) -> AuditSearch:
    given = {name: call.query[name] for name in ("actor", "op", "outcome", "about")}
    return AuditSearch(
        **given,
        since=read_moment(call.query["since"], "since"),
        until=read_moment(call.query["until"], "until"),
        sealed=is_sealed(call),
    )
