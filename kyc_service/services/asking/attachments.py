"""Attachments: files that an analyst keeps on a case, and documents that came as answers.

Nothing here looks for viruses: a file is kept as it came, is never opened here, and leaves only as a download.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kyc_service.domain.asking.files import MOST_OF_CASE, Attachment, Paper, Source
from kyc_service.domain.asking.requests import Document
from kyc_service.domain.cases import Case
from kyc_service.domain.personal import Personal
from kyc_service.errors import ConflictError, Fault, InvalidInputError, NotFoundError
from kyc_service.services.asking import parties
from kyc_service.storage.work import Work


@dataclass(frozen=True, slots=True)
class Download:
    """A file with its content."""

    attachment: Attachment
    content: Personal[bytes] = field(repr=False)


def attach(work: Work, case_id: str, about: str, paper: Paper) -> Attachment:
    """Keep a file on a case, about one of its parties. Raises InvalidInputError, ConflictError."""
    case = work.cases.get(case_id)
    party = parties.find(work, case.subject_id).at(about)
    if party is None:
        raise InvalidInputError([Fault("about", "unknown_pointer")])
    return keep(work, case, party.id, paper, Source.ANALYST)


def keep(
    work: Work, case: Case, subject_id: str, paper: Paper, source: Source, document: Document | None = None
) -> Attachment:
    """Keep a file once. Raises ConflictError when the case has as many as it may have."""
    kept, new = work.attachments.add(case, subject_id, paper, source, document)
    if not new:
        return kept
    if work.attachments.count(case.id) > MOST_OF_CASE:
        message = f"a case takes {MOST_OF_CASE} files"
        raise ConflictError(message, "too_many_files")
    details: dict[str, str | int | bool] = {"attachment_id": kept.id, "bytes": kept.size}
    work.audit.append(
        "attachment.added", source.value, case_id=case.id, verification_id=case.verification_id, details=details
    )
    return kept


def list_of(work: Work, case_id: str) -> tuple[Attachment, ...]:
    """List the files of a case, oldest first."""
    return work.attachments.of_case(work.cases.get(case_id).id)


def download(work: Work, case_id: str, attachment_id: str) -> Download:
    """Read a file for somebody who takes it out of here. Each time stands in the audit."""
    attachment = work.attachments.get(attachment_id)
    if attachment.case_id != case_id:
        raise NotFoundError
    content = work.attachments.read(attachment)
    case = work.cases.get(case_id)
    work.audit.append(
        "attachment.downloaded",
        "done",
        subject_id=attachment.subject_id,
        case_id=case_id,
        verification_id=case.verification_id,
        details={"attachment_id": attachment_id},
    )
    return Download(attachment, content)
