"""A population that has been compared with the edition in force already, for a benchmark of what comes after.

Writes down what a full screening would have: coverage, blocks and the sketches in their boxes, made on all cores. Pairs
are left out, so only what a delta brings is told of afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice

from population import PORTION, Party
from sqlalchemy import create_engine, update

from kyc_service.domain.monitoring.runs import ChunkStatus
from kyc_service.domain.personal import Fields, Personal
from kyc_service.domain.subjects import SubjectKind
from kyc_service.services.monitoring import chunks, planning
from kyc_service.services.runtime import Runtime
from kyc_service.services.screening import to_subject
from kyc_service.storage.coverage_blocks import Block
from kyc_service.storage.tables import coverage, monitoring_chunks
from watchlists.matching.sifting.sieve import sketch

Sketched = list[tuple[str, bytes]]
BOXES = 50
"""In one transaction."""


class Sketcher:
    """Sketches whoever it is told of, in other processes."""

    def __init__(self) -> None:
        """Start them."""
        self._pool = ProcessPoolExecutor(os.cpu_count())
        self._waiting: list[tuple[str, SubjectKind, Fields]] = []
        self._parts = [self._pool.submit(_sketch_all, self._waiting)]

    def __call__(self, subject_id: str, party: Party) -> None:
        """Hear of one."""
        self._waiting.append((subject_id, party.kind, party.fields))
        if len(self._waiting) >= PORTION:
            self._send()

    def _send(self) -> None:
        self._parts.append(self._pool.submit(_sketch_all, self._waiting))
        self._waiting = []

    def finish(self) -> Sketched:
        """Give all sketches in order of id."""
        self._send()
        found = sorted(one for part in self._parts for one in part.result())
        self._pool.shutdown()
        return found


def _sketch_all(some: Sequence[tuple[str, SubjectKind, Fields]]) -> Sketched:
    return [(subject_id, sketch(to_subject(kind, fields))) for subject_id, kind, fields in some]


def cover(rt: Runtime, tenant_id: str, sketched: Sketched) -> None:
    """Say that everybody was compared with the edition in force."""
    run = planning.watch_tenant(rt, tenant_id, everybody=True)
    if run is None:
        message = "nothing was due"
        raise RuntimeError(message)
    with rt.open_work(tenant_id, "bench", read_only=True) as work:
        blocks = work.monitoring.blocks.within("", "~")
    every = _by_block(blocks, sketched)
    while some := [*islice(every, BOXES)]:
        with rt.open_work(tenant_id, "bench") as work:
            for block, own in some:
                if own and not work.monitoring.blocks.keep(block, Personal(own)):
                    message = "a box was closed by somebody else"
                    raise RuntimeError(message)
            work.monitoring.blocks.advance([block.id for block, _ in some], 0, run.edition)
        _insert(rt, tenant_id, some, run.edition)
    engine = create_engine(rt.settings.database_url.reveal())
    with engine.begin() as connection:
        connection.execute(update(monitoring_chunks).values(status=ChunkStatus.DONE))
    engine.dispose()
    while chunks.work_on(rt, run.id):
        pass


def _by_block(blocks: Sequence[Block], sketched: Sketched) -> Iterator[tuple[Block, dict[str, bytes]]]:
    left = iter(sketched)
    one = next(left, None)
    for block in blocks:
        own = {}
        while one is not None and one[0] <= block.last:
            own[one[0]] = one[1]
            one = next(left, None)
        yield block, own


def _insert(rt: Runtime, tenant_id: str, some: Sequence[tuple[Block, dict[str, bytes]]], edition: int) -> None:
    with rt.open_system("bench", read_only=True) as system:
        now = system.now()
    common = {"tenant_id": tenant_id, "subject_version": 1, "block_version": 1, "edition": edition, "screened_at": now}
    rows = [{**common, "subject_id": subject_id, "block_id": block.id} for block, own in some for subject_id in own]
    engine = create_engine(rt.settings.database_url.reveal())
    with engine.begin() as connection:
        if rows:
            connection.execute(coverage.insert(), rows)
    engine.dispose()
