"""Section K of the bad inputs: whatever a publisher serves, the good version stays and somebody hears of it.

The lists are made up, in the publishers' layouts; each case is served over HTTP and loaded as the scheduler does it.
"""

from __future__ import annotations

import base64
import dataclasses
import errno
import gzip
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from structlog.testing import capture_logs

from kyc_service.policy.list_choices import ListChoices
from kyc_service.services.lists import loading, standing
from kyc_service.services.lists.locks import LOCK_TIME
from kyc_service.services.runtime import Runtime
from tests.fixtures.http_servers import QuietHandler, serve
from tests.fixtures.service import start_service
from watchlists.fetch import seals
from watchlists.model import Subject
from watchlists.sources import get, registry
from watchlists.sources.base import Floors

ROWS = 1100
_NONE = ",".join(["-0- "] * 9)
SDN = "".join(f'{number},"EXAMPLE {number:04} TRADING","-0- ",{_NONE}\r\n' for number in range(1, ROWS + 1))
OFAC = {
    "sdn.csv": f"{SDN}\x1a".encode(),
    "alt.csv": b'1,1,"aka","OTHER NAME OF ONE","-0- "\r\n\x1a',
    "add.csv": b'1,1,"Kade 1","Utrecht","Netherlands","-0- "\r\n\x1a',
    "sdn_comments.csv": b'1,"; more of one."\r\n\x1a',
}
RECORD = (
    "<INDIVIDUAL><DATAID>{0}</DATAID><FIRST_NAME>PERSON</FIRST_NAME><SECOND_NAME>NUMBER {0:04}</SECOND_NAME>"
    "<UN_LIST_TYPE>Example</UN_LIST_TYPE><REFERENCE_NUMBER>XXi.{0:04}</REFERENCE_NUMBER></INDIVIDUAL>"
)


def un(count: int = ROWS, day: str = "2026-02-27", head: str = "", inside: str = "") -> bytes:
    """Make a list in the layout of the United Nations."""
    records = "".join(RECORD.format(number) for number in range(1, count + 1))
    attributes = f'dateGenerated="{day}T00:00:00"'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<CONSOLIDATED_LIST {attributes}><INDIVIDUALS>{records}{inside}'
        "</INDIVIDUALS><ENTITIES></ENTITIES></CONSOLIDATED_LIST>"
    ).encode()


@dataclass
class Served:
    """One answer."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    """The stated length; the body's own otherwise, and none when it is below 0."""


class Mirror:
    """A publisher on loopback."""

    def __init__(self) -> None:
        self.url = ""
        self.files: dict[str, Served] = {}
        self.restore()

    def restore(self) -> None:
        self.files = {f"/ofac_sdn/{name}": Served(body) for name, body in OFAC.items()}
        self.files["/un/consolidated.xml"] = Served(un())

    def serve(self, path: str, body: bytes, **more: Any) -> None:
        self.files[f"/{path}"] = Served(body, **more)


@contextmanager
def open_mirror() -> Iterator[Mirror]:
    mirror = Mirror()

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            served = mirror.files.get(self.path, Served(b"", 404))
            self.send_response(served.status)
            for name, value in served.headers.items():
                self.send_header(name, value)
            length = len(served.body) if served.length is None else served.length
            if length >= 0:
                self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(served.body)
            self.close_connection = True

    with serve(Handler) as place:
        mirror.url = f"http://{place}"
        yield mirror


@contextmanager
def open_house(template: Path, folder: Path) -> Iterator[tuple[Runtime, Mirror]]:
    """A runtime with both lists loaded, and the mirror that is their publishers."""
    small = {
        "un": dataclasses.replace(get("un"), floors=Floors(entries=1000), must_have=("un:XXi.0001",)),
        "ofac_sdn": dataclasses.replace(get("ofac_sdn"), floors=Floors(entries=1000), must_have=("ofac:1",)),
    }
    with pytest.MonkeyPatch.context() as patch, open_mirror() as mirror:
        patch.setattr(registry, "SOURCES", {**registry.SOURCES, **small})
        patch.setattr("watchlists.fetch.download.time.sleep", lambda _: None)
        for service in start_service(template, folder, (), KYC_LIST_MIRROR=mirror.url):
            for source in small:
                assert loading.refresh(service.rt, source).outcome == "loaded"
            yield service.rt, mirror


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Runtime, Mirror]]:
    """One house for all that is refused: that it stays as it was is what is tested."""
    with open_house(sqlite_template, tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest.fixture
def own_house(sqlite_template: Path, tmp_path: Path) -> Iterator[tuple[Runtime, Mirror]]:
    """A house for one test."""
    with open_house(sqlite_template, tmp_path) as opened:
        yield opened


@pytest.fixture
def rt(own_house: tuple[Runtime, Mirror]) -> Runtime:
    return own_house[0]


@pytest.fixture
def mirror(own_house: tuple[Runtime, Mirror]) -> Mirror:
    return own_house[1]


def serve_un(body: bytes, **more: Any) -> Callable[[Mirror], None]:
    return lambda mirror: mirror.serve("un/consolidated.xml", body, **more)


def serve_ofac(name: str, body: bytes, **more: Any) -> Callable[[Mirror], None]:
    return lambda mirror: mirror.serve(f"ofac_sdn/{name}", body, **more)


def _bomb(levels: int) -> str:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels))
    return f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>'


_DIGEST = base64.b64encode(hashlib.sha256(b"one bit differs").digest()).decode()
_LINES = SDN.splitlines(keepends=True)
_EXTERNAL = '<!DOCTYPE x [<!ENTITY f SYSTEM "{}">]>'

REFUSED: dict[str, tuple[str, Callable[[Mirror], None], str]] = {
    "K01 500 for one file of a set": ("ofac_sdn", serve_ofac("alt.csv", b"", status=500), "list_incomplete"),
    "K02 a maintenance page": ("ofac_sdn", serve_ofac("sdn.csv", b"<html>Back soon</html>"), "list_wrong_format"),
    "K03 nothing": ("un", serve_un(b""), "list_empty"),
    "K04 the first tenth, and a clean end": (
        "ofac_sdn",
        serve_ofac("sdn.csv", "".join([*_LINES[:110], "\x1a"]).encode()),
        "list_shrunk",
    ),
    "K05 cut, length known": ("un", serve_un(un()[:50_000], length=len(un())), "list_incomplete"),
    "K06 cut, length unknown": ("un", serve_un(un()[:-30], length=-1), "list_incomplete"),
    "K06 the last rows missing, length unknown": (
        "ofac_sdn",
        serve_ofac("sdn.csv", "".join(_LINES[:-5]).encode(), length=-1),
        "list_incomplete",
    ),
    "K07 a column added": (
        "ofac_sdn",
        serve_ofac("sdn.csv", SDN.replace("\r\n", ',"new"\r\n').encode()),
        "list_schema_changed",
    ),
    "K07 columns in other places": (
        "ofac_sdn",
        serve_ofac("sdn.csv", "".join(f'"EXAMPLE {n}",{n},"-0- ",{_NONE}\r\n' for n in range(ROWS)).encode()),
        "list_schema_changed",
    ),
    "K08 more bad rows than one in a thousand": (
        "ofac_sdn",
        serve_ofac("sdn.csv", (SDN + '9001,"BAD "ROW"\r\n' * 3 + "\x1a").encode()),
        "list_rows_rejected",
    ),
    "K09 another file than its digest says": (
        "un",
        serve_un(un(), headers={"Repr-Digest": f"sha-256=:{_DIGEST}:"}),
        "list_checksum",
    ),
    "K11 older than the current": ("un", serve_un(un(day="2026-02-26")), "list_rollback"),
    "K12 in two years": ("un", serve_un(un(day="2028-11-26")), "list_date"),
    "K14 many ids twice": (
        "ofac_sdn",
        serve_ofac("sdn.csv", (SDN + "".join(_LINES[:9])).encode()),
        "list_duplicate_id",
    ),
    "K15 another encoding": (
        "ofac_sdn",
        serve_ofac("sdn.csv", SDN.replace("0001", "é").encode("cp1252")),
        "list_encoding",
    ),
    "K16 NUL": ("ofac_sdn", serve_ofac("sdn.csv", SDN.replace("0001", "\0").encode()), "list_encoding"),
    "K17 billion laughs": ("un", serve_un(un(head=_bomb(10), inside="&e9;")), "xml_forbidden"),
    "K18 quadratic blow-up": (
        "un",
        serve_un(un(head=f'<!DOCTYPE x [<!ENTITY e "{"a" * 50_000}">]>', inside="&e;" * 50_000)),
        "xml_forbidden",
    ),
    "K19 a file as an entity": ("un", serve_un(un(head=_EXTERNAL.format("file:///etc/passwd"))), "xml_forbidden"),
    "K19 an address as an entity": ("un", serve_un(un(head=_EXTERNAL.format("http://127.0.0.1:1/"))), "xml_forbidden"),
    "K19 an outside document type": (
        "un",
        serve_un(un(head='<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">')),
        "xml_forbidden",
    ),
    "K19 an inclusion": (
        "un",
        serve_un(un(inside='<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>')),
        "xml_forbidden",
    ),
    "K20 a depth of 100,000": ("un", serve_un(un(inside="<a>" * 100_000 + "</a>" * 100_000)), "xml_limits"),
    "K20 an attribute of 10 MB": ("un", serve_un(un(inside=f'<a b="{"x" * 10_000_000}"/>')), "xml_limits"),
    "K23 gzip cut short": (
        "un",
        serve_un(gzip.compress(un())[:-9], headers={"Content-Encoding": "gzip"}),
        "list_incomplete",
    ),
    "K23 a packed file cut short": ("un", serve_un(gzip.compress(un())[:-9]), "list_incomplete"),
    "K24 a redirect to plain http elsewhere": (
        "un",
        serve_un(b"", status=302, headers={"Location": "http://lists.example.org/un.xml"}),
        "list_source",
    ),
    "K24 a redirect to another host": (
        "un",
        serve_un(b"", status=302, headers={"Location": "https://lists.example.org/un.xml"}),
        "list_source",
    ),
    "K26 everything deleted": ("un", serve_un(un(count=1)), "list_shrunk"),
    "K27 withdrawn": ("un", lambda mirror: mirror.files.pop("/un/consolidated.xml"), "list_withdrawn"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_the_good_version_stays_and_an_alarm_is_raised(house: tuple[Runtime, Mirror], case: str) -> None:
    rt, mirror = house
    mirror.restore()
    source, spoil, code = REFUSED[case]
    with rt.open_system() as system:
        good = {state.source: state.digest for state in system.lists.current()}
    spoil(mirror)
    with capture_logs() as logs:
        refused = loading.refresh(rt, source)
    assert (refused.outcome, refused.detail.partition(":")[0]) == ("refused", code)
    with rt.open_system() as system:
        assert {state.source: state.digest for state in system.lists.current()} == good
        status = next(found for found in standing.states(system, rt) if found.id == source)
    assert {"event": "list_refused", "source": source, "code": code, "log_level": "error"} in logs
    assert status.alarm == code
    assert status.entries == ROWS
    assert {used.source: used.digest for used in rt.screeners.current().lists} == good


def test_k08_one_bad_row_is_set_aside_counted_and_said(rt: Runtime, mirror: Mirror) -> None:
    mirror.serve("ofac_sdn/sdn.csv", (SDN + '9001,"BAD "ROW"\r\n\x1a').encode())
    with capture_logs() as logs:
        assert loading.refresh(rt, "ofac_sdn").outcome == "loaded"
    assert [log["code"] for log in logs if log["event"] == "list_alarm"] == ["list_rows_rejected"]


@pytest.mark.parametrize("case", ["signed by another key", "not signed", "one bit of the file"])
def test_k10_a_list_that_has_to_be_sealed(rt: Runtime, mirror: Mirror, case: str) -> None:
    key = Ed25519PrivateKey.generate()
    choice = rt.choices.get("un")
    assert choice is not None
    sealed = dataclasses.replace(choice, public_key=key.public_key().public_bytes_raw())
    strict = dataclasses.replace(rt, choices=ListChoices({"un": sealed}))
    sums = f"{hashlib.sha256(un()).hexdigest()}  consolidated.xml\n".encode()
    mirror.serve(f"un/{seals.SUMS}", sums)
    mirror.serve(f"un/{seals.SIGNATURE}", base64.b64encode(key.sign(sums)))
    assert loading.refresh(strict, "un").outcome == "unchanged"
    codes = {"signed by another key": "list_signature", "not signed": "list_withdrawn"}
    if case == "signed by another key":
        mirror.serve(f"un/{seals.SIGNATURE}", base64.b64encode(Ed25519PrivateKey.generate().sign(sums)))
    elif case == "not signed":
        del mirror.files[f"/un/{seals.SIGNATURE}"]
    else:
        mirror.serve("un/consolidated.xml", un().replace(b"NUMBER 0001", b"NUMBER 0000"))
    refused = loading.refresh(strict, "un")
    assert refused.outcome == "refused"
    assert refused.detail.startswith(codes.get(case, "list_checksum"))


def test_k13_other_bytes_of_one_day_are_a_new_version_and_an_alarm(rt: Runtime, mirror: Mirror) -> None:
    mirror.serve("un/consolidated.xml", un().replace(b"NUMBER 0002", b"NUMBER TWO"))
    with capture_logs() as logs:
        assert loading.refresh(rt, "un").outcome == "loaded"
    assert [log["code"] for log in logs if log["event"] == "list_alarm"] == ["list_mutated"]


def test_k14_an_id_that_comes_twice_keeps_both_names_and_is_said(rt: Runtime, mirror: Mirror) -> None:
    twice = SDN + f'1,"QUIBBLEWICK EXPORTS","-0- ",{_NONE}\r\n'
    mirror.serve("ofac_sdn/sdn.csv", f"{twice}\x1a".encode())
    with capture_logs() as logs:
        assert loading.refresh(rt, "ofac_sdn").outcome == "loaded"
    assert [log["code"] for log in logs if log["event"] == "list_alarm"] == ["list_duplicate_id"]
    screener = rt.screeners.current().screener
    for name in ("Quibblewick Exports", "Example 0001 Trading"):
        assert "ofac:1" in {match.entry.id for match in screener.screen(Subject(names=(name,)))}


@pytest.mark.parametrize("change", ["byte-order mark", "line ends"])
def test_k16_marks_and_line_ends_change_nothing(rt: Runtime, mirror: Mirror, change: str) -> None:
    with rt.open_system() as system:
        before = next(state.digest for state in system.lists.current() if state.source == "ofac_sdn")
    body = OFAC["sdn.csv"]
    mirror.serve(
        "ofac_sdn/sdn.csv", b"\xef\xbb\xbf" + body if change == "byte-order mark" else body.replace(b"\r\n", b"\n")
    )
    assert loading.refresh(rt, "ofac_sdn").outcome == "loaded"
    with rt.open_system() as system:
        after = next(state.digest for state in system.lists.current() if state.source == "ofac_sdn")
        changes = standing.compare_versions(system, "ofac_sdn", before, after)
    assert (changes.added, changes.removed, changes.changed) == ((), (), ())


def test_k28_a_full_disk_leaves_no_half_list(rt: Runtime, mirror: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    mirror.serve("un/consolidated.xml", un().replace(b"0002", b"0000"))

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr("watchlists.fetch.download.save_body", fail)
    refused = loading.refresh(rt, "un")
    assert (refused.outcome, refused.detail.partition(":")[0]) == ("refused", "storage_full")
    with rt.open_system() as system:
        assert next(found for found in standing.states(system, rt) if found.id == "un").entries == ROWS


def test_k28_a_disk_that_is_full_when_the_index_is_built_is_said_too(
    rt: Runtime, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror.serve("un/consolidated.xml", un().replace(b"0002", b"0000"))

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr("kyc_service.services.screeners.build", fail)
    refused = loading.refresh(rt, "un")
    assert (refused.outcome, refused.detail.partition(":")[0]) == ("refused", "storage_full")
    with rt.open_system() as system:
        status = next(found for found in standing.states(system, rt) if found.id == "un")
    assert (status.entries, status.alarm) == (ROWS, "storage_full")


def test_a_list_that_its_reader_stumbles_over_stops_no_other_and_is_said(
    rt: Runtime, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> None:
        message = "the name of somebody"
        raise KeyError(message)

    broken = dataclasses.replace(registry.SOURCES["ofac_sdn"], parse=stumble)
    monkeypatch.setattr(registry, "SOURCES", {**registry.SOURCES, "ofac_sdn": broken})
    mirror.serve("ofac_sdn/sdn.csv", OFAC["sdn.csv"].replace(b"0001", b"0000"))
    mirror.serve("un/consolidated.xml", un().replace(b"NUMBER 0002", b"NUMBER TWO"))
    with capture_logs() as logs:
        done = loading.refresh_all(rt, ("ofac_sdn", "un"))
    assert [(row.source, row.outcome) for row in done] == [("ofac_sdn", "refused"), ("un", "loaded")]
    assert done[0].detail == "list_unreadable: KeyError"
    assert "somebody" not in str(logs)


def test_k30_one_loader_wins(rt: Runtime) -> None:
    with rt.open_system() as system:
        assert system.lists.lock("un", "somebody", LOCK_TIME)
    assert loading.refresh(rt, "un").outcome == "busy"


def test_nothing_is_left_on_the_disk(rt: Runtime, mirror: Mirror, tmp_path: Path) -> None:
    mirror.serve("un/consolidated.xml", un()[:50_000])
    before = set(tmp_path.rglob("*"))
    assert loading.refresh(rt, "un").outcome == "refused"
    assert {path for path in set(tmp_path.rglob("*")) - before if path.is_file()} == set()
