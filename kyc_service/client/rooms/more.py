"""Operations of `more`, written by `make client`: change the service, not this."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, cast

from ..models.more import (
    CaseBackground,
    Coverage,
    DueReviews,
    Event,
    EventPage,
    Feeds,
    Missed,
    NewSecret,
    Replayed,
    ReportList,
    ReviewTerms,
    ReviewTermsBody,
    Run,
    RunPage,
    Start,
)
from ..models.shared import Endpoint
from ..wire import File, Sending, Wire, path_of


class MoreRoom(Wire):
    """Operations of `more`."""

    def get_case_background(self, case_id: str) -> CaseBackground:
        """Read how the pairs of a case were answered before, what changed since, and who else it has to do with.

        A pair is a subject and a listed entry. What changed is told from fingerprints, so a change of the subject
        is named and never shown. Other businesses are named by your own references. Needs a key with the scope
        `analyst`.
        """
        return cast(
            "CaseBackground",
            self.call(
                Sending(
                    operation="getCaseBackground",
                    method="GET",
                    path=path_of("/v1/cases/{case_id}/background", case_id=case_id),
                )
            ),
        )

    def rotate_secret(self, endpoint_id: str, body: NewSecret) -> Endpoint:
        """Replace the signing secret of an endpoint.

        The answer holds the new secret, once. The one before signs beside it for some hours and then ends by
        itself: each message carries a signature of every live secret. With 0 hours every earlier one ends at once.
        Needs a key with the scope `admin`.
        """
        return cast(
            "Endpoint",
            self.call(
                Sending(
                    operation="rotateSecret",
                    method="POST",
                    path=path_of("/v1/webhook-endpoints/{endpoint_id}/secret", endpoint_id=endpoint_id),
                    body=body,
                )
            ),
        )

    def enable_endpoint(self, endpoint_id: str) -> Endpoint:
        """Send to an endpoint again.

        From now on; what it missed is sent when it is asked for. Harmless to repeat. Needs a key with the scope
        `admin`.
        """
        return cast(
            "Endpoint",
            self.call(
                Sending(
                    operation="enableEndpoint",
                    method="POST",
                    path=path_of("/v1/webhook-endpoints/{endpoint_id}/enable", endpoint_id=endpoint_id),
                )
            ),
        )

    def replay_missed(self, endpoint_id: str, body: Missed) -> Replayed:
        """Send an endpoint what it missed in a span of time.

        Events that were given up, and those that happened while it was disabled or not registered; at most 500, the
        oldest first: go on with `next_since` until it is null. They come with the same `webhook-id` as before; the
        policy is asked again when each is sent. Needs a key with the scope `admin`.
        """
        return cast(
            "Replayed",
            self.call(
                Sending(
                    operation="replayMissed",
                    method="POST",
                    path=path_of("/v1/webhook-endpoints/{endpoint_id}/replay", endpoint_id=endpoint_id),
                    body=body,
                )
            ),
        )

    def list_events(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        kind: Literal["verification.updated"] | None = None,
        endpoint_id: str | None = None,
        status: Literal["pending", "delivered", "refused", "dead"] | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> EventPage:
        """List events, newest first, and how each goes to your endpoints.

        The state that an event told is not in it: ask for its verification. Needs a key with the scope `admin`.
        """
        return cast(
            "EventPage",
            self.call(
                Sending(
                    operation="listEvents",
                    method="GET",
                    path="/v1/events",
                    query={
                        "limit": limit,
                        "cursor": cursor,
                        "kind": kind,
                        "endpoint_id": endpoint_id,
                        "status": status,
                        "since": since,
                        "until": until,
                    },
                )
            ),
        )

    def iterate_events(
        self,
        *,
        limit: int | None = None,
        kind: Literal["verification.updated"] | None = None,
        endpoint_id: str | None = None,
        status: Literal["pending", "delivered", "refused", "dead"] | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> Iterator[Event]:
        """Go through every page of `list_events`, and ask for each as it is needed."""
        cursor: str | None = None
        while True:
            page = self.list_events(
                limit=limit, kind=kind, endpoint_id=endpoint_id, status=status, since=since, until=until, cursor=cursor
            )
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def get_event(self, event_id: str) -> Event:
        """Read an event and how it goes to your endpoints.

        Needs a key with the scope `admin`.
        """
        return cast(
            "Event",
            self.call(
                Sending(operation="getEvent", method="GET", path=path_of("/v1/events/{event_id}", event_id=event_id))
            ),
        )

    def get_coverage(self) -> Coverage:
        """Read who of the active subjects has a current result.

        Counted from the subjects and never from the runs: whoever a run left out is missing here. Needs a key with
        the scope `admin` or `analyst`.
        """
        return cast("Coverage", self.call(Sending(operation="getCoverage", method="GET", path="/v1/coverage")))

    def list_coverage_reports(self) -> ReportList:
        """List the signed reports, the last month first.

        Needs a key with the scope `admin` or `analyst`.
        """
        return cast(
            "ReportList", self.call(Sending(operation="listCoverageReports", method="GET", path="/v1/coverage/reports"))
        )

    def fetch_coverage_report(self, *, month: str) -> File:
        """Fetch the signed report of a month.

        JSON that proves itself: check it with `kyc coverage verify`. Of a month that is over it is made once and
        stays as it is; of the present one it is made anew and says so. Needs a key with the scope `admin` or
        `analyst`.
        """
        return self.fetch(
            Sending(operation="fetchCoverageReport", method="GET", path="/v1/coverage/report", query={"month": month})
        )

    def fetch_coverage_report_page(self, *, month: str) -> File:
        """Fetch the report of a month as a page to read and print.

        The same figures; only the JSON is signed, and the page names its digest. Needs a key with the scope `admin`
        or `analyst`.
        """
        return self.fetch(
            Sending(
                operation="fetchCoverageReportPage",
                method="GET",
                path="/v1/coverage/report-page",
                query={"month": month},
            )
        )

    def list_monitoring_runs(self, *, limit: int | None = None, cursor: str | None = None) -> RunPage:
        """List runs of ongoing monitoring, newest first.

        Needs a key with the scope `admin`.
        """
        return cast(
            "RunPage",
            self.call(
                Sending(
                    operation="listMonitoringRuns",
                    method="GET",
                    path="/v1/monitoring-runs",
                    query={"limit": limit, "cursor": cursor},
                )
            ),
        )

    def iterate_monitoring_runs(self, *, limit: int | None = None) -> Iterator[Run]:
        """Go through every page of `list_monitoring_runs`, and ask for each as it is needed."""
        cursor: str | None = None
        while True:
            page = self.list_monitoring_runs(limit=limit, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def start_monitoring_run(self, body: Start, *, idempotency_key: str | None = None) -> Run:
        """Have everybody compared again, or count what would come of it.

        Workers do it, beside onboarding and never before it; there is one run at a time, dry ones apart. A dry run
        changes nothing and says at the end how many alerts there would be. Needs a key with the scope `admin`.
        """
        return cast(
            "Run",
            self.call(
                Sending(
                    operation="startMonitoringRun",
                    method="POST",
                    path="/v1/monitoring-runs",
                    headers={"Idempotency-Key": idempotency_key},
                    body=body,
                    idempotent=True,
                )
            ),
        )

    def get_monitoring_run(self, run_id: str) -> Run:
        """Ask how far a run is.

        Needs a key with the scope `admin`.
        """
        return cast(
            "Run",
            self.call(
                Sending(
                    operation="getMonitoringRun",
                    method="GET",
                    path=path_of("/v1/monitoring-runs/{run_id}", run_id=run_id),
                )
            ),
        )

    def pause_monitoring_run(self, run_id: str, *, version: int) -> Run:
        """Pause a run for half of KYC_COVERAGE_ALARM_HOURS at most; chunks under way are finished.

        Needs a key with the scope `admin`.
        """
        return cast(
            "Run",
            self.call(
                Sending(
                    operation="pauseMonitoringRun",
                    method="POST",
                    path=path_of("/v1/monitoring-runs/{run_id}:pause", run_id=run_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def resume_monitoring_run(self, run_id: str, *, version: int) -> Run:
        """Let a paused run go on from where it stood.

        Needs a key with the scope `admin`.
        """
        return cast(
            "Run",
            self.call(
                Sending(
                    operation="resumeMonitoringRun",
                    method="POST",
                    path=path_of("/v1/monitoring-runs/{run_id}:resume", run_id=run_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def cancel_monitoring_run(self, run_id: str, *, version: int) -> Run:
        """Cancel a run; what it found stays, whoever it did not reach stays due.

        Needs a key with the scope `admin`.
        """
        return cast(
            "Run",
            self.call(
                Sending(
                    operation="cancelMonitoringRun",
                    method="POST",
                    path=path_of("/v1/monitoring-runs/{run_id}:cancel", run_id=run_id),
                    headers={"If-Match": f'"{version}"'},
                )
            ),
        )

    def list_register_feeds(self) -> Feeds:
        """See how far the change feeds of registers were read.

        When each was read, when it last said anything, what went wrong, and whether a person has to look. Needs a
        key with the scope `admin` or `analyst`.
        """
        return cast("Feeds", self.call(Sending(operation="listRegisterFeeds", method="GET", path="/v1/register-feeds")))

    def list_due_reviews(self) -> DueReviews:
        """List businesses that are due to be verified again.

        After what a register's feed said, on their review date, or for the age of what registers answered. Needs a
        key with the scope `admin` or `analyst`.
        """
        return cast("DueReviews", self.call(Sending(operation="listDueReviews", method="GET", path="/v1/due-reviews")))

    def get_review_terms(self) -> ReviewTerms:
        """Read after how long registers are asked again.

        Needs a key with the scope `admin` or `analyst`.
        """
        return cast(
            "ReviewTerms", self.call(Sending(operation="getReviewTerms", method="GET", path="/v1/review-terms"))
        )

    def set_review_terms(self, body: ReviewTermsBody, *, version: int) -> ReviewTerms:
        """Set after how long registers are asked again.

        What is left out stays. A day of the year that is over when it is set counts from next year on. Needs a key
        with the scope `admin`.
        """
        return cast(
            "ReviewTerms",
            self.call(
                Sending(
                    operation="setReviewTerms",
                    method="POST",
                    path="/v1/review-terms",
                    headers={"If-Match": f'"{version}"'},
                    body=body,
                )
            ),
        )
