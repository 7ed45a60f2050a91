"""A population of stored subjects for the benchmarks of monitoring: clean parties, and listed ones among them.

Names are put together anew from those given: the first part of one company with the rest of another, the given names
of one person with the family name of another of the same nationality. So they are as frequent and as alike as real
ones, and few stand there twice. Rows are written many at once, but each subject has a key of its own in the key store,
and its records are encrypted under it as the service does it. The same seed gives the same names.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from setting import listed_name, read_names
from sqlalchemy import Connection, create_engine, text

from kyc_service.domain.ids import new_id
from kyc_service.domain.personal import Fields
from kyc_service.domain.subjects import SubjectKind, SubjectStatus
from kyc_service.services.runtime import Runtime
from kyc_service.storage import ciphers
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.tables import blind_index, personal_records, subjects
from watchlists.model import Entry, Kind

PORTION = 5_000
COUNTRIES = ("NL", "DE", "FR", "PL", "SE", "IT", "ES", "TR", "AE", "CN", "US", "GB")


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody to store."""

    kind: SubjectKind
    fields: Fields
    listed: tuple[str, str] | None = None
    """Source and id of the entry that it is, when it was planted."""


@dataclass(frozen=True, slots=True)
class CleanNames:
    """What clean names are put together from."""

    companies: Sequence[str]
    persons: Sequence[tuple[str, str, str, str]]
    """Given names, family name, birth date, nationality; in order of nationality."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what says where clean names come from."""
    parser.add_argument("--persons", type=Path, required=True, help="CSV file of clean persons, gzipped or not")
    parser.add_argument("--organisations", type=Path, action="append", required=True, help="CSV of clean companies")


def read(persons: Path, organisations: Sequence[Path]) -> CleanNames:
    """Read the clean names."""
    companies = sorted({name for path in organisations for name in read_names(path)})
    raw = persons.read_bytes()
    rows = csv.DictReader((gzip.decompress(raw) if persons.suffix == ".gz" else raw).decode().splitlines())
    people: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    for row in rows:
        given = " ".join(filter(None, (row["first_name"], row["middle_name"])))
        people[row["nationality"]].append((given, row["last_name"], row["date_of_birth"], row["nationality"]))
    return CleanNames(companies, [one for nation in sorted(people) for one in people[nation]])


def make(clean: CleanNames, planted: Sequence[Entry], size: int, chance: random.Random) -> Iterator[Party]:
    """Make businesses and people in turn, the planted ones among them at even distances."""
    every = max(2, size // max(1, len(planted)))
    left = iter(planted)
    for number in range(size):
        # The first is a business, for people to belong to.
        entry = next(left, None) if number % every == 1 else None
        if entry is not None:
            yield _listed(entry, number, chance)
        elif number % 2:
            yield _person(clean, chance)
        else:
            yield _company(clean, number, chance)


def _listed(entry: Entry, number: int, chance: random.Random) -> Party:
    name = listed_name(entry, chance)
    of = (entry.source, entry.id)
    if entry.kind is Kind.PERSON:
        fields: Fields = {"person.name": name}
        if entry.birth_dates:
            fields["person.date_of_birth"] = str(entry.birth_dates[0])
        return Party(SubjectKind.PERSON, fields, of)
    return Party(SubjectKind.BUSINESS, {"business.name": name, "business.registration.number": f"{number:08}"}, of)


def _company(clean: CleanNames, number: int, chance: random.Random) -> Party:
    first, second = chance.choice(clean.companies).split(), chance.choice(clean.companies).split()
    name = " ".join([*first[:1], *second[1:]]) if len(second) > 1 else " ".join(first)
    country = chance.choice(COUNTRIES)
    fields: Fields = {
        "business.name": name,
        "business.type": "company",
        "business.registration.number": f"{number:08}",
        "business.registration.country": country,
        "business.registration.date": f"{chance.randrange(1960, 2024)}-{chance.randrange(1, 13):02}-01",
    }
    return Party(SubjectKind.BUSINESS, fields)


def _person(clean: CleanNames, chance: random.Random) -> Party:
    place = chance.randrange(len(clean.persons))
    given, _, born, nation = clean.persons[place]
    # Neighbours are of the same nationality, so the two parts of a name are in the same letters.
    family = clean.persons[min(place + chance.randrange(200), len(clean.persons) - 1)]
    name = f"{given} {family[1]}" if family[3] == nation else f"{given} {clean.persons[place][1]}"
    country = chance.choice(COUNTRIES)
    fields: Fields = {"person.name": name, "person.date_of_birth": born, "person.nationalities": [country]}
    return Party(SubjectKind.PERSON, fields)


def store(
    rt: Runtime, tenant_id: str, parties: Iterator[Party], told: Callable[[str, Party], None] | None = None
) -> dict[str, tuple[str, str]]:
    """Store a population for a tenant; return which subjects were planted, and as which entry. `told` hears of each."""
    engine = create_engine(rt.settings.database_url.reveal())
    planted: dict[str, tuple[str, str]] = {}
    batch: list[Party] = []
    shops: list[str] = []
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA cache_size=-200000"))
        for party in parties:
            batch.append(party)
            if len(batch) == PORTION:
                planted |= _write(rt, connection, tenant_id, batch, shops, told)
                batch.clear()
        if batch:
            planted |= _write(rt, connection, tenant_id, batch, shops, told)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()
    return planted


def _write(
    rt: Runtime,
    connection: Connection,
    tenant_id: str,
    batch: Sequence[Party],
    shops: list[str],
    told: Callable[[str, Party], None] | None,
) -> dict[str, tuple[str, str]]:
    """Write a portion; each person belongs to the business before."""
    made = rt.keys._mint(len(batch))  # noqa: SLF001 - the store's own way, for more keys at once than it keeps in reserve
    with rt.open_system("bench", read_only=True) as system:
        now = system.now()
    common: dict[str, Any] = {"tenant_id": tenant_id, "status": SubjectStatus.ACTIVE, "relationship_ended_at": None}
    common |= {"created_at": now, "updated_at": now, "version": 1}
    people, records, index = [], [], []
    planted = {}
    for party, (key_id, key) in zip(batch, made, strict=True):
        subject_id = new_id("subject")
        if party.kind is SubjectKind.BUSINESS:
            shops[:] = [subject_id]
        own = {"id": subject_id, "key_id": key_id, "kind": party.kind}
        own |= {"reference": subject_id, "business_id": None, "role": "seller"}
        if party.kind is SubjectKind.PERSON:
            own |= {"reference": None, "business_id": shops[0], "role": "director"}
        sealed = list(_seal(rt, key, subject_id, party.fields))
        commitment = ciphers.sign(ciphers.derive(key, "commitment"), _dump(party.fields))
        people.append(common | own | {"commitment": commitment})
        records += [{"tenant_id": tenant_id, "collected_at": now, **one} for one in sealed]
        index += list(_index(rt.keys, tenant_id, subject_id, party.fields))
        if party.listed:
            planted[subject_id] = party.listed
        if told is not None:
            told(subject_id, party)
    # Businesses first: people point at theirs.
    people.sort(key=lambda row: row["business_id"] is not None)
    for table, rows in ((subjects, people), (personal_records, records), (blind_index, index)):
        connection.execute(table.insert(), rows)
    return planted


def _seal(rt: Runtime, key: bytes, subject_id: str, fields: Fields) -> Iterator[dict[str, Any]]:
    for category, some in rt.policy.collect(fields).items():
        box = ciphers.lock(key, _dump(some), f"personal_records:{subject_id}:{category}")
        own = {"subject_id": subject_id, "category": category, "ciphertext": box, "source": "submission"}
        yield own | {"policy_version": rt.policy.version, "policy_sha256": rt.policy.sha256}


def _index(keys: KeyStore, tenant_id: str, subject_id: str, fields: Fields) -> Iterator[dict[str, Any]]:
    version = keys.index_keys.current()
    for name in ("business.name", "business.registration.number", "person.name"):
        value = fields.get(name)
        if isinstance(value, str):
            digest = keys.index(value.casefold(), f"blind_index:{tenant_id}:{name}", version)
            own = {"tenant_id": tenant_id, "subject_id": subject_id, "name": name}
            yield own | {"digest": digest, "key_version": version}


def _dump(fields: Fields) -> bytes:
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
