"""What a thief of the database files gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc_service.domain.cases import HitStatus, Outcome
from kyc_service.domain.personal import Fields
from kyc_service.domain.subjects import SubjectKind
from kyc_service.errors import SubjectErasedError
from kyc_service.settings import Secret
from kyc_service.storage.database import Database
from kyc_service.storage.keys import KeyStore
from tests.fixtures.databases import add_tenant
from tests.fixtures.parties import add_hit, open_case, start

CANARIES = [f"kanarie{number}" for number in range(8)]


def test_the_files_hold_no_personal_value_and_no_secret(
    sqlite_database: Database, keys: KeyStore, tmp_path: Path
) -> None:
    name, birth, address, identity, note, decision, secret, fingerprint = CANARIES
    tenant = add_tenant(sqlite_database, "Marketplace")
    records: dict[str, Fields] = {
        "identity_name": {"person.name": name, "person.addresses": [{"lines": [address]}]},
        "identity_birth": {"person.date_of_birth": birth},
    }
    with sqlite_database.open_work(tenant.id, "anna") as work:
        assert work.idempotency.begin("key", fingerprint) is None
        person = work.subjects.add(
            SubjectKind.PERSON, "director", reference=None, business_id=None, records=records, identity={"p": identity}
        )
        story = start(work)
        hit = add_hit(work, story.checks[0], "un:9")
        work.hits.dispose(hit.id, HitStatus.FALSE_POSITIVE, "other", note, 1)
        work.decisions.propose(open_case(work, story), Outcome.CLEAR, "other", decision, made_by="anna")
        work.webhooks.endpoints.add("https://a.example", Secret(secret))
        assert work.subjects.read(person.id).use("test")["person.name"] == name
    files = [path for path in tmp_path.iterdir() if path.is_file()]
    assert {"kyc.db", "kyc.db-wal", "keys.db", "keys.db-wal"} <= {path.name for path in files}
    raw = b"".join(path.read_bytes() for path in files)
    assert person.id.encode() in raw
    for canary in (*CANARIES, "Somebody Listed", "Proefpersoon", "87654321"):
        assert canary.encode() not in raw, canary
        assert canary.encode("utf-16-le") not in raw, canary
    keys.destroy(person.key_id)
    with pytest.raises(SubjectErasedError), sqlite_database.open_work(tenant.id, "anna") as work:
        work.subjects.read(person.id)
