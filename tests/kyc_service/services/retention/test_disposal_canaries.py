"""Canaries: words that stand for a person are looked for everywhere after a disposal, back-ups included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from redis import Redis

from kyc_service.domain.cases import Disposition, Outcome
from kyc_service.domain.personal import Personal
from kyc_service.domain.retention import receipts
from kyc_service.domain.retention.disposals import Cause
from kyc_service.domain.subjects import Party, SubjectKind, Submission
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import SubjectErasedError
from kyc_service.services import cases, verifications
from kyc_service.services.relay import Relay
from kyc_service.services.retention import holds, restores
from kyc_service.services.retention.disposal import Disposed, dispose_subject
from kyc_service.services.runtime import Runtime
from kyc_service.services.subjects import end_relationship
from kyc_service.services.tuning import allowlist
from kyc_service.storage.database import Database
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.tables import metadata
from tests.fixtures.redis_contents import everything_in
from tests.fixtures.relationships import LONG_AGO
from tests.fixtures.runtimes import assemble, load_lists
from tests.fixtures.service import LISTED_NAME
from tests.kyc_service.services.retention.test_restores import Backup
from watchlists.versions import ListVersion

REFERENCE = "ref-kanarievogel"
WORDS = {
    "person": "Kanarina Vogelzang",
    "street": "Kooistraat 917",
    "mail": "kanarina@vogelzang.example",
    "born": "1971-11-13",
    "business": "Kanariehandel Piep",
    "hit note": "piepkuiken eerste woord",
    "pair note": "piepkuiken tweede woord",
    "decision note": "piepkuiken derde woord",
    "matter": "piepkuiken vierde woord",
    "metadata": "piepkuiken vijfde woord",
}


@pytest.fixture
def rt(
    database: Database, keys: KeyStore, tmp_path: Path, redis_url: str, small_versions: tuple[ListVersion, ...]
) -> Iterator[Runtime]:
    """A runtime with everything real: lists, Redis, both kinds of database."""
    made = assemble(database, keys, tmp_path, {"REDIS_URL": redis_url})
    load_lists(made, small_versions)
    yield made
    made.screeners.close()


def live(rt: Runtime, tenant: Tenant) -> tuple[str, list[str]]:
    """Go through everything that a business can go through here; return its id, and the ids of its verifications."""
    person = {
        "person.name": WORDS["person"],
        "person.date_of_birth": WORDS["born"],
        "person.email": WORDS["mail"],
        "person.addresses": [{"lines": [WORDS["street"]], "country": "NL"}],
    }
    business = {
        "business.name": LISTED_NAME,
        "business.trading_names": [WORDS["business"]],
        "check.metadata": {"note": WORDS["metadata"]},
    }
    submission = Submission(
        reference=REFERENCE,
        policy_id=rt.policy.id,
        role="seller",
        business=Party(SubjectKind.BUSINESS, "seller", Personal(business)),
        people=(Party(SubjectKind.PERSON, "director", Personal(person)),),
        flags=(),
    )
    with rt.open_work(tenant.id, "anna") as work:
        work.webhooks.endpoints.add("https://a.example", rt.settings.redis_url)
        assert work.idempotency.begin("once", WORDS["person"]) is None
        started = verifications.submit(work, rt.policy, submission)
        work.idempotency.finish("once", 202, {"id": started.id}, None, started.subject_id)
    Relay(rt).run_once()
    verifications.run(rt, started.id)
    with rt.open_work(tenant.id, "anna") as work:
        case = work.cases.of_verification(started.id)
        assert case is not None
        for hit in work.hits.of_verification(started.id):
            cases.dispose(work, hit.id, Disposition.FALSE_POSITIVE, "different_country", WORDS["hit note"], hit.version)
        hit = work.hits.of_verification(started.id)[0]
        allowlist.propose(work, hit.id, allowlist.Term(), WORDS["pair note"])
        case = work.cases.get(case.id)
        cases.decide(
            work, rt.policy, case.id, cases.Ruling(Outcome.CLEAR, "other", WORDS["decision note"]), case.version
        )
        held = holds.request(work, rt.policy, started.subject_id, "litigation", WORDS["matter"])
        holds.refuse(work, held.id, held.version)
        verifications.submit(work, rt.policy, submission)
        ids = [one.id for one in work.verifications.page(None, 9).items]
    Relay(rt).run_once()
    with rt.open_work(tenant.id, "anna") as work:
        end_relationship(work, REFERENCE, LONG_AGO)
    return started.subject_id, ids


def files_of(folder: Path, *without: str) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part in path.parts for part in without):
            with suppress(FileNotFoundError):
                yield path.read_bytes()


def rows_of(rt: Runtime) -> bytes:
    with rt.database._engine.begin() as connection:
        return repr([connection.execute(table.select()).all() for table in metadata.tables.values()]).encode()


def redis_of(url: str) -> bytes:
    with Redis.from_url(url) as client:
        return everything_in(client)


def found_in(blobs: Iterable[bytes], words: Iterable[str]) -> set[str]:
    found = set()
    for blob in blobs:
        found |= {word for word in words for text in spellings(word) if text in blob}
    return found


def spellings(word: str) -> tuple[bytes, ...]:
    return word.encode(), word.encode("utf-16-le"), word.casefold().encode()


def test_after_a_disposal_the_canaries_are_found_nowhere(
    rt: Runtime, tenant: Tenant, tmp_path: Path, redis_url: str, short_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    subject_id, ids = live(rt, tenant)
    with rt.open_work(tenant.id, "anna") as work:
        gone = [work.subjects.get(subject_id), *work.subjects.people_of(subject_id, active_only=False)]
        known = work.subjects.read_all([one.id for one in gone])
    assert str([record.use("test") for _, record in known.values()]).count(WORDS["person"]) == 1
    assert found_in([redis_of(redis_url)], ids), "the queue carries the verifications before"
    assert REFERENCE.encode() in rows_of(rt)
    backup = Backup(rt, tmp_path / "backup")

    done = dispose_subject(rt, subject_id, Cause.DUE)

    assert isinstance(done, Disposed)
    assert done.receipt is not None
    content = receipts.verify(done.receipt, receipts.write_public_key(rt.keys.receipt_key()))
    assert (content["residue"]["queue"], content["residue"]["rows"]) == (0, 0)
    everything = [*WORDS.values(), REFERENCE]
    assert found_in([rows_of(rt)], everything) == set()
    assert found_in(files_of(tmp_path, "backup"), everything) == set()
    assert found_in([redis_of(redis_url)], [*everything, *ids]) == set()
    assert found_in([repr(capfd.readouterr()).encode()], everything) == set()
    if rt.database._engine.dialect.name == "postgresql":
        assert found_in(files_of(short_path / "pg"), WORDS.values()) == set()

    # Whoever has the back-up has ciphertext: no word of it, and no key that opens it.
    assert found_in([backup.read()], WORDS.values()) == set()
    backup.restore()
    for one in gone:
        with pytest.raises(SubjectErasedError), rt.open_work(tenant.id, "anna", read_only=True) as work:
            work.subjects.read(one.id)
    assert not restores.is_replayed(rt)
    restores.ensure_replayed(rt)
    assert found_in([rows_of(rt)], everything) == set()
    with rt.open_work(tenant.id, "anna", read_only=True) as work:
        assert work.subjects.by_reference(REFERENCE) is None
