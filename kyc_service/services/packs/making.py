"""Packs from the first asking to the last day: asked for, made by a worker, fetched, deleted. Each step is audited."""

from __future__ import annotations

import datetime as dt
import hashlib

import structlog

from kyc_service.domain.packs.packs import EvidencePack, PackFormat, PackStatus
from kyc_service.errors import AttemptLostError, ConflictError, KycError
from kyc_service.services.packs import content, envelope, gathering, printing, proof
from kyc_service.services.packs.gathering import PURPOSE
from kyc_service.services.packs.printing import PackTooLongError
from kyc_service.services.runtime import Runtime
from kyc_service.storage.evidence_packs import Files
from kyc_service.storage.work import Work
from kyc_service.tasks import Task

ACTOR = "packs"
LEASE = dt.timedelta(minutes=3)
"""A maker that is silent for this long is taken for dead. The longest pack that was measured took a tenth of it."""
TOO_LONG = "pack_too_long"

_log = structlog.get_logger(__name__)


def request(work: Work, verification_id: str, life: dt.timedelta) -> EvidencePack:
    """Ask for a pack; while one waits it is that one. Raises NotFoundError."""
    verification = work.verifications.get(verification_id)
    pack, is_new = work.packs.request(verification, life)
    if is_new:
        work.audit.append(
            "evidence_pack.requested",
            "done",
            subject_id=verification.subject_id,
            verification_id=verification.id,
            details={"pack_id": pack.id},
        )
    work.outbox.ask(Task.MAKE_EVIDENCE_PACK, pack.id, pack_id=pack.id)
    return pack


def make(rt: Runtime, pack_id: str) -> None:
    """Make a pack that was asked for. Harmless to repeat: one worker at a time, and never twice.

    What may go well the next time is left to the lease: when it is over the sweeper rings again.
    """
    with rt.open_system(read_only=True) as system:
        tenant_id = system.sweeper.tenant_of_pack(pack_id)
    if tenant_id is None:
        # Deleted meanwhile, with its subject or because its time was over.
        return
    with rt.open_work(tenant_id, ACTOR) as work:
        held = work.packs.claim(pack_id, LEASE)
    if held is None:
        return
    try:
        files = write(rt, tenant_id, held)
    except PackTooLongError:
        _fail(rt, tenant_id, held, TOO_LONG)
        return
    except KycError as error:
        if error.transient or isinstance(error, AttemptLostError):
            raise
        _fail(rt, tenant_id, held, error.code)
        return
    with rt.open_work(tenant_id, ACTOR) as work:
        made = work.packs.finish(held, files)
        _note(work, made, "evidence_pack.made", "done")
    _log.info("pack_made", pack=made.id, pages=made.pages)


def write(rt: Runtime, tenant_id: str, pack: EvidencePack) -> Files:
    """Write both files of a pack. Reads only, but that entries of the audit are sealed. Raises PackTooLongError."""
    with rt.open_work(tenant_id, ACTOR, read_only=True) as work:
        view = gathering.gather(work, rt.policy, pack)
        now = work.now()
    said = content.write(view, proof.prove(rt, view.entries), now)
    sha256 = envelope.digest_of(said)
    at = now.astimezone(dt.UTC).isoformat(timespec="microseconds")
    signature = rt.keys.sign_head(envelope.message_of(pack.id, sha256, at))
    document = envelope.wrap(said, sha256, signature, at, rt.keys.head_key())
    printed = printing.write(said, sha256)
    return Files(
        document=document,
        print=printed.file,
        pages=printed.pages,
        content_sha256=sha256,
        json_sha256=hashlib.sha256(document).hexdigest(),
        pdf_sha256=hashlib.sha256(printed.file).hexdigest(),
    )


def fetch(work: Work, pack_id: str, kind: PackFormat) -> tuple[EvidencePack, bytes]:
    """Open a file of a pack, and write down who took it. Whoever works here is no addressee outside.

    Raises NotFoundError, ConflictError before it is made, PolicyDeniedError where somebody restricted the use of their
    data since, SubjectErasedError.
    """
    pack = work.packs.get(pack_id)
    if pack.status is not PackStatus.MADE:
        message = "the pack is not made; ask for its status, and wait or ask for another one"
        raise ConflictError(message)
    file = work.packs.open(pack, kind).use(PURPOSE)
    _note(work, pack, "evidence_pack.read", kind.value)
    return pack, file


def expire(rt: Runtime) -> int:
    """Delete every pack whose time is over; return how many."""
    with rt.open_system(ACTOR, read_only=True) as system:
        tenants = system.sweeper.tenants_with_old_packs()
    count = 0
    for tenant_id in tenants:
        with rt.open_work(tenant_id, ACTOR) as work:
            gone = work.packs.expire()
            for pack in gone:
                _note(work, pack, "evidence_pack.expired", "done")
            count += len(gone)
    return count


def _fail(rt: Runtime, tenant_id: str, held: EvidencePack, code: str) -> None:
    with rt.open_work(tenant_id, ACTOR) as work:
        work.packs.fail(held, code)
        _note(work, held, "evidence_pack.failed", code)


def _note(work: Work, pack: EvidencePack, op: str, outcome: str) -> None:
    details = {"pack_id": pack.id}
    if pack.content_sha256:
        details["content_sha256"] = pack.content_sha256
    work.audit.append(op, outcome, subject_id=pack.subject_id, verification_id=pack.verification_id, details=details)
