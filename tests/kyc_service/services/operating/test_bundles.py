"""The support bundle holds what helps, and none of the marked values that stand everywhere else."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kyc_service import bootstrap
from kyc_service.domain.tenants import Scope
from kyc_service.services.operating import bundles
from kyc_service.settings import variables
from kyc_service.storage.tables import metadata
from tests.fixtures.service import Caller, Service, start_service
from tests.scenarios.test_canaries import LEAVES, SHORT, marked
from watchlists.versions import ListVersion

OPERATOR = {
    "KYC_HTTP_HOST": "kanariehost.internal",
    "KYC_ALLOWED_HOSTS": "kanarienaam.example,tweede-kanarie.example",
    "KYC_PUBLIC_URL": "https://kanarie-adres.example",
    "KYC_PROXY_ADDRESSES": "10.99.88.77",
    "KYC_LIST_MIRROR": "https://kanariespiegel.example/lists",
    "KYC_WEBHOOK_TEST_HOSTS": "kanariehaak:4711",
    "REDIS_URL": "redis://kanarieuser:kanariewoord@127.0.0.1:1/3",
}
"""What an operator wrote into every setting that takes words."""


@pytest.fixture(scope="module")
def full(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, small_versions: tuple[ListVersion, ...]
) -> Iterator[tuple[Service, Caller]]:
    """An installation with marked values in every field, in a folder with somebody's name."""
    folder = tmp_path_factory.mktemp("kanariemap-knoestelaar")
    for service in start_service(sqlite_template, folder, small_versions):
        caller = service.add_caller("Kanariemarkt N.V.")
        caller.run(caller.submit(marked("kanarie-shop-1")))
        endpoint = {"url": "https://kanariehaak.example/x"}
        caller.ask("POST", "/v1/webhook-endpoints", Scope.ADMIN, json=endpoint)
        yield service, caller


@pytest.fixture(scope="module")
def log_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("log") / "kyc.log"
    good = {"event": "job.failed", "code": "database_unavailable", "level": "error"}
    bad = [f"Traceback: {value}" for value in LEAVES.values()]
    bad += [json.dumps({"event": value, "code": value, "words": value}) for value in LEAVES.values()]
    path.write_text("\n".join([*bad, json.dumps(good)]) + "\n")
    return path


def read(content: bytes) -> dict[str, str]:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        members = [(one.name, archive.extractfile(one)) for one in archive.getmembers()]
        return {name.removeprefix("kyc-support/"): file.read().decode() for name, file in members if file}


@pytest.fixture(scope="module")
def bundle(full: tuple[Service, Caller], log_file: Path) -> dict[str, str]:
    env = {"KYC_DATA_DIR": str(full[0].path.parent), **OPERATOR}
    return read(bundles.make(env, bootstrap.build, log_file, seconds=20).content)


def test_no_marked_value_is_in_it(bundle: dict[str, str], full: tuple[Service, Caller]) -> None:
    text = "\n".join(bundle.values())
    marks = {name: value for name, value in LEAVES.items() if name not in SHORT}
    marks |= {"id": full[1].tenant.id, "folder": "knoestelaar", "operator": "kanarie", "proxy": "10.99.88.77"}
    folded = text.casefold()
    assert {name for name, value in marks.items() if value.casefold() in folded} == set()
    assert not {name for name, value in marks.items() if json.dumps(value)[1:-1].casefold() in folded}


def test_what_helps_is_in_it(bundle: dict[str, str], full: tuple[Service, Caller]) -> None:
    found: dict[str, Any] = {name: json.loads(text) for name, text in bundle.items() if name.endswith(".json")}
    assert found["counts.json"]["subjects"] == full[0].count_rows()["subjects"] > 0
    assert set(found["counts.json"]) == set(metadata.tables)
    assert found["queue.json"] == {"not_read": "queue_unavailable"}
    assert {one["check"] for one in found["doctor.json"]["findings"]} >= {"queue", "lists", "audit"}
    assert set(found["settings.json"]) == set(variables().values())
    assert found["settings.json"]["REDIS_URL"] == {"set": True, "value": "redis"}
    assert found["settings.json"]["KYC_LEASE_SECONDS"] == {"set": False, "value": 30.0}
    assert found["versions.json"]["packages"]["rq"]
    assert set(found["lists.json"]) == {"un", "ofac_sdn", "ofac_cons"}
    assert found["log.json"]["left_out"] == len(LEAVES)
    assert '{"event": "job.failed", "code": "database_unavailable", "level": "error"}' in bundle["log.jsonl"]


def test_with_settings_that_cannot_be_used_there_is_still_one() -> None:
    made = bundles.make({"KYC_KANARIE_KNOESTELAAR": "x", "KYC_HTTP_PORT": "kanarie"}, bootstrap.build)
    found = read(made.content)
    assert json.loads(found["doctor.json"])["healthy"] is False
    assert "KYC_HTTP_PORT: has to be a number" in found["doctor.json"]
    assert "kanarie" not in "\n".join(found.values()).casefold()
