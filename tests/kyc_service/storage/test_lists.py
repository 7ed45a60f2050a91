from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from kyc_service.errors import NotFoundError
from kyc_service.storage.database import Database
from watchlists.fetch.download import Validators
from watchlists.model import Entry, Kind, Name, NameKind
from watchlists.versions import ListVersion

AT = dt.datetime(2026, 3, 4, 5, 6, 7, 8, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def make(digest: str = "aa", source: str = "un") -> ListVersion:
    names = (Name("Example Organisation"), Name("Ex Org", NameKind.STRONG))
    entry = Entry(id=f"{source}:1", source=source, kind=Kind.ORGANISATION, names=names)
    return ListVersion(
        source=source,
        digest=digest * 32,
        published=dt.date(2026, 3, 1),
        parser="un/1",
        entries=(entry,),
        stated_count=1,
    )


def add(database: Database, version: ListVersion, confirmed_at: dt.datetime | None = AT) -> None:
    origin = "publisher" if confirmed_at else "bundled"
    with database.open_system() as system:
        system.lists.add_version(version, origin=origin, confirmed_at=confirmed_at)


def test_a_version_comes_back_as_it_was(database: Database) -> None:
    add(database, make())
    with database.open_system() as system:
        assert system.lists.load("un", "aa" * 32) == make()
        for source, digest in (("un", "bb" * 32), ("ofac_sdn", "aa" * 32)):
            with pytest.raises(NotFoundError):
                system.lists.load(source, digest)


def test_the_newest_version_is_the_current_one_and_all_are_kept(database: Database) -> None:
    add(database, make("aa"), None)
    add(database, make("bb"))
    add(database, make("aa", "ofac_sdn"), None)
    with database.open_system() as system:
        ofac, un = system.lists.current()
        assert [version.digest for version in system.lists.versions("un")] == ["bb" * 32, "aa" * 32]
        assert system.lists.versions("eu") == ()
    assert (un.source, un.digest, un.origin, un.confirmed_at) == ("un", "bb" * 32, "publisher", AT)
    assert (un.entries, un.names, un.published, un.parser) == (1, 2, dt.date(2026, 3, 1), "un/1")
    assert (ofac.origin, ofac.confirmed_at) == ("bundled", None)


def test_the_same_version_again_is_confirmed_and_not_doubled(database: Database) -> None:
    add(database, make(), None)
    add(database, make())
    with database.open_system() as system:
        (state,) = system.lists.current()
        assert len(system.lists.versions("un")) == 1
    assert (state.origin, state.confirmed_at) == ("publisher", AT)


def test_a_newer_parser_makes_a_version_of_its_own(database: Database) -> None:
    add(database, make())
    better = dataclasses.replace(make(), parser="un/2", rejected_rows=3)
    add(database, better)
    with database.open_system() as system:
        assert system.lists.load("un", "aa" * 32) == better
        assert [state.parser for state in system.lists.current()] == ["un/2"]
        assert len(system.lists.versions("un")) == 2


def test_a_refusal_keeps_the_good_version_and_says_why(database: Database) -> None:
    add(database, make())
    with database.open_system() as system:
        system.lists.fail("un", "list_shrunk", "1 row instead of 9", AT + HOUR)
        (state,) = system.lists.current()
    assert (state.digest, state.confirmed_at) == ("aa" * 32, AT)
    assert (state.last_tried_at, state.last_error) == (AT + HOUR, "list_shrunk: 1 row instead of 9")
    with database.open_system() as system:
        system.lists.confirm("un", AT + 2 * HOUR)
        (state,) = system.lists.current()
    assert (state.confirmed_at, state.last_error) == (AT + 2 * HOUR, None)


def test_a_list_that_never_loaded_has_tries_and_no_state(database: Database) -> None:
    with database.open_system() as system:
        assert system.lists.tries() == {}
        system.lists.fail("un", "list_incomplete", "cut short", AT)
        assert system.lists.current() == ()
        (tried,) = system.lists.tries().items()
    assert (tried[0], tried[1].at, tried[1].error) == ("un", AT, "list_incomplete: cut short")


def test_validators_are_kept_by_file(database: Database) -> None:
    validators = {"a.csv": Validators('"x"', None), "b.csv": Validators(None, "Mon, 02 Mar 2026 00:00:00 GMT")}
    add(database, make())
    with database.open_system() as system:
        assert system.lists.validators("un") == {}
        system.lists.set_validators("un", validators)
        assert system.lists.validators("un") == validators
        assert system.lists.validators("eu") == {}
        (state,) = system.lists.current()
    assert state.confirmed_at == AT


def test_one_loader_at_a_time(database: Database) -> None:
    with database.open_system() as system:
        assert system.lists.lock("un", "one", HOUR)
        assert system.lists.lock("un", "one", HOUR)
        assert not system.lists.lock("un", "two", HOUR)
        assert system.lists.lock("eu", "two", HOUR)
        system.lists.unlock("un", "two")
        assert not system.lists.lock("un", "two", HOUR)
        system.lists.unlock("un", "one")
        assert system.lists.lock("un", "two", HOUR)
