"""The key store: one key for each subject, in a database of its own, wrapped by the master key.

Destroying a key makes everything under it unreadable, in every copy of the data. It fails closed: without
the store nothing is read and nothing is written.
"""

from __future__ import annotations

import datetime as dt
import hmac
import os
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Column, Connection, Engine, LargeBinary, MetaData, String, Table, func, inspect, select

from kyc_service.errors import KeyStoreUnavailableError, SettingsError, SubjectErasedError
from kyc_service.storage import ciphers, index_keys, journal
from kyc_service.storage.ciphers import make_master_key
from kyc_service.storage.columns import Instant
from kyc_service.storage.custody import Custodian, FileCustodian, Wrapper
from kyc_service.storage.engines import empty_log, lock_for_setup, open_engine
from kyc_service.storage.failures import hide_causes
from kyc_service.storage.index_keys import IndexKeys
from kyc_service.storage.journal import Journal
from kyc_service.storage.key_moves import ROOT, Moves

__all__ = ["KeyStore", "make_master_key"]

CACHE_SECONDS = 60.0
CACHE_SIZE = 10_000
RESERVE = 16
"""Keys made in one commit: a commit costs more than everything else about a key."""
RESERVE_SECONDS = 300.0
"""A reserve older than this is left to `sweep_orphans`, which must never take a key that is about to be used."""
JOURNAL_FILE = "disposals.jsonl"
_SWEEP = 500

_metadata = MetaData()
_subject_keys = Table(
    "subject_keys",
    _metadata,
    Column("key_id", String, primary_key=True),
    Column("wrapped", LargeBinary, nullable=True),
    Column("created_at", Instant, nullable=False, index=True),
    Column("destroyed_at", Instant),
)
_marks = Table(
    "key_store_marks",
    _metadata,
    Column("name", String, primary_key=True),
    Column("box", LargeBinary, nullable=False),
)
_journal = journal.add_table(_metadata)
_index_keys = index_keys.add_table(_metadata)


class KeyStore:
    """Makes, keeps and destroys keys, and is the only one that encrypts and decrypts."""

    def __init__(self, engine: Engine, custodian: Custodian, root: bytes, journal_file: Path | None = None) -> None:
        """Derive a key for each purpose; the root itself is not kept."""
        self._engine = engine
        self.custodian = custodian
        """Who keeps the root."""
        self.made_root = False
        """Whether it was made when this store was opened."""
        self.moves = Moves(engine, (_subject_keys, _index_keys), _marks, custodian)
        """From one custodian, or version of its key, to another."""
        self._receipt_key = Ed25519PrivateKey.from_private_bytes(ciphers.derive(root, "receipts"))
        self._wrapper = Wrapper(custodian, ciphers.derive(root, "wrap"))
        self._blind_key = ciphers.derive(root, "blind index")
        journal_key = ciphers.derive(root, "journal")
        self.journal = Journal(engine, _journal, journal_file, lambda message: ciphers.sign(journal_key, message))
        """What was disposed of, and may never come back."""
        self.index_keys = IndexKeys(engine, _index_keys, self._wrapper, self._blind_key, _utc_now)
        """What the blind index is made with."""
        self._seal_key = ciphers.derive(root, "seal")
        self._audit_key = ciphers.derive(root, "audit")
        self._link_key = ciphers.derive(root, "audit link")
        self._head_key = Ed25519PrivateKey.from_private_bytes(ciphers.derive(root, "audit head"))
        self._cache: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._lock = threading.Lock()
        self._reserve: list[tuple[str, bytes]] = []
        self._reserved_until = 0.0
        self._reserved_by = 0
        self._reserve_lock = threading.Lock()

    @classmethod
    def connect(cls, url: str, master_key_file: Path, *, create: bool, journal_file: Path | None = None) -> Self:
        """Open a store whose master key lies in a file, as `open`."""
        return cls.open(url, FileCustodian(master_key_file), create=create, journal_file=journal_file)

    @classmethod
    def open(cls, url: str, custodian: Custodian, *, create: bool, journal_file: Path | None = None) -> Self:
        """Open the store and make its tables. With `create`, make a missing master key as well, unless keys exist.

        `journal_file` is where the disposals of this machine are written down; beside the store's own file otherwise.
        Raises SettingsError when the master key is missing, readable by others, or of another store.
        """
        engine = open_engine(url, KeyStoreUnavailableError, name="key store")
        try:
            with _begin(engine) as connection:
                if not _is_set_up(connection):
                    lock_for_setup(connection)
                    _metadata.create_all(connection)
                kept = _kept_root(connection)
                makes = create and not custodian.has_root(kept) and _is_empty(connection)
                if makes:
                    kept = _keep_root(connection, custodian.make_root())
                store = cls(engine, custodian, custodian.read_root(kept), journal_file or _beside(engine))
                store.made_root = makes
                store._check_master_key(connection)
        except BaseException:
            engine.dispose()
            raise
        return store

    def create(self) -> str:
        """Make a key. It is committed before this returns, so that no data are ever older than their key."""
        with self._reserve_lock:
            # After a fork two processes would give out the same keys: each makes a reserve of its own.
            mine = self._reserved_by == os.getpid() and self._reserved_until >= time.monotonic()
            if not self._reserve or not mine:
                self._reserve, self._reserved_by = self._mint(RESERVE), os.getpid()
                self._reserved_until = time.monotonic() + RESERVE_SECONDS
            key_id, key = self._reserve.pop()
        self._remember(key_id, key)
        return key_id

    def _mint(self, count: int) -> list[tuple[str, bytes]]:
        """Make keys and commit them."""
        made = [(uuid.uuid4().hex, ciphers.make_key()) for _ in range(count)]
        now = _utc_now()
        boxes = self._wrapper.wrap([(key, _place(key_id)) for key_id, key in made])
        rows = [
            {"key_id": key_id, "wrapped": box, "created_at": now} for (key_id, _), box in zip(made, boxes, strict=True)
        ]
        with _begin(self._engine) as connection:
            connection.execute(_subject_keys.insert(), rows)
        return made

    def encrypt(self, key_id: str, plaintext: bytes, context: str) -> bytes:
        """Encrypt under a subject's key. Raises SubjectErasedError when the key is destroyed."""
        return ciphers.lock(self._key(key_id), plaintext, context)

    def decrypt(self, key_id: str, ciphertext: bytes, context: str) -> bytes:
        """Decrypt. Raises SubjectErasedError when the key is destroyed, ValueError when the value is damaged."""
        return ciphers.unlock(self._key(key_id), ciphertext, context)

    def decrypt_many(self, boxes: Sequence[tuple[str, bytes, str]]) -> list[bytes | None]:
        """Decrypt many boxes of key id, ciphertext and context, their keys read in one question and not kept.

        None stands for what a destroyed key, or one that is not in the store, would have opened.
        Raises ValueError when a value is damaged.
        """
        keys = self._read_keys({key_id for key_id, _, _ in boxes})
        return [
            ciphers.unlock(keys[key_id], box, context) if key_id in keys else None for key_id, box, context in boxes
        ]

    def encrypt_many(self, texts: Sequence[tuple[str, bytes, str]]) -> list[bytes | None]:
        """Encrypt many texts of key id, plaintext and context, as `decrypt_many`; None for a key that is no more."""
        keys = self._read_keys({key_id for key_id, _, _ in texts})
        return [
            ciphers.lock(keys[key_id], plain, context) if key_id in keys else None for key_id, plain, context in texts
        ]

    def _read_keys(self, key_ids: Collection[str]) -> dict[str, bytes]:
        asked = select(_subject_keys.c.key_id, _subject_keys.c.wrapped).where(_subject_keys.c.key_id.in_(key_ids))
        with _begin(self._engine) as connection:
            rows = connection.execute(asked.where(_subject_keys.c.wrapped.is_not(None))).all()
        opened = self._wrapper.unwrap([(row.wrapped, _place(row.key_id)) for row in rows])
        return {row.key_id: key for row, key in zip(rows, opened, strict=True)}

    def commit_to(self, key_id: str, message: bytes) -> str:
        """Make an HMAC that proves what was known of a subject, and proves nothing once its key is destroyed."""
        return ciphers.sign(ciphers.derive(self._key(key_id), "commitment"), message)

    def destroy(self, *key_ids: str) -> int:
        """Destroy keys for good; return how many lived. Other processes may hold one for `CACHE_SECONDS` more."""
        with _begin(self._engine) as connection:
            gone = {"wrapped": None, "destroyed_at": _utc_now()}
            mine = (_subject_keys.c.key_id.in_(key_ids), _subject_keys.c.destroyed_at.is_(None))
            destroyed = connection.execute(_subject_keys.update().where(*mine).values(**gone)).rowcount
        with self._lock:
            for key_id in key_ids:
                self._cache.pop(key_id, None)
        empty_log(self._engine)
        return destroyed

    def alive(self, key_ids: Sequence[str]) -> set[str]:
        """Say which of these keys still open something."""
        wanted = select(_subject_keys.c.key_id).where(
            _subject_keys.c.key_id.in_(key_ids),
            _subject_keys.c.wrapped.is_not(None),
        )
        with _begin(self._engine) as connection:
            return set(connection.scalars(wanted))

    def known(self, key_ids: Sequence[str]) -> set[str]:
        """Say which of these keys the store has ever had; a destroyed one counts."""
        wanted = select(_subject_keys.c.key_id).where(_subject_keys.c.key_id.in_(key_ids))
        with _begin(self._engine) as connection:
            return set(connection.scalars(wanted))

    def blind(self, text: str, context: str) -> str:
        """Make a digest under a key that is never replaced: equal for equal texts, in the same context only.

        For texts that name nobody, as random ids, and for what lives for days at most.
        """
        return ciphers.sign(self._blind_key, f"{context}\0{text}".encode())

    def index(self, text: str, context: str, version: int) -> str:
        """Make the blind index of a text under one of `index_keys`: equal for equal texts, in the same context only."""
        return self.index_keys.sign(version, f"{context}\0{text}".encode())

    def seal(self, plaintext: bytes, context: str) -> bytes:
        """Encrypt what belongs to no subject."""
        return ciphers.lock(self._seal_key, plaintext, context)

    def unseal(self, ciphertext: bytes, context: str) -> bytes:
        """Decrypt what `seal` encrypted. Raises ValueError when it is damaged."""
        return ciphers.unlock(self._seal_key, ciphertext, context)

    def sign_audit(self, message: bytes) -> str:
        """Make the HMAC of an audit entry."""
        return ciphers.sign(self._audit_key, message)

    def sign_link(self, message: bytes) -> bytes:
        """Make the seal of a link of the audit's chain."""
        return hmac.digest(self._link_key, message, "sha256")

    def sign_head(self, message: bytes) -> bytes:
        """Sign how far the audit's chain went: Ed25519, so that whoever has `head_key` can check it."""
        return self._head_key.sign(message)

    def check_head(self, message: bytes, signature: bytes) -> bool:
        """Whether `sign_head` made this signature."""
        try:
            self._head_key.public_key().verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def head_key(self) -> str:
        """Return the public key of heads: 32 bytes, hex."""
        return self._head_key.public_key().public_bytes_raw().hex()

    def sign_receipt(self, message: bytes) -> bytes:
        """Make the Ed25519 signature of a receipt."""
        return self._receipt_key.sign(message)

    def receipt_key(self) -> Ed25519PublicKey:
        """Return the public key that verifies receipts."""
        return self._receipt_key.public_key()

    def sweep_orphans(self, in_use: Callable[[Sequence[str]], set[str]], older_than: dt.timedelta) -> int:
        """Drop keys that no subject came to use; return how many. Younger ones may still wait for their data."""
        last, dropped = "", 0
        while True:
            with _begin(self._engine) as connection:
                old = _subject_keys.c.created_at < _utc_now() - older_than
                live = _subject_keys.c.destroyed_at.is_(None)
                wanted = select(_subject_keys.c.key_id).where(_subject_keys.c.key_id > last, old, live)
                found = connection.scalars(wanted.order_by(_subject_keys.c.key_id).limit(_SWEEP)).all()
            if not found:
                return dropped
            orphans = set(found) - in_use(found)
            with _begin(self._engine) as connection:
                connection.execute(_subject_keys.delete().where(_subject_keys.c.key_id.in_(orphans)))
            with self._lock:
                for key_id in orphans:
                    self._cache.pop(key_id, None)
            last, dropped = found[-1], dropped + len(orphans)

    def ping(self) -> None:
        """Raise KeyStoreUnavailableError unless the store answers, and the custodian of its root."""
        with _begin(self._engine) as connection:
            connection.execute(select(func.count()).select_from(_marks))
        self.custodian.ping()

    def dispose(self) -> None:
        """Let go of connections and keys."""
        with self._reserve_lock, self._lock:
            self._reserve.clear()
            self._cache.clear()
        self._engine.dispose()

    def _key(self, key_id: str) -> bytes:
        with self._lock:
            key, until = self._cache.get(key_id, (b"", 0.0))
            if key and until > time.monotonic():
                self._cache.move_to_end(key_id)
                return key
            self._cache.pop(key_id, None)
        with _begin(self._engine) as connection:
            row = connection.execute(select(_subject_keys).where(_subject_keys.c.key_id == key_id)).one_or_none()
        if row is None:
            # Not the same as destroyed: a store that lost keys must not pass for one that erased them.
            message = "a key is not in the store"
            raise KeyStoreUnavailableError(message)
        if row.wrapped is None:
            raise SubjectErasedError
        (key,) = self._wrapper.unwrap([(row.wrapped, _place(key_id))])
        self._remember(key_id, key)
        return key

    def _remember(self, key_id: str, key: bytes) -> None:
        with self._lock:
            self._cache[key_id] = (key, time.monotonic() + CACHE_SECONDS)
            while len(self._cache) > CACHE_SIZE:
                self._cache.popitem(last=False)

    def _check_master_key(self, connection: Connection) -> None:
        """Refuse a master key that is not the one this store was made with: every read would fail later."""
        box = connection.scalar(select(_marks.c.box).where(_marks.c.name == "master"))
        if box is None:
            sealed = self.seal(b"master", "key_store_marks:master")
            connection.execute(_marks.insert().values(name="master", box=sealed))
            return
        try:
            self.unseal(box, "key_store_marks:master")
        except ValueError:
            message = f"{self.custodian.setting}: is not the master key of this key store"
            raise SettingsError([message]) from None


def _place(key_id: str) -> str:
    return f"subject_keys:{key_id}"


@contextmanager
def _begin(engine: Engine) -> Iterator[Connection]:
    with hide_causes(KeyStoreUnavailableError), engine.begin() as connection:
        yield connection


def _beside(engine: Engine) -> Path | None:
    """Find the journal's place beside the store's own file; a store on a server has none."""
    database = engine.url.database
    return Path(database).with_name(JOURNAL_FILE) if engine.dialect.name == "sqlite" and database else None


def _kept_root(connection: Connection) -> bytes | None:
    return connection.scalar(select(_marks.c.box).where(_marks.c.name == ROOT))


def _keep_root(connection: Connection, box: bytes | None) -> bytes | None:
    if box is not None:
        connection.execute(_marks.insert().values(name=ROOT, box=box))
    return box


def _is_set_up(connection: Connection) -> bool:
    """Whether nothing is left to make: then nobody who begins waits for another who does, and maybe hangs in it."""
    if not set(_metadata.tables) <= set(inspect(connection).get_table_names()):
        return False
    return connection.scalar(select(_marks.c.name).where(_marks.c.name == "master")) is not None


def _is_empty(connection: Connection) -> bool:
    keys = connection.scalar(select(func.count()).select_from(_subject_keys))
    marks = connection.scalar(select(func.count()).select_from(_marks))
    return not keys and not marks


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
