"""The custodian that is a vault: HashiCorp Vault or OpenBao, by the HTTP API of their transit engine.

Calls end after seconds, follow no redirect, use no proxy and no `.netrc` of the environment, and carry no cookie. What
a vault says in words is never repeated: it may hold what was sent. Unreachable, sealed or refusing is one error that
may pass, and for a moment after it nobody asks again, so that no request waits for what did not answer the last one.
Source: HashiCorp Vault, "Transit secrets engine (API)", and OpenBao's source of it, read 2026-11-27.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

import requests
import structlog
from requests.cookies import RequestsCookieJar

from kyc_service import __version__
from kyc_service.egress.deadlines import Deadline, DeadlineAdapter
from kyc_service.errors import SettingsError, VaultUnavailableError

SETTING = "KYC_VAULT_FILE"
ROOT_BYTES = 32
BATCH = 500
"""Boxes in one call: some 100 KiB."""
TRIES = 3
PAUSE_SECONDS = 0.1
"""Before the second try; twice that before the third."""
QUIET_SECONDS = 1.0
"""After a call without an answer nobody asks for this long."""
CONNECT_SECONDS = 2.0
LONGEST_ANSWER = 4 * 1024 * 1024
_CHUNK = 64 * 1024
_AGAIN = frozenset({412, 429, 472, 473, 500, 502, 503, 504})
"""Statuses that may pass within a second: a standby that is behind, a leader that changes, too many requests."""
_NO_ROOT = (
    f"{SETTING}: the key store has no master key in this vault yet; `kyc keys master` makes one, and "
    "`kyc keys to-vault` moves one there that lies in a file"
)
_BOX = re.compile(rb"vault:v([1-9][0-9]{0,8}):[A-Za-z0-9+/=_-]+", re.ASCII)

_log = structlog.get_logger("kyc_service.vault")


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultChoice:
    """Where a vault is, and as whom it is asked."""

    address: str
    """As `https://vault.example:8200`, without a path."""
    key: str
    """Name of the transit key."""
    token_file: Path
    """Read again whenever the vault refuses the token: an agent may renew it."""
    mount: str = "transit"
    namespace: str | None = None
    ca_file: Path | None = None
    """Certificates to trust instead of the system's."""
    seconds: float = 3.0
    """Longest time of one call, its tries together."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One call as figures count it."""

    operation: str
    outcome: str
    """`done`, or `unavailable`."""
    seconds: float


@dataclass(slots=True)
class VaultCustodian:
    """Keeps the root and wraps every key, in a vault."""

    choice: VaultChoice
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    told: list[Callable[[Asked], None]] = field(default_factory=list)
    """Called after every call."""
    _mine: threading.local = field(default_factory=threading.local)
    _quiet_until: float = float("-inf")
    _token: str | None = field(default=None, repr=False)

    @property
    def setting(self) -> str:
        """The setting that chooses it."""
        return SETTING

    def has_root(self, kept: bytes | None) -> bool:
        """Whether the store keeps a root that this vault wrapped."""
        return kept is not None

    def make_root(self) -> bytes:
        """Let the vault make a random root and hand out its ciphertext only."""
        data = self._ask("datakey/wrapped", {"bits": ROOT_BYTES * 8})
        return _read_box(data.get("ciphertext"))

    def read_root(self, kept: bytes | None) -> bytes:
        """Let the vault open the root. Raises SettingsError where the store keeps none."""
        if kept is None:
            raise SettingsError([_NO_ROOT])
        (root,) = self.unwrap([kept])
        if len(root) != ROOT_BYTES:
            raise SettingsError([f"{SETTING}: the root of the key store is not {ROOT_BYTES} bytes long"])
        return root

    def wrap(self, boxes: Sequence[bytes]) -> list[bytes]:
        """Encrypt wrapped keys under the newest version of the vault's key."""
        items = [{"plaintext": base64.b64encode(box).decode()} for box in boxes]
        return [_read_box(text) for text in self._ask_each("encrypt", items, "ciphertext")]

    def unwrap(self, boxes: Sequence[bytes]) -> list[bytes]:
        """Decrypt; a box of the time before the vault is returned as it is."""
        wrapped = [at for at, box in enumerate(boxes) if _BOX.fullmatch(box)]
        items = [{"ciphertext": boxes[at].decode()} for at in wrapped]
        opened = list(boxes)
        for at, text in zip(wrapped, self._ask_each("decrypt", items, "plaintext"), strict=True):
            opened[at] = _decode(text)
        return opened

    def renew(self, boxes: Sequence[bytes]) -> list[bytes]:
        """Rewrap in the vault; what it did not wrap yet is wrapped."""
        old = [at for at, box in enumerate(boxes) if _BOX.fullmatch(box)]
        fresh = [at for at, box in enumerate(boxes) if not _BOX.fullmatch(box)]
        made = list(boxes)
        items = [{"ciphertext": boxes[at].decode()} for at in old]
        for at, text in zip(old, self._ask_each("rewrap", items, "ciphertext"), strict=True):
            made[at] = _read_box(text)
        for at, box in zip(fresh, self.wrap([boxes[at] for at in fresh]), strict=True):
            made[at] = box
        return made

    def is_newest(self, box: bytes, newest: bytes) -> bool:
        """Whether both were made with the same version of the vault's key."""
        return version_of(box) is not None and version_of(box) == version_of(newest)

    def ping(self) -> None:
        """Raise VaultUnavailableError unless the vault answers, is open, knows the key and takes the token."""
        self._ask("encrypt", {"plaintext": base64.b64encode(b"ping").decode()})

    def _ask_each(self, operation: str, items: Sequence[Mapping[str, str]], wanted: str) -> Iterable[Any]:
        """Ask about many, in batches; the answers in the same order."""
        found: list[Any] = []
        for start in range(0, len(items), BATCH):
            batch = items[start : start + BATCH]
            results = self._ask(operation, {"batch_input": batch}).get("batch_results")
            if not isinstance(results, list) or len(results) != len(batch):
                raise VaultUnavailableError
            for result in results:
                # Version not allowed any more, or damaged: either way it does not open, and its words stay there.
                if not isinstance(result, dict) or result.get("error") or not result.get(wanted):
                    raise VaultUnavailableError
                found.append(result[wanted])
        return found

    def _ask(self, operation: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        began, outcome = self.clock(), "unavailable"
        if began < self._quiet_until:
            raise VaultUnavailableError
        try:
            data = self._try(operation, body, began + self.choice.seconds)
            outcome = "done"
        finally:
            for listener in self.told:
                listener(Asked(operation.partition("/")[0], outcome, self.clock() - began))
        return data

    def _try(self, operation: str, body: Mapping[str, Any], end: float) -> Mapping[str, Any]:
        last: int | str = "none"
        for number in range(TRIES):
            pause = PAUSE_SECONDS * number
            if self.clock() + pause >= end:
                break
            self.sleep(pause)
            last, data = self._send(operation, body, end)
            if data is not None:
                return data
            if last == HTTPStatus.FORBIDDEN:
                # The agent that renews the token may have written a new one since.
                before, self._token = self._token, None
                if self._read_token() == before:
                    break
            elif isinstance(last, int) and last not in _AGAIN:
                break
        if last != HTTPStatus.BAD_REQUEST:
            # That is an answer: this one box does not open, and everybody else's may.
            self._quiet_until = self.clock() + QUIET_SECONDS
        _log.warning("vault.not_answered", operation=operation.partition("/")[0], answer=last)
        raise VaultUnavailableError

    def _send(self, operation: str, body: Mapping[str, Any], end: float) -> tuple[int | str, Mapping[str, Any] | None]:
        """Send one request; return the status or why there is none, and the answer's data if it is one."""
        name, _, kind = operation.partition("/")
        path = f"{self.choice.mount}/{name}/{kind + '/' if kind else ''}{self.choice.key}"
        headers = {
            "user-agent": f"kyc-service/{__version__}",
            "x-vault-token": self._read_token(),
            "x-vault-request": "true",
        }
        if self.choice.namespace:
            headers["x-vault-namespace"] = self.choice.namespace
        left = max(0.05, end - self.clock())
        session = self._session()
        self._mine.deadline.move(left, left)
        try:
            with session.post(
                f"{self.choice.address}/v1/{path}",
                json=body,
                headers=headers,
                timeout=(min(CONNECT_SECONDS, left), left),
                allow_redirects=False,
                stream=True,
            ) as response:
                return response.status_code, _read(response)
        except (requests.RequestException, OSError, ValueError) as error:
            return type(error).__name__, None

    def _read_token(self) -> str:
        if self._token is None:
            self._token = read_token(self.choice.token_file)
        return self._token

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._mine, "session", None)
        if session is None:
            session = self._mine.session = requests.Session()
            session.trust_env = False
            session.cookies = RequestsCookieJar(DefaultCookiePolicy(allowed_domains=()))
            session.verify = str(self.choice.ca_file) if self.choice.ca_file else True
            self._mine.deadline = Deadline(self.clock)
            for scheme in ("https://", "http://"):
                session.mount(scheme, DeadlineAdapter(self._mine.deadline))
        return session


def read_token(path: Path) -> str:
    """Read the token. Raises VaultUnavailableError where there is none: the agent that writes it may be late."""
    try:
        token = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise VaultUnavailableError from None
    if not token or not token.isprintable() or " " in token:
        raise VaultUnavailableError
    return token


def version_of(box: bytes) -> int | None:
    """Read which version of the vault's key a box was made with; None for one that no vault made."""
    found = _BOX.fullmatch(box)
    return int(found[1]) if found else None


def _read(response: requests.Response) -> Mapping[str, Any] | None:
    """Read what a good answer says; None for any other."""
    if response.status_code != HTTPStatus.OK:
        return None
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > LONGEST_ANSWER:
            return None
    found = json.loads(body)
    data = found.get("data") if isinstance(found, dict) else None
    return data if isinstance(data, dict) else None


def _read_box(text: object) -> bytes:
    box = text.encode() if isinstance(text, str) else b""
    if not _BOX.fullmatch(box):
        raise VaultUnavailableError
    return box


def _decode(text: object) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError):
        raise VaultUnavailableError from None
