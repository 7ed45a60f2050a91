"""Evidence packs: everything about a verification in one document, made in the background and kept for a while."""

from __future__ import annotations

from flask import Blueprint

from kyc_service.api.bodies.base import instance_of
from kyc_service.api.door.idempotency import REPLAYED
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.routes import Answer, Call, Door, File, Rendered, Routes
from kyc_service.api.packs.schemas import PackListSchema, PackSchema
from kyc_service.bootstrap import Runtime
from kyc_service.domain.packs.packs import PackFormat
from kyc_service.domain.tenants import Scope
from kyc_service.services.packs import making

_ANALYST = frozenset({Scope.ANALYST})
_OF_VERIFICATION = {"verification_id": "verification"}
_ID = {"pack_id": "evidence_pack"}
PDF, JSON = "application/pdf", "application/json"

ASK = Operation(
    id="requestEvidencePack",
    method="POST",
    rule="/verifications/<verification_id>/evidence-packs",
    summary="Ask for an evidence pack of a verification",
    description="It is made in the background; ask for it by its id. While one waits it is that one.",
    scopes=_ANALYST,
    ids=_OF_VERIFICATION,
    answer=PackSchema,
    status=202,
    idempotent=True,
    location=True,
)
LIST = Operation(
    id="listEvidencePacks",
    method="GET",
    rule="/verifications/<verification_id>/evidence-packs",
    summary="List the evidence packs of a verification, newest first",
    scopes=_ANALYST,
    ids=_OF_VERIFICATION,
    answer=PackListSchema,
)
GET = Operation(
    id="getEvidencePack",
    method="GET",
    rule="/evidence-packs/<pack_id>",
    summary="Ask where an evidence pack stands",
    scopes=_ANALYST,
    ids=_ID,
    answer=PackSchema,
)
FETCH_PDF = Operation(
    id="fetchEvidencePackPdf",
    method="GET",
    rule="/evidence-packs/<pack_id>/pdf",
    summary="Fetch an evidence pack as a PDF",
    description="Each fetching is in the audit.",
    scopes=_ANALYST,
    ids=_ID,
    answer=None,
    media=(PDF,),
    errors=(409, 410),
)
FETCH_JSON = Operation(
    id="fetchEvidencePackJson",
    method="GET",
    rule="/evidence-packs/<pack_id>/json",
    summary="Fetch an evidence pack as JSON that proves itself",
    description="Check it with `kyc evidence-pack verify`. Each fetching is in the audit.",
    scopes=_ANALYST,
    ids=_ID,
    answer=None,
    media=(JSON,),
    errors=(409, 410),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "evidence-packs", "Everything about a verification in one document.")
    routes.add(ASK, lambda rt, call: ask(rt, call, door))
    routes.add(LIST, list_all)
    routes.add(GET, get)
    routes.add(FETCH_PDF, lambda rt, call: fetch(rt, call, PackFormat.PDF, PDF))
    routes.add(FETCH_JSON, lambda rt, call: fetch(rt, call, PackFormat.JSON, JSON))
    return routes.blueprint


def ask(rt: Runtime, call: Call, door: Door) -> Answer:
    """Ask for a pack, once for each idempotency key."""
    once = door.once(call)
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        # Another tenant's is not found before anything is written down.
        verification = work.verifications.get(call.ids["verification_id"])
        replay = work.idempotency.begin(once.key, once.fingerprint)
        if replay is not None:
            return Answer(Rendered(replay.body), replay.status, {"Location": replay.location or "", REPLAYED: "true"})
        pack = making.request(work, verification.id, rt.settings.evidence_pack_life)
        body, location = instance_of(PackSchema).dump(pack), f"/v1/evidence-packs/{pack.id}"
        work.idempotency.finish(once.key, ASK.status, body, location, pack.subject_id)
    return Answer(Rendered(body), ASK.status, {"Location": location})


def list_all(rt: Runtime, call: Call) -> Answer:
    """List the packs of a verification."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        verification = work.verifications.get(call.ids["verification_id"])
        return Answer({"items": work.packs.of_verification(verification.id)})


def get(rt: Runtime, call: Call) -> Answer:
    """Say where a pack stands."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        return Answer(work.packs.get(call.ids["pack_id"]))


def fetch(rt: Runtime, call: Call, kind: PackFormat, media_type: str) -> Answer:
    """Answer with a file of a pack."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        pack, content = making.fetch(work, call.ids["pack_id"], kind)
    return Answer(File(f"{pack.id}.{kind.value}", content, media_type))
