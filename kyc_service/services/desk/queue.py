"""Queues: the cases of one tenant as an analyst works through them, and which one is next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kyc_service.domain.cases import Case, Queue
from kyc_service.domain.desk.filters import CaseFilter
from kyc_service.domain.personal import Fields, Personal
from kyc_service.storage.rows import Page
from kyc_service.storage.work import Work

SHOWN = 25
EVERYTHING = CaseFilter()


@dataclass(frozen=True, slots=True)
class Line:
    """One case in a queue."""

    case: Case
    fields: Personal[Fields] = field(repr=False)
    """Of the business; nothing in it where the use of the data is restricted."""
    sources: tuple[str, ...]
    """Lists on which something was found."""
    flags: tuple[str, ...]
    """Codes of what else made it worth a look."""
    tags: tuple[str, ...]


def read_page(
    work: Work, queue: Queue, after: str | None = None, limit: int = SHOWN, such: CaseFilter = EVERYTHING
) -> Page[Line]:
    """List the cases of a queue as whoever asks sees it, as far as a filter wants them."""
    page = work.queues.page(queue, after, limit, such)
    tags = work.desk.tags.of([case.id for case in page.items])
    known = work.subjects.read_all({case.subject_id for case in page.items})
    found = work.queues.summarise([case.verification_id for case in page.items])
    lines = (
        Line(
            case,
            known[case.subject_id][1],
            *found[case.verification_id],
            tags[case.id],
        )
        for case in page.items
    )
    return Page(tuple(lines), page.next)


def record_reading(work: Work, queue: Queue, shown: int) -> None:
    """Write into the audit that a queue was read with the names of businesses: which and how many, and no name."""
    work.audit.append("queue.read", "done", details={"queue": queue.value, "shown": shown})


def count(work: Work) -> Mapping[Queue, int]:
    """Count the cases of each queue that is not done."""
    return work.queues.count()


def find_next(work: Work, after: str | None = None) -> Case | None:
    """Find the case to work on next, of those of mine, then of nobody's: urgent, then due first, then the oldest.

    After a case, the one behind it, so that a case somebody leaves aside does not come up again at once.
    """
    return work.queues.find_next(after)
