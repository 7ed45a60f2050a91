"""Notices to past recipients: who has to be told of a correction, an erasure or a restriction (GDPR 19)."""

from __future__ import annotations

from flask import Blueprint

from kyc_service.api.door.etags import make_etag
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.pagination import Cursors
from kyc_service.api.door.query import PAGE, Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.privacy.bodies import PRIVACY
from kyc_service.api.schemas.privacy.rights import RecipientNoticePageSchema, RecipientNoticeSchema
from kyc_service.bootstrap import Runtime
from kyc_service.services.rights import notices as service

LIST = Operation(
    id="listRecipientNotices",
    method="GET",
    rule="/privacy/notices",
    summary="List who has to be told of a change, newest first",
    scopes=PRIVACY,
    query={
        **PAGE,
        "request_id": Parameter(description="Only those that follow from this request.", pattern="req_[0-9a-f]{32}"),
    },
    answer=RecipientNoticePageSchema,
)
SENT = Operation(
    id="noteRecipientNotice",
    method="POST",
    rule="/privacy/notices/<notice_id>/sent",
    summary="Note that a recipient was told",
    scopes=PRIVACY,
    ids={"notice_id": "notice"},
    answer=RecipientNoticeSchema,
    if_match=True,
    etag=True,
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "recipient notices", "Who has to be told of a change.")
    routes.add(LIST, list_page)
    routes.add(SENT, mark_sent)
    return routes.blueprint


def list_page(rt: Runtime, call: Call) -> Answer:
    """List notices."""
    request_id = call.query["request_id"]
    cursors = Cursors(rt.keys, call.caller.tenant.id, LIST.id, {"request_id": request_id})
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        page = work.notices.page(cursors.read(call.query["cursor"]), call.query["limit"], request_id=request_id)
    return Answer({"items": page.items, "next": cursors.sign(page.next)})


def mark_sent(rt: Runtime, call: Call) -> Answer:
    """Note that a recipient was told."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        notice = service.mark_sent(work, call.ids["notice_id"], call.version)
    return Answer(notice, headers={"ETag": make_etag(notice.version)})
