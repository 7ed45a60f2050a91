"""Operations of `rights`, written by `make client`: change the service, not this."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, cast

from ..models.given import Change
from ..models.rights import (
    Assessment,
    NewPrivacyRequest,
    NewSuspicion,
    Package,
    PrivacyRequest,
    PrivacyRequestDetail,
    PrivacyRequestPage,
    RecipientNotice,
    RecipientNoticePage,
    RequestAnswer,
    RequestExtension,
    RequestRefusal,
    Suspicion,
    SuspicionPage,
    Told,
    VerificationMethod,
)
from ..wire import Sending, Wire, path_of


class RightsRoom(Wire):
    """Operations of `rights`."""

    def list_suspicions(self, *, limit: int | None = None, cursor: str | None = None) -> SuspicionPage:
        """List assessments, newest first.

        Needs a key with the scope `sealed`.
        """
        return cast(
            "SuspicionPage",
            self.call(
                Sending(
                    operation="listSuspicions",
                    method="GET",
                    path="/v1/privacy/suspicions",
                    query={"limit": limit, "cursor": cursor},
                )
            ),
        )

    def iterate_suspicions(self, *, limit: int | None = None) -> Iterator[Suspicion]:
        """Go through every page of `list_suspicions`, and ask for each as it is needed."""
        cursor: str | None = None
        while True:
            page = self.list_suspicions(limit=limit, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def open_suspicion(self, body: NewSuspicion) -> Suspicion:
        """Begin an assessment.

        Nothing that the subject or the onboarding flow can see changes by it. Needs a key with the scope `sealed`.
        """
        return cast(
            "Suspicion",
            self.call(Sending(operation="openSuspicion", method="POST", path="/v1/privacy/suspicions", body=body)),
        )

    def get_suspicion(self, suspicion_id: str) -> Suspicion:
        """Read an assessment.

        Needs a key with the scope `sealed`.
        """
        return cast(
            "Suspicion",
            self.call(
                Sending(
                    operation="getSuspicion",
                    method="GET",
                    path=path_of("/v1/privacy/suspicions/{suspicion_id}", suspicion_id=suspicion_id),
                )
            ),
        )

    def assess_suspicion(self, suspicion_id: str, body: Assessment, *, version: int) -> Suspicion:
        """Write down what was found, or close an assessment.

        Needs a key with the scope `sealed`.
        """
        return cast(
            "Suspicion",
            self.call(
                Sending(
                    operation="assessSuspicion",
                    method="POST",
                    path=path_of("/v1/privacy/suspicions/{suspicion_id}/assessment", suspicion_id=suspicion_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def list_privacy_requests(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["received", "verified", "answered", "refused"] | None = None,
    ) -> PrivacyRequestPage:
        """List requests of subjects, newest first.

        Needs a key with the scope `privacy`.
        """
        return cast(
            "PrivacyRequestPage",
            self.call(
                Sending(
                    operation="listPrivacyRequests",
                    method="GET",
                    path="/v1/privacy/requests",
                    query={"limit": limit, "cursor": cursor, "status": status},
                )
            ),
        )

    def iterate_privacy_requests(
        self, *, limit: int | None = None, status: Literal["received", "verified", "answered", "refused"] | None = None
    ) -> Iterator[PrivacyRequest]:
        """Go through every page of `list_privacy_requests`, and ask for each as it is needed."""
        cursor: str | None = None
        while True:
            page = self.list_privacy_requests(limit=limit, status=status, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def receive_privacy_request(self, body: NewPrivacyRequest) -> PrivacyRequestDetail:
        """Take a request in.

        Its term begins now. Needs a key with the scope `privacy`.
        """
        return cast(
            "PrivacyRequestDetail",
            self.call(
                Sending(operation="receivePrivacyRequest", method="POST", path="/v1/privacy/requests", body=body)
            ),
        )

    def get_privacy_request(self, request_id: str) -> PrivacyRequestDetail:
        """Read a request.

        Needs a key with the scope `privacy`.
        """
        return cast(
            "PrivacyRequestDetail",
            self.call(
                Sending(
                    operation="getPrivacyRequest",
                    method="GET",
                    path=path_of("/v1/privacy/requests/{request_id}", request_id=request_id),
                )
            ),
        )

    def verify_privacy_request(self, request_id: str, body: VerificationMethod, *, version: int) -> PrivacyRequest:
        """Say how it was shown that whoever asks is the subject.

        Nothing goes out before. What was shown is not kept, only how. Needs a key with the scope `privacy`.
        """
        return cast(
            "PrivacyRequest",
            self.call(
                Sending(
                    operation="verifyPrivacyRequest",
                    method="POST",
                    path=path_of("/v1/privacy/requests/{request_id}/verification", request_id=request_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def extend_privacy_request(self, request_id: str, body: RequestExtension, *, version: int) -> Told:
        """Extend the term by two months, once.

        Needs a key with the scope `privacy`.
        """
        return cast(
            "Told",
            self.call(
                Sending(
                    operation="extendPrivacyRequest",
                    method="POST",
                    path=path_of("/v1/privacy/requests/{request_id}/extension", request_id=request_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def refuse_privacy_request(self, request_id: str, body: RequestRefusal, *, version: int) -> Told:
        """Refuse a request.

        The subject is told one text whatever the reason, and where to complain. Needs a key with the scope
        `privacy`.
        """
        return cast(
            "Told",
            self.call(
                Sending(
                    operation="refusePrivacyRequest",
                    method="POST",
                    path=path_of("/v1/privacy/requests/{request_id}/refusal", request_id=request_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def get_package(self, request_id: str, *, form: Literal["json", "html"] | None = None) -> Package:
        """Get what a subject asked for: its data, its portable data, or the clauses.

        Each time through the gate and with a line in the ledger. 409 before it is known who asks. Needs a key with
        the scope `privacy`.
        """
        return cast(
            "Package",
            self.call(
                Sending(
                    operation="getPackage",
                    method="GET",
                    path=path_of("/v1/privacy/requests/{request_id}/package", request_id=request_id),
                    query={"form": form},
                )
            ),
        )

    def answer_privacy_request(self, request_id: str, body: RequestAnswer, *, version: int) -> Told:
        """Carry a request out and close it.

        Restriction, objection, withdrawal and erasure count at once. A package has to be made before its request is
        closed. Another look at a refusal is for somebody who had no part in it. Corrections have their own route.
        Needs a key with the scope `privacy`.
        """
        return cast(
            "Told",
            self.call(
                Sending(
                    operation="answerPrivacyRequest",
                    method="POST",
                    path=path_of("/v1/privacy/requests/{request_id}/answer", request_id=request_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def rectify_subject(self, request_id: str, body: Change, *, version: int) -> Told:
        """Correct what is known of a business and its people, and close the request.

        Each part that is given replaces that part as a whole. Everybody is screened again. Needs a key with the
        scope `privacy`.
        """
        return cast(
            "Told",
            self.call(
                Sending(
                    operation="rectifySubject",
                    method="POST",
                    path=path_of("/v1/privacy/requests/{request_id}/rectification", request_id=request_id),
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )

    def list_recipient_notices(
        self, *, limit: int | None = None, cursor: str | None = None, request_id: str | None = None
    ) -> RecipientNoticePage:
        """List who has to be told of a change, newest first.

        Needs a key with the scope `privacy`.
        """
        return cast(
            "RecipientNoticePage",
            self.call(
                Sending(
                    operation="listRecipientNotices",
                    method="GET",
                    path="/v1/privacy/notices",
                    query={"limit": limit, "cursor": cursor, "request_id": request_id},
                )
            ),
        )

    def iterate_recipient_notices(
        self, *, limit: int | None = None, request_id: str | None = None
    ) -> Iterator[RecipientNotice]:
        """Go through every page of `list_recipient_notices`, and ask for each as it is needed."""
        cursor: str | None = None
        while True:
            page = self.list_recipient_notices(limit=limit, request_id=request_id, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def note_recipient_notice(self, notice_id: str, *, version: int) -> RecipientNotice:
        """Note that a recipient was told.

        Needs a key with the scope `privacy`.
        """
        return cast(
            "RecipientNotice",
            self.call(
                Sending(
                    operation="noteRecipientNotice",
                    method="POST",
                    path=path_of("/v1/privacy/notices/{notice_id}/sent", notice_id=notice_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )
