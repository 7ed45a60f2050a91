"""Loading lists: from what ships, from their publishers, from files. A bad one never replaces a good version."""

from __future__ import annotations

import datetime as dt
import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from kyc_service.domain.checks import CheckReason
from kyc_service.errors import ConflictError, KycError, NotFoundError
from kyc_service.policy.list_choices import ListChoice
from kyc_service.services.lists.locks import only_loader
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import SystemWork
from watchlists import bundled, sources
from watchlists.errors import ListRefusedError, UnknownSourceError
from watchlists.fetch import gates
from watchlists.fetch.download import Progress, Validators, download
from watchlists.sources.base import Source
from watchlists.sources.recognise import name_files
from watchlists.versions import ListVersion, load

WAITING = (CheckReason.LISTS_STALE, CheckReason.SCREENING_UNAVAILABLE)
"""Checks put off for one of these are tried again as soon as a list is fresh."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What loading a list did."""

    source: str
    outcome: str
    """`loaded`, `unchanged`, `refused` or `busy`."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A version that passed the gates, about to become current."""

    version: ListVersion
    validators: Mapping[str, Validators]
    origin: str
    confirmed_at: dt.datetime
    word: str
    """`loaded` or `unchanged`."""


def _silent(_name: str, _done: int, _of: int | None) -> None:
    """Tell nobody."""


def find_source(source_id: str) -> Source:
    """Return a source. Raises NotFoundError."""
    try:
        return sources.get(source_id)
    except UnknownSourceError as error:
        raise NotFoundError from error


def load_bundled(rt: Runtime) -> tuple[Refreshed, ...]:
    """Load the lists that ship with the service and are in use, where no version is loaded yet."""
    with rt.open_system(read_only=True) as system:
        known = {state.source for state in system.lists.current()}
    wanted = [source_id for source_id in bundled.SOURCE_IDS if source_id in rt.choices.enabled]
    return tuple(_load_bundled(rt, source_id) for source_id in wanted if source_id not in known)


def _load_bundled(rt: Runtime, source_id: str) -> Refreshed:
    version = bundled.load(source_id)
    with rt.open_system() as system:
        system.lists.add_version(version, origin="bundled", confirmed_at=None)
        system.sweeper.wake(WAITING)
    return Refreshed(source_id, "loaded", f"{len(version.entries)} entries")


def refresh(rt: Runtime, source_id: str, progress: Progress = _silent) -> Refreshed:
    """Ask the publisher for a newer version and make it current if it passes every gate.

    Raises NotFoundError for an unknown list, ConflictError for one that is not in use or has no address.
    """
    (done,) = refresh_all(rt, (source_id,), lambda _: progress)
    return done


def refresh_all(
    rt: Runtime, source_ids: Sequence[str], progress_of: Callable[[str], Progress] = lambda _: _silent
) -> tuple[Refreshed, ...]:
    """Ask several publishers, as `refresh` does, and build one index for all that came."""
    wanted = [_find_fetched(rt, source_id) for source_id in source_ids]

    def read(source: Source, choice: ListChoice) -> Callable[[], Refreshed | Accepted]:
        return lambda: _download(rt, source, choice, progress_of(source.id))

    return _load_all(rt, [(source, read(source, choice)) for source, choice in wanted])


def _find_fetched(rt: Runtime, source_id: str) -> tuple[Source, ListChoice]:
    source = find_source(source_id)
    choice = _choice_of(rt, source)
    if not source.hosts:
        message = f"{source_id} has no address; load its files with `kyc lists load {source_id} FILE...`"
        raise ConflictError(message)
    return source, choice


def load_files(rt: Runtime, source_id: str, paths: Sequence[Path]) -> Refreshed:
    """Load a list from files that were fetched otherwise, through the same gates.

    Raises NotFoundError for an unknown list, ConflictError for one that is not in use.
    """
    source = find_source(source_id)
    _choice_of(rt, source)

    def read() -> Accepted:
        return _judge(rt, source, load(source, name_files(source, paths)), {}, "mirror")

    (done,) = _load_all(rt, [(source, read)])
    return done


def _choice_of(rt: Runtime, source: Source) -> ListChoice:
    choice = rt.choices.get(source.id)
    if choice is None:
        message = f"{source.id} is not in use; name it in KYC_LISTS_FILE"
        raise ConflictError(message)
    return choice


def _load_all(
    rt: Runtime, wanted: Sequence[tuple[Source, Callable[[], Refreshed | Accepted]]]
) -> tuple[Refreshed, ...]:
    """Read lists one by one, each while nobody else loads it; then switch to all that passed, together."""
    done: list[Refreshed] = []
    accepted: list[Accepted] = []
    with ExitStack() as locks:
        for source, read in wanted:
            if not locks.enter_context(only_loader(rt, source.id)):
                done.append(Refreshed(source.id, "busy", "another process is loading it"))
                continue
            outcome = _try(rt, source, read)
            if isinstance(outcome, Accepted):
                accepted.append(outcome)
                outcome = Refreshed(source.id, outcome.word, f"{len(outcome.version.entries)} entries")
            done.append(outcome)
        try:
            _make_current(rt, accepted)
        except OSError as error:
            full = error.errno in {errno.ENOSPC, errno.EDQUOT}
            code, detail = ("storage_full" if full else "list_unreadable"), f"the index: {type(error).__name__}"
            failed = {one.version.source: _refuse(rt, one.version.source, code, detail) for one in accepted}
            done = [failed.get(row.source, row) for row in done]
    return tuple(done)


def _try(rt: Runtime, source: Source, read: Callable[[], Refreshed | Accepted]) -> Refreshed | Accepted:
    """Read one list; a refusal is kept and raises the alarm."""
    try:
        return read()
    except ListRefusedError as error:
        return _refuse(rt, source.id, error.code, error.detail)
    except KycError:
        raise
    except Exception as error:  # noqa: BLE001 - what one file does to its reader must not stop the other lists
        return _refuse(rt, source.id, "list_unreadable", type(error).__name__)


def _refuse(rt: Runtime, source_id: str, code: str, detail: str) -> Refreshed:
    """Remember why a list was refused, and raise the alarm. The version in use stays, and grows older."""
    _log.error("list_refused", source=source_id, code=code)
    with rt.open_system() as system:
        system.lists.fail(source_id, code, detail, system.now())
    return Refreshed(source_id, "refused", f"{code}: {detail}")


def _download(rt: Runtime, source: Source, choice: ListChoice, progress: Progress) -> Refreshed | Accepted:
    mirror = rt.settings.list_mirror
    base_url = choice.address or (f"{mirror.rstrip('/')}/{source.id}" if mirror else None)
    with rt.open_system(read_only=True) as system:
        state = next((state for state in system.lists.current() if state.source == source.id), None)
        # A newer parser may read more in the same files, so they are fetched again.
        known = system.lists.validators(source.id) if state is not None and state.parser == source.parser else {}
    with _workplace(rt, source) as into:
        got = download(
            source,
            into,
            known,
            base_url=base_url,
            public_key=choice.public_key,
            key=choice.key.reveal() if choice.key else None,
            progress=progress,
        )
        if not got.modified:
            return _confirm(rt, source, "")
        candidate = load(source, got.files, published=_newest(got.validators))
        return _judge(rt, source, candidate, got.validators, "mirror" if base_url else "publisher")


@contextmanager
def _workplace(rt: Runtime, source: Source) -> Iterator[Path]:
    """Give a folder for the files, and remove what a loader that was killed left: there is one loader at a time."""
    folder = rt.settings.data_dir / "downloads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.glob(f"{source.id}.*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{source.id}.", dir=folder) as name:
        yield Path(name)


def _newest(validators: Mapping[str, Validators]) -> dt.date | None:
    """Tell the day the newest file was changed, for lists that carry no date themselves."""
    days = (found.modified_on for found in validators.values())
    return max((day for day in days if day is not None), default=None)


def _confirm(rt: Runtime, source: Source, detail: str) -> Refreshed:
    """Note that the current version still is the newest."""
    with rt.open_system() as system:
        system.lists.confirm(source.id, system.now())
        system.sweeper.wake(WAITING)
    _log.info("list_confirmed", source=source.id)
    return Refreshed(source.id, "unchanged", detail)


def _judge(
    rt: Runtime, source: Source, candidate: ListVersion, validators: Mapping[str, Validators], origin: str
) -> Accepted:
    """Let a version pass if it passes the gates; put it aside if it does not. Raises ListRefusedError."""
    with rt.open_system(read_only=True) as system:
        states = {state.source: state for state in system.lists.current()}
        now = system.now()
        seconds = [second.source for second in source.second_sources if second.source in states]
        others = {name: system.lists.load(name, states[name].digest) for name in dict.fromkeys(seconds)}
    state = states.get(source.id)
    if state is not None and (state.digest, state.parser) == (candidate.digest, candidate.parser):
        # A person may have approved these very bytes, and what ships becomes the publisher's by this.
        return Accepted(candidate, validators, origin, now, "unchanged")
    try:
        gates.check(source, candidate, state, now.date(), others=others)
    except ListRefusedError as error:
        with rt.open_system() as system:
            system.refusals.keep(candidate, error, origin=origin)
        raise
    for alarm in gates.find_alarms(candidate, state):
        _log.warning("list_alarm", source=source.id, code=alarm.code)
    return Accepted(candidate, validators, origin, now, "loaded")


def _make_current(rt: Runtime, accepted: Sequence[Accepted]) -> None:
    """Build the index that is needed next, then switch to the versions in one transaction."""
    if not accepted:
        return
    rt.screeners.prepare([one.version for one in accepted])
    with rt.open_system() as system:
        for one in accepted:
            system.lists.set_validators(one.version.source, one.validators)
            switch(system, one.version, one.origin, one.confirmed_at)
    for one in accepted:
        _log.info(f"list_{one.word}", source=one.version.source, entries=len(one.version.entries))


def switch(system: SystemWork, version: ListVersion, origin: str, confirmed_at: dt.datetime) -> None:
    """Make a version current, and wake what waited for it."""
    system.lists.add_version(version, origin=origin, confirmed_at=confirmed_at)
    system.refusals.supersede(version.source)
    system.sweeper.wake(WAITING)
