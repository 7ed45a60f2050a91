"""Operations of `risk`, written by `make client`: change the service, not this."""

from __future__ import annotations

from typing import Literal, cast

from ..models.risk import OwnershipOfSubject, RiskOfSubject, RiskOverride, RiskOverriding
from ..wire import Sending, Wire, path_of


class RiskRoom(Wire):
    """Operations of `risk`."""

    def get_risk(
        self,
        reference: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        picture: Literal["svg"] | None = None,
    ) -> RiskOfSubject:
        """See how risky a business is, and why.

        Worked out when its checks ended and when somebody answered. The reading is in the audit. Needs a key with
        the scope `analyst`.
        """
        return cast(
            "RiskOfSubject",
            self.call(
                Sending(
                    operation="getRisk",
                    method="GET",
                    path=path_of("/v1/subjects/{reference}/risk", reference=reference),
                    query={"limit": limit, "cursor": cursor, "picture": picture},
                )
            ),
        )

    def override_risk(self, reference: str, body: RiskOverriding) -> RiskOverride:
        """Set another level than the computed one.

        A higher level holds at once. A lower one waits for a second person; what was confirmed stays. Needs a key
        with the scope `analyst`.
        """
        return cast(
            "RiskOverride",
            self.call(
                Sending(
                    operation="overrideRisk",
                    method="POST",
                    path=path_of("/v1/subjects/{reference}/risk/overrides", reference=reference),
                    body=body,
                )
            ),
        )

    def approve_risk_override(self, reference: str, *, version: int) -> RiskOverride:
        """Agree to a lower level.

        Never by the person who proposed it. Needs a key with the scope `analyst`.
        """
        return cast(
            "RiskOverride",
            self.call(
                Sending(
                    operation="approveRiskOverride",
                    method="POST",
                    path=path_of("/v1/subjects/{reference}/risk/overrides/approval", reference=reference),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def end_risk_override(self, reference: str, *, version: int) -> RiskOverride:
        """Let the computed level hold again, or refuse one that waits.

        Needs a key with the scope `analyst`.
        """
        return cast(
            "RiskOverride",
            self.call(
                Sending(
                    operation="endRiskOverride",
                    method="POST",
                    path=path_of("/v1/subjects/{reference}/risk/overrides/end", reference=reference),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def get_ownership(
        self,
        reference: str,
        *,
        rule: Literal["ofac", "eu", "uk"] | None = None,
        threshold: int | None = None,
        picture: Literal["svg"] | None = None,
    ) -> OwnershipOfSubject:
        """See who owns and controls a business, and whether its owners block it.

        Worked out now, from the submission, the registers' answers on file and the hits that analysts confirmed.
        The reading is in the audit. Needs a key with the scope `analyst`.
        """
        return cast(
            "OwnershipOfSubject",
            self.call(
                Sending(
                    operation="getOwnership",
                    method="GET",
                    path=path_of("/v1/subjects/{reference}/ownership", reference=reference),
                    query={"rule": rule, "threshold": threshold, "picture": picture},
                )
            ),
        )
