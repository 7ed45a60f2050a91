"""Operations of `more`, written by `make client`: change the service, not this."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from ..models.more import Coverage, DueReviews, Feeds, ReportList, ReviewTerms, ReviewTermsBody, Run, RunPage, Start
from ..wire import File, Sending, Wire, path_of


class MoreRoom(Wire):
    """Operations of `more`."""

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
        """Pause a run; chunks that a worker has are finished.

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
