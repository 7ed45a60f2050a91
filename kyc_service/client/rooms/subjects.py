"""Operations of `subjects`, written by `make client`: change the service, not this."""

from __future__ import annotations

from typing import cast

from ..models.given import Change
from ..models.shared import Verification
from ..models.subjects import (
    Badge,
    Clearance,
    FoundSubjects,
    Relationship,
    RelationshipEnd,
    Screened,
    Screening,
    Search,
    Subject,
)
from ..wire import Sending, Wire, path_of


class SubjectsRoom(Wire):
    """Operations of `subjects`."""

    def get_subject(self, reference: str) -> Subject:
        """Read the current data of a business.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "Subject",
            self.call(
                Sending(
                    operation="getSubject", method="GET", path=path_of("/v1/subjects/{reference}", reference=reference)
                )
            ),
        )

    def change_subject(self, reference: str, body: Change) -> Verification:
        """Change the data of a business.

        Each part that is given replaces that part as a whole; parts left out stay. Starts a new verification. An
        If-Match with the ETag of what you read is checked if you send it. Needs a key with the scope `onboarding`.
        """
        return cast(
            "Verification",
            self.call(
                Sending(
                    operation="changeSubject",
                    method="PATCH",
                    path=path_of("/v1/subjects/{reference}", reference=reference),
                    body=body,
                )
            ),
        )

    def search_subjects(self, body: Search) -> FoundSubjects:
        """Find businesses by reference, whole name or number.

        Names are kept sealed, so only a whole one finds anything; case, spaces and punctuation do not matter. The
        audit says that somebody searched and how much was found, and not what for. Needs a key with the scope
        `analyst`.
        """
        return cast(
            "FoundSubjects",
            self.call(Sending(operation="searchSubjects", method="POST", path="/v1/subject-searches", body=body)),
        )

    def get_clearance(self, reference: str) -> Clearance:
        """Ask whether an order may go through now.

        Needs a key with the scope `analyst` or `onboarding`.
        """
        return cast(
            "Clearance",
            self.call(
                Sending(
                    operation="getClearance",
                    method="GET",
                    path=path_of("/v1/subjects/{reference}/clearance", reference=reference),
                )
            ),
        )

    def end_relationship(self, reference: str, body: RelationshipEnd) -> Relationship:
        """Say that the relationship with a business has ended.

        Starts the retention clock. Harmless to repeat. Needs a key with the scope `onboarding`.
        """
        return cast(
            "Relationship",
            self.call(
                Sending(
                    operation="endRelationship",
                    method="POST",
                    path=path_of("/v1/subjects/{reference}/relationship-end", reference=reference),
                    body=body,
                )
            ),
        )

    def screen_name(self, body: Screening) -> Screened:
        """Screen a name now.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "Screened", self.call(Sending(operation="screenName", method="POST", path="/v1/screenings", body=body))
        )

    def get_badge(self, reference: str) -> Badge:
        """Ask for the badge that other users may see.

        Without a badge there is one answer, whatever the reason: 403, as for a business that is not known. Needs a
        key with the scope `onboarding`.
        """
        return cast(
            "Badge",
            self.call(
                Sending(
                    operation="getBadge",
                    method="GET",
                    path=path_of("/v1/subjects/{reference}/badge", reference=reference),
                )
            ),
        )
