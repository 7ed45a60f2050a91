"""Runs that an operator asks for, and how any run stands: the same for the API, the console and the command."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kyc_service.domain.monitoring.runs import Progress, Run, Scope
from kyc_service.errors import ConflictError, Fault, InvalidInputError
from kyc_service.services.monitoring import editions, planning, running
from kyc_service.services.runtime import Runtime
from kyc_service.storage.rows import Page
from kyc_service.storage.work import Work

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an operator asks for."""

    sources: tuple[str, ...] = ()
    """Lists; empty for all that the profile asks for."""
    since: dt.datetime | None = None
    """Everybody against what changed since the edition that was in force then."""
    since_edition: int | None = None
    """The same, by number."""
    everything: bool = False
    dry: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A run and how far it is."""

    run: Run
    progress: Progress


def start(rt: Runtime, work: Work, wanted: Wanted) -> Standing:
    """Plan what an operator asks for; workers do it.

    Raises InvalidInputError for lists that are not compared with and editions that were not, ConflictError while a
    run is under way or no list is loaded.
    """
    edition, _ = editions.bring_up(rt, work)
    if edition is None:
        message = "no list is loaded yet: there is nothing to compare with"
        raise ConflictError(message, "no_list_loaded")
    known = {one.source for one in edition.lists}
    faults = [
        Fault(f"/lists/{place}", "list_not_in_use") for place, one in enumerate(wanted.sources) if one not in known
    ]
    since = _find_since(work, wanted, edition.number, faults)
    if wanted.everything and since is not None:
        faults.append(Fault("/compare", "contradicts_since"))
    if faults:
        raise InvalidInputError(faults)
    sources = tuple(sorted(set(wanted.sources))) or None
    scope = Scope(everything=wanted.everything, since=since, sources=sources)
    return look(work, planning.plan(work, edition, scope, dry=wanted.dry, reason=wanted.reason))


def _find_since(work: Work, wanted: Wanted, newest: int, faults: list[Fault]) -> int | None:
    if wanted.since is not None and wanted.since_edition is not None:
        faults.append(Fault("/since_edition", "give_only_one"))
    elif wanted.since_edition is not None and not 1 <= wanted.since_edition <= newest:
        faults.append(Fault("/since_edition", "no_such_edition"))
    elif wanted.since is not None and wanted.since > work.now():
        faults.append(Fault("/since", "date_in_future"))
    elif wanted.since is not None:
        found = work.monitoring.editions.at(wanted.since)
        return found.number if found else None
    return wanted.since_edition


def look(work: Work, run: Run) -> Standing:
    """Tell how far a run is."""
    return Standing(run, running.progress(work, run))


def get(work: Work, run_id: str) -> Standing:
    """Return a run. Raises NotFoundError."""
    return look(work, work.monitoring.runs.get(run_id))


def page(work: Work, after: str | None, limit: int) -> Page[Standing]:
    """List runs, newest first."""
    found = work.monitoring.runs.list(after, limit)
    return Page(tuple(look(work, run) for run in found.items), found.next)
