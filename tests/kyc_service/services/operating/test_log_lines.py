import json
import re
from pathlib import Path

import pytest

from kyc_service.services.operating.log_lines import EVENTS, read_last

ROOT = Path(__file__).parents[4]
NAME = "Balthazarius Knoestelaar"


def shown(tmp_path: Path, *lines: str) -> list[dict[str, object]]:
    path = tmp_path / "kyc.log"
    path.write_text("".join(f"{line}\n" for line in lines))
    return [json.loads(line) for line in read_last(path, 100).lines]


def test_a_line_of_the_service_stays_as_it_is(tmp_path: Path) -> None:
    line = {
        "event": "request",
        "level": "info",
        "timestamp": "2026-11-26T20:00:00.123456Z",
        "method": "GET",
        "route": "/v1/verifications/<string:verification_id>",
        "status": 200,
        "seconds": 0.0123,
        "request_id": "0123456789abcdef0123456789abcdef",
        "code": "database_unavailable",
        "exception": "RuntimeError",
    }
    assert shown(tmp_path, json.dumps(line)) == [line]


@pytest.mark.parametrize("reason", ["55P03", "40P01", "XX000", "53300", "SQLITE_BUSY", "no_connection_free"])
def test_why_a_database_failed_is_shown(tmp_path: Path, reason: str) -> None:
    line = {"event": "database_failed", "code": "key_store_unavailable", "reason": reason, "count": 3}
    assert shown(tmp_path, json.dumps(line)) == [line]


@pytest.mark.parametrize(
    "line",
    [
        {"event": "knoestelaar"},
        {"event": "request", "code": "knoestelaar"},
        {"event": "request", "source": "knoestelaar"},
        {"event": "request", "timestamp": "1961-03-17"},
        {"event": f"looked for {NAME}"},
        {"event": "request", "name": "jansen"},
        {"event": "request", "code": NAME},
        {"event": "request", "route": f"/v1/subjects/{NAME}"},
        {"event": "request", "route": "/v1/subjects/Knoestelaar"},
        {"event": "request", "phone": 31207771234},
        {"event": "request", "who": ["Knoestelaar"]},
        {"event": "request", "who": {"name": "Knoestelaar"}},
        {"event": "request", NAME: 1},
        {"event": "request", "exception": "Knoestelaar"},
        {"event": "request", "job_id": "Knoestelaar"},
        {"event": "database_failed", "reason": "Knoestelaar"},
        {"event": "database_failed", "reason": "NOEST"},
    ],
)
def test_whatever_is_not_known_to_be_harmless_is_left_out(tmp_path: Path, line: dict[str, object]) -> None:
    found = json.dumps(shown(tmp_path, json.dumps(line)))
    assert not any(word in found for word in ("noest", "Balthazar", "jansen", "3120", "1961"))


def test_everything_that_this_service_logs_is_known() -> None:
    said = re.compile(r"""_log\.(?:debug|info|warning|error)\(\s*"([a-z_.]+)\"""")
    sources = [path.read_text() for package in ("kyc_service", "jobs") for path in (ROOT / package).rglob("*.py")]
    assert {event for source in sources for event in said.findall(source)} == EVENTS


def test_lines_that_are_no_object_are_counted_and_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "kyc.log"
    path.write_bytes(f'Traceback: {NAME}\n["{NAME}"]\n\n{{"event": "request"}}\n'.encode() + b"\xff\xfe\n")
    found = read_last(path, 100)
    assert found.lines == ('{"event": "request"}',)
    assert found.left_out == 3


def test_the_last_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "kyc.log"
    path.write_text("".join(f'{{"number": {number}}}\n' for number in range(50)))
    assert [json.loads(line)["number"] for line in read_last(path, 3).lines] == [47, 48, 49]
