"""Operations of `verifications`, written by `make client`: change the service, not this."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, cast

from ..models.shared import Verification
from ..models.verifications import (
    Answer,
    Batch,
    BatchAnswer,
    BatchChecked,
    Override,
    Pack,
    PackList,
    Registers,
    Submission,
    Validated,
    VerificationPage,
)
from ..wire import File, Sending, Wire, attachment, path_of


class VerificationsRoom(Wire):
    """Operations of `verifications`."""

    def list_verifications(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal[
            "created",
            "processing",
            "clear",
            "review",
            "action_required",
            "rejected",
            "failed",
            "cancelled",
            "under_remediation",
            "expired",
        ]
        | None = None,
        reference: str | None = None,
    ) -> VerificationPage:
        """List verifications, newest first.

        Needs a key with the scope `analyst` or `onboarding`.
        """
        return cast(
            "VerificationPage",
            self.call(
                Sending(
                    operation="listVerifications",
                    method="GET",
                    path="/v1/verifications",
                    query={"limit": limit, "cursor": cursor, "status": status, "reference": reference},
                )
            ),
        )

    def iterate_verifications(
        self,
        *,
        limit: int | None = None,
        status: Literal[
            "created",
            "processing",
            "clear",
            "review",
            "action_required",
            "rejected",
            "failed",
            "cancelled",
            "under_remediation",
            "expired",
        ]
        | None = None,
        reference: str | None = None,
    ) -> Iterator[Verification]:
        """Go through every page of `list_verifications`, and ask for each as it is needed."""
        cursor: str | None = None
        while True:
            page = self.list_verifications(limit=limit, status=status, reference=reference, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def submit_verification(
        self, body: Submission, *, idempotency_key: str | None = None, wait: int | None = None
    ) -> Verification:
        """Submit a business.

        Stores it, and screens it and its people in the background. Nothing is stored if anything is wrong. Needs a
        key with the scope `onboarding`.
        """
        return cast(
            "Verification",
            self.call(
                Sending(
                    operation="submitVerification",
                    method="POST",
                    path="/v1/verifications",
                    headers={"Idempotency-Key": idempotency_key, "Prefer": None if wait is None else f"wait={wait}"},
                    body=body,
                    idempotent=True,
                )
            ),
        )

    def validate_submission(self, body: Submission) -> Validated:
        """Check a submission without storing it.

        Needs a key with the scope `onboarding`.
        """
        return cast(
            "Validated",
            self.call(
                Sending(operation="validateSubmission", method="POST", path="/v1/verifications:validate", body=body)
            ),
        )

    def get_verification(self, verification_id: str) -> Verification:
        """Ask where a verification stands.

        With the analyst scope the answer has the evidence as well. Needs a key with the scope `analyst` or
        `onboarding`.
        """
        return cast(
            "Verification",
            self.call(
                Sending(
                    operation="getVerification",
                    method="GET",
                    path=path_of("/v1/verifications/{verification_id}", verification_id=verification_id),
                )
            ),
        )

    def cancel_verification(self, verification_id: str) -> Verification:
        """Stop a verification that is still being processed.

        Needs a key with the scope `onboarding`.
        """
        return cast(
            "Verification",
            self.call(
                Sending(
                    operation="cancelVerification",
                    method="POST",
                    path=path_of("/v1/verifications/{verification_id}:cancel", verification_id=verification_id),
                )
            ),
        )

    def answer_request(self, verification_id: str, body: Answer, *, idempotency_key: str | None = None) -> Verification:
        """Give fields that were asked for.

        Some of them, or all; what is still missing stands in `next_actions`. Each value is judged as in a
        submission, and nothing is stored if anything is wrong. Whoever changed is checked again. Needs a key with
        the scope `onboarding`.
        """
        return cast(
            "Verification",
            self.call(
                Sending(
                    operation="answerRequest",
                    method="POST",
                    path=path_of("/v1/verifications/{verification_id}/answers", verification_id=verification_id),
                    headers={"Idempotency-Key": idempotency_key},
                    body=body,
                    idempotent=True,
                )
            ),
        )

    def send_document(
        self,
        verification_id: str,
        content: bytes,
        *,
        media_type: Literal["application/pdf", "image/png", "image/jpeg", "text/plain"],
        document: Literal[
            "proof_of_address",
            "registration_extract",
            "identity_document",
            "ownership_chart",
            "licence",
            "tax_registration",
            "power_of_attorney",
            "articles_of_association",
            "bank_statement",
        ],
        file_name: str | None = None,
        about: str | None = None,
    ) -> Verification:
        """Send a document that was asked for.

        The body is the file itself: PDF, PNG, JPEG or plain text, at most 10 MB. What it is follows from its bytes;
        a name that says something else is refused. Harmless to repeat with the same file. Files are not looked over
        for viruses. Needs a key with the scope `onboarding`.
        """
        return cast(
            "Verification",
            self.call(
                Sending(
                    operation="sendDocument",
                    method="PUT",
                    path=path_of("/v1/verifications/{verification_id}/documents", verification_id=verification_id),
                    query={"document": document, "about": about},
                    headers={"Content-Type": media_type, "Content-Disposition": attachment(file_name)},
                    content=content,
                )
            ),
        )

    def list_verifiers(self) -> Registers:
        """See how every register does that is asked.

        Up, slow or down since when, what is left of its limit, and how many questions wait for it. Needs a key with
        the scope `admin` or `analyst` or `onboarding`.
        """
        return cast("Registers", self.call(Sending(operation="listVerifiers", method="GET", path="/v1/verifiers")))

    def override_check(self, verification_id: str, check_id: str, body: Override) -> Verification:
        """Go on without a register's answer.

        For a check that waits for a register, or was given up. Who did it and why is in the audit. Needs a key with
        the scope `analyst`.
        """
        return cast(
            "Verification",
            self.call(
                Sending(
                    operation="overrideCheck",
                    method="POST",
                    path=path_of(
                        "/v1/verifications/{verification_id}/checks/{check_id}/override",
                        verification_id=verification_id,
                        check_id=check_id,
                    ),
                    body=body,
                )
            ),
        )

    def submit_batch(self, body: Batch, *, idempotency_key: str | None = None) -> BatchAnswer:
        """Submit up to 1,000 businesses.

        All items are looked at first; with a fault in any of them nothing is stored, unless `on_fault` is `skip`.
        Then each is taken in by itself. A request that was cut off is sent again as it was, with its key: what was
        taken in is told again and not done again. Needs a key with the scope `onboarding`.
        """
        return cast(
            "BatchAnswer",
            self.call(
                Sending(
                    operation="submitBatch",
                    method="POST",
                    path="/v1/verifications:batch",
                    headers={"Idempotency-Key": idempotency_key},
                    body=body,
                    idempotent=True,
                )
            ),
        )

    def validate_batch(self, body: Batch) -> BatchChecked:
        """Check up to 1,000 submissions without storing them.

        Needs a key with the scope `onboarding`.
        """
        return cast(
            "BatchChecked",
            self.call(
                Sending(operation="validateBatch", method="POST", path="/v1/verifications:validate-batch", body=body)
            ),
        )

    def list_evidence_packs(self, verification_id: str) -> PackList:
        """List the evidence packs of a verification, newest first.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "PackList",
            self.call(
                Sending(
                    operation="listEvidencePacks",
                    method="GET",
                    path=path_of("/v1/verifications/{verification_id}/evidence-packs", verification_id=verification_id),
                )
            ),
        )

    def request_evidence_pack(self, verification_id: str, *, idempotency_key: str | None = None) -> Pack:
        """Ask for an evidence pack of a verification.

        It is made in the background; ask for it by its id. While one waits it is that one. Needs a key with the
        scope `analyst`.
        """
        return cast(
            "Pack",
            self.call(
                Sending(
                    operation="requestEvidencePack",
                    method="POST",
                    path=path_of("/v1/verifications/{verification_id}/evidence-packs", verification_id=verification_id),
                    headers={"Idempotency-Key": idempotency_key},
                    idempotent=True,
                )
            ),
        )

    def get_evidence_pack(self, pack_id: str) -> Pack:
        """Ask where an evidence pack stands.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "Pack",
            self.call(
                Sending(
                    operation="getEvidencePack",
                    method="GET",
                    path=path_of("/v1/evidence-packs/{pack_id}", pack_id=pack_id),
                )
            ),
        )

    def fetch_evidence_pack_pdf(self, pack_id: str) -> File:
        """Fetch an evidence pack as a PDF.

        Each fetching is in the audit. Needs a key with the scope `analyst`.
        """
        return self.fetch(
            Sending(
                operation="fetchEvidencePackPdf",
                method="GET",
                path=path_of("/v1/evidence-packs/{pack_id}/pdf", pack_id=pack_id),
            )
        )

    def fetch_evidence_pack_json(self, pack_id: str) -> File:
        """Fetch an evidence pack as JSON that proves itself.

        Check it with `kyc evidence-pack verify`. Each fetching is in the audit. Needs a key with the scope
        `analyst`.
        """
        return self.fetch(
            Sending(
                operation="fetchEvidencePackJson",
                method="GET",
                path=path_of("/v1/evidence-packs/{pack_id}/json", pack_id=pack_id),
            )
        )
