"""Custody: who keeps the key that every other key is wrapped with. The key store knows no more of it than this.

A key that goes into the store is encrypted twice: here, under a key that comes from the root, which binds it to its
row; then by the custodian. What is handed to a custodian is a wrapped key always, so that one who looks at what
passes learns no subject's key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kyc_service.errors import KeyStoreUnavailableError, SettingsError
from kyc_service.storage import ciphers

VAULT_BOX = b"vault:"
"""What every box begins with that a vault made."""


class Custodian(Protocol):
    """Keeps the root, and may wrap every key once more. Everything may raise KeyStoreUnavailableError."""

    @property
    def setting(self) -> str:
        """The setting that chooses it, for messages."""
        ...

    def has_root(self, kept: bytes | None) -> bool:
        """Whether there is a root; `kept` is what the store keeps of it for this custodian."""
        ...

    def make_root(self) -> bytes | None:
        """Make a root; return what the store has to keep of it. Never replaces one."""
        ...

    def read_root(self, kept: bytes | None) -> bytes:
        """Return the 32 bytes that every purpose's key comes from. Raises SettingsError where they are not there."""
        ...

    def wrap(self, boxes: Sequence[bytes]) -> list[bytes]:
        """Encrypt wrapped keys once more, in their order."""
        ...

    def unwrap(self, boxes: Sequence[bytes]) -> list[bytes]:
        """Take off what `wrap` put on; a box that it did not make is returned as it is."""
        ...

    def renew(self, boxes: Sequence[bytes]) -> list[bytes]:
        """Wrap boxes of any age under the newest version of the custodian's key, without opening them here."""
        ...

    def is_newest(self, box: bytes, newest: bytes) -> bool:
        """Whether a box was made with the version of the custodian's key that `newest` was made with."""
        ...

    def ping(self) -> None:
        """Raise KeyStoreUnavailableError unless it answers."""
        ...


@dataclass(frozen=True, slots=True)
class FileCustodian:
    """The root in a file of this machine; it wraps nothing a second time."""

    path: Path

    @property
    def setting(self) -> str:
        """The setting that chooses it."""
        return "KYC_MASTER_KEY_FILE"

    def has_root(self, kept: bytes | None) -> bool:
        """Whether the file is there, or was given up for a vault."""
        return kept is not None or self.path.exists()

    def make_root(self) -> None:
        """Write a new file. Raises SettingsError when it exists."""
        ciphers.make_master_key(self.path)

    def read_root(self, kept: bytes | None) -> bytes:
        """Read the file. Raises SettingsError when it cannot be used, or a vault keeps this store's root."""
        if kept is not None:
            raise SettingsError([f"{self.setting}: a vault keeps the master key of this store; set KYC_VAULT_FILE"])
        return ciphers.read_master_key(self.path)

    def wrap(self, boxes: Sequence[bytes]) -> list[bytes]:
        """Leave them as they are."""
        return list(boxes)

    def unwrap(self, boxes: Sequence[bytes]) -> list[bytes]:
        """Leave them as they are. Raises KeyStoreUnavailableError for one that a vault wrapped."""
        if any(box.startswith(VAULT_BOX) for box in boxes):
            message = "a vault wrapped this key, and none is set"
            raise KeyStoreUnavailableError(message)
        return list(boxes)

    def renew(self, boxes: Sequence[bytes]) -> list[bytes]:
        """Leave them as they are: a file has one version."""
        return list(boxes)

    def is_newest(self, box: bytes, newest: bytes) -> bool:
        """Say yes: a file has one version."""
        return box[:1] == newest[:1]

    def ping(self) -> None:
        """Do nothing: the file was read once and is not needed again."""


class Wrapper:
    """Wraps keys for their rows: bound to the row here, then by the custodian."""

    def __init__(self, custodian: Custodian, wrap_key: bytes) -> None:
        """Keep both."""
        self.custodian = custodian
        self._wrap_key = wrap_key

    def wrap(self, keys: Sequence[tuple[bytes, str]]) -> list[bytes]:
        """Wrap keys, each with the place that it belongs to."""
        return self.custodian.wrap([ciphers.lock(self._wrap_key, key, place) for key, place in keys])

    def unwrap(self, boxes: Sequence[tuple[bytes, str]]) -> list[bytes]:
        """Open boxes, each with its place. Raises ValueError for one that is damaged or of another place."""
        inner = self.custodian.unwrap([box for box, _ in boxes])
        return [ciphers.unlock(self._wrap_key, box, place) for box, (_, place) in zip(inner, boxes, strict=True)]
