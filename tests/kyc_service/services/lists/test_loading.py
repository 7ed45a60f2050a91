"""Refreshing from a publisher: a stand-in on loopback serves the real UN file, whole, broken and unchanged."""

import dataclasses
import datetime as dt
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kyc_service.domain.tenants import Tenant
from kyc_service.errors import NotFoundError
from kyc_service.services import screeners, verifications
from kyc_service.services.lists import loading, standing
from kyc_service.services.lists.locks import LOCK_TIME
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Mode
from tests.fixtures.http_servers import QuietHandler, serve
from tests.fixtures.runtimes import submission
from watchlists import bundled
from watchlists.versions import ListVersion

WHOLE = gzip.decompress(bundled.files("un")["consolidated.xml"].read_bytes())


class Mirror:
    """What the publisher serves next."""

    def __init__(self) -> None:
        self.body = WHOLE
        self.status = 200
        self.url = ""


BOTH = pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgres", marks=pytest.mark.long)], indirect=True
)
"""On the other kind as well in the long run: a whole list is read and indexed each time."""


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    serving = Mirror()

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            etag = f'"{hash(serving.body)}"'
            same = self.headers.get("If-None-Match") == etag
            self.send_response(304 if same else serving.status)
            self.send_header("ETag", etag)
            self.send_header("Content-Length", str(0 if same else len(serving.body)))
            self.end_headers()
            if not same:
                self.wfile.write(serving.body)

    with serve(Handler) as place:
        serving.url = f"http://{place}"
        yield serving


@pytest.fixture
def rt(bare_runtime: Runtime, mirror: Mirror) -> Runtime:
    return dataclasses.replace(
        bare_runtime,
        settings=dataclasses.replace(bare_runtime.settings, list_mirror=mirror.url),
    )


def state(rt: Runtime) -> standing.ListStatus:
    with rt.open_system() as system:
        return next(found for found in standing.states(system, rt) if found.id == "un")


def test_a_whole_file_is_loaded_once(rt: Runtime) -> None:
    assert state(rt).stale_reason == "never_loaded"
    assert loading.refresh(rt, "un").outcome == "loaded"
    first = state(rt)
    assert (first.entries, first.origin, first.fresh) == (1003, "mirror", True)
    assert loading.refresh(rt, "un").outcome == "unchanged"
    second = state(rt)
    assert second.digest == first.digest
    assert second.confirmed_at is not None
    assert first.confirmed_at is not None
    assert second.confirmed_at > first.confirmed_at


@BOTH
@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "list_empty"),
        (b"<html><body>Maintenance</body></html>", "list_wrong_format"),
        (WHOLE[: len(WHOLE) // 2], "list_incomplete"),
        (WHOLE.replace(b"<CONSOLIDATED_LIST", b'<!DOCTYPE x [<!ENTITY a "b">]><CONSOLIDATED_LIST', 1), "xml_forbidden"),
    ],
    ids=["empty", "html", "half", "doctype"],
)
def test_a_bad_file_never_replaces_a_good_version(rt: Runtime, mirror: Mirror, body: bytes, code: str) -> None:
    loading.refresh(rt, "un")
    good = state(rt)
    mirror.body = body
    refused = loading.refresh(rt, "un")
    assert refused.outcome == "refused"
    assert refused.detail.startswith(code)
    after = state(rt)
    assert (after.digest, after.entries) == (good.digest, good.entries)
    assert after.last_error is not None
    assert code in after.last_error
    mirror.body = WHOLE + b"\n"
    assert loading.refresh(rt, "un").outcome == "loaded"
    assert state(rt).last_error is None


def test_an_outage_leaves_the_good_version(rt: Runtime, mirror: Mirror) -> None:
    loading.refresh(rt, "un")
    mirror.status = 404
    mirror.body = b"gone"
    assert loading.refresh(rt, "un").outcome == "refused"
    assert state(rt).entries == 1003


def test_one_loader_at_a_time(rt: Runtime) -> None:
    with rt.open_system() as system:
        assert system.lists.lock("un", "somebody", LOCK_TIME)
    assert loading.refresh(rt, "un").outcome == "busy"
    with rt.open_system() as system:
        system.lists.unlock("un", "somebody")
    assert loading.refresh(rt, "un").outcome == "loaded"


@BOTH
def test_bundled_lists_are_fresh_in_the_demo_only(bare_runtime: Runtime) -> None:
    rt = bare_runtime
    assert {loaded.source for loaded in loading.load_bundled(rt)} == set(bundled.SOURCE_IDS)
    assert loading.load_bundled(rt) == ()
    with rt.open_system() as system:
        demo = standing.states(system, rt)
        strict = standing.states(
            system, dataclasses.replace(rt, settings=dataclasses.replace(rt.settings, mode=Mode.PRODUCTION))
        )
    assert all(found.fresh for found in demo)
    assert {found.stale_reason for found in strict} == {"bundled_only"}


def test_no_screening_waits_for_the_index_of_a_new_version(rt: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    loading.refresh(rt, "un")

    def refuse(*_: object) -> None:
        pytest.fail("the index was built by a screening")

    monkeypatch.setattr("kyc_service.services.screeners.build", refuse)
    assert [used.source for used in rt.screeners.current().lists] == ["un"]


def test_after_going_back_a_version_a_list_is_screened_as_the_older_parser_read_it(
    bare_runtime: Runtime, small_versions: tuple[ListVersion, ...]
) -> None:
    older = small_versions[0]
    newer = dataclasses.replace(older, parser="newer", entries=older.entries[:1])
    for version in (older, newer, older):
        with bare_runtime.open_system("tester") as system:
            system.lists.add_version(version, origin="publisher", confirmed_at=system.now())
    found = bare_runtime.screeners.current()
    assert [used.parser for used in found.lists] == [older.parser]
    assert len(found.screener.index) == len(older.entries)


def test_what_waits_for_a_list_is_tried_again_when_it_is_there(rt: Runtime, tenant: Tenant) -> None:
    with rt.open_work(tenant.id, "key:flow") as work:
        made = verifications.submit(work, rt.policy, submission())
    verifications.run(rt, made.id)
    with rt.open_system() as system:
        assert system.sweeper.due_verifications(10, dt.timedelta(0)) == ()
    loading.refresh(rt, "un")
    with rt.open_system() as system:
        system.outbox.sent([ring.id for ring in system.outbox.claim(10)])
        assert system.sweeper.due_verifications(10, -dt.timedelta(1)) == ((tenant.id, made.id),)


@BOTH
def test_versions_are_compared(rt: Runtime, mirror: Mirror) -> None:
    loading.refresh(rt, "un")
    before = state(rt).digest
    mirror.body = WHOLE.replace(b"<FIRST_NAME>ERIC</FIRST_NAME>", b"<FIRST_NAME>ERIK</FIRST_NAME>", 1)
    loading.refresh(rt, "un")
    after = state(rt).digest
    assert before is not None
    assert after is not None
    with rt.open_system() as system:
        found = standing.compare_versions(system, "un", before, after)
    assert [(change.id, change.fields) for change in found.changed] == [("un:CDi.001", ("names",))]
    assert (found.added, found.removed) == ((), ())


def test_an_unknown_source_is_not_found(rt: Runtime) -> None:
    with pytest.raises(NotFoundError):
        loading.refresh(rt, "atlantis")


def test_several_lists_are_switched_together_and_a_bad_one_stops_none(
    rt: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = []
    real = screeners.build

    def build(*arguments: Any) -> Path:
        built.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(screeners, "build", build)
    done = loading.refresh_all(rt, ("ofac_cons", "un"))
    assert [(row.source, row.outcome) for row in done] == [("ofac_cons", "refused"), ("un", "loaded")]
    assert len(built) == 1
    assert {used.source for used in rt.screeners.current().lists} == {"un"}
    assert len(built) == 1
