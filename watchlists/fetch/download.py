"""Downloading the files of a list: whole, unchanged, from where they belong, or not at all.

Every failure is a ListRefusedError and leaves no file behind. May not judge what is in the files.
"""

from __future__ import annotations

import datetime as dt
import errno
import json
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests
import urllib3

from watchlists.errors import ListRefusedError
from watchlists.fetch import seals
from watchlists.fetch.addresses import address_of, is_allowed
from watchlists.fetch.bodies import CutError, TooMuchError, save_body
from watchlists.sources.base import RemoteFile, Source

Answer = TypeVar("Answer")
Progress = Callable[[str, int, int | None], None]
"""Hears a file's name, the bytes that have come, and those that were promised."""

_USER_AGENT = "kyc-service-watchlists/1 (sanctions list refresh)"
_FOUND, _UNCHANGED = 200, 304
_GONE = frozenset({404, 410})
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECTED = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost."""

    size: int = 300 << 20
    """Bytes, as sent and as unpacked."""
    seconds: float = 300.0
    """From the request to the last byte."""
    idle_seconds: float = 30.0
    """Without a byte."""
    redirects: int = 5
    tries: int = 4
    pages: int = 500
    backoff_seconds: float = 1.0
    """Before the second try; doubles with each."""


_DEFAULT_LIMITS: Final = Limits()


def _silent(_name: str, _done: int, _of: int | None) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask by whether a file changed."""

    etag: str | None
    last_modified: str | None

    @property
    def modified_on(self) -> dt.date | None:
        """The day the file was changed, where the server says it in the form it has to have."""
        try:
            return parsedate_to_datetime(self.last_modified or "").date()
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Download:
    """What came of asking for the files of a list."""

    files: Mapping[str, Path]
    """Every file that exists, by name; empty when nothing was modified."""
    validators: Mapping[str, Validators]
    """To be given as `known` the next time."""
    modified: bool
    """False when the publisher said of every file that it is as it was."""


class _TransientError(Exception):
    """The same request may succeed a moment later; `code` is what it is refused with when it does not."""

    def __init__(self, detail: str, *, code: str) -> None:
        super().__init__(detail)
        self.code = code


def download(
    source: Source,
    into: Path,
    known: Mapping[str, Validators],
    *,
    limits: Limits = _DEFAULT_LIMITS,
    base_url: str | None = None,
    public_key: bytes | None = None,
    key: str | None = None,
    progress: Progress = _silent,
) -> Download:
    """Ask for every file of a list and store it under `into`, which should be a folder of its own.

    `known` are the validators of the last download: when no file changed, nothing is stored. When one did, all are
    fetched, so that a version is of one moment. `base_url` is a folder that holds the files under their names, instead
    of the publisher's addresses. With a `public_key` the files have to be sealed by it, see `seals`. `key` is what the
    publisher wants in the source's `key_header`. `progress` hears a file's name, the bytes that came and those that
    were promised, if any.
    Raises ListRefusedError: `list_source` (wrong address, certificate, redirect, refusal, no connection),
    `list_withdrawn` (the publisher says that the file is gone), `list_incomplete` (cut, too large, too slow, server
    error), `list_checksum`, `list_signature` or `storage_full`.
    """
    with requests.Session() as session:
        session.trust_env = False
        session.headers["User-Agent"] = source.user_agent or _USER_AGENT
        session.headers["Accept-Encoding"] = "gzip"
        session.headers.update(source.headers)
        if source.key_header and key:
            session.headers[source.key_header] = key
        fetcher = _Fetcher(session, source, limits, base_url, progress)
        if known and all(fetcher.is_unchanged(file, known.get(file.name)) for file in source.files):
            return Download({}, dict(known), modified=False)
        return fetcher.fetch_all(into, public_key)


class _Fetcher:
    """One session with one publisher."""

    def __init__(
        self, session: requests.Session, source: Source, limits: Limits, base_url: str | None, progress: Progress
    ) -> None:
        self._session = session
        self._progress = progress
        self._source = source
        self._limits = limits
        self._base_url = base_url

    def is_unchanged(self, file: RemoteFile, validators: Validators | None) -> bool:
        """Ask whether a file is as it was, reading no body. An optional file that was not there may stay away."""
        if validators is None:
            return file.optional
        pairs = (("If-None-Match", validators.etag), ("If-Modified-Since", validators.last_modified))
        headers = {name: value for name, value in pairs if value}

        def ask() -> bool:
            with self._open(file, headers) as response:
                return response.status_code == _UNCHANGED

        return bool(headers) and self._retry(file, ask)

    def fetch_all(self, into: Path, public_key: bytes | None) -> Download:
        """Fetch all files beside each other, and move them to their place when the last is complete and sealed."""
        into.mkdir(parents=True, exist_ok=True)
        validators: dict[str, Validators] = {}
        with tempfile.TemporaryDirectory(prefix=".download-", dir=into) as folder:
            for file in self._source.files:
                fetch = self._fetch_pages if file.paged else self._fetch
                found = fetch(file, Path(folder) / file.name)
                if found is not None:
                    validators[file.name] = found
            if public_key is not None:
                self._check_seal(Path(folder), validators, public_key)
            files = {name: (Path(folder) / name).replace(into / name) for name in validators}
        return Download(files, validators, modified=True)

    def _check_seal(self, folder: Path, fetched: Collection[str], public_key: bytes) -> None:
        for file in seals.sealed_files(self._source.files[0]):
            self._fetch(file, folder / file.name)
        try:
            seals.check_sums(folder, fetched, public_key)
        except seals.SealError as error:
            raise ListRefusedError(self._source.id, error.code, str(error)) from None

    def _fetch_pages(self, file: RemoteFile, target: Path) -> Validators | None:
        """Fetch page after page, always from the host of the first, and store them as one JSON list."""
        pages: list[object] = []
        address: str | None = address_of(file, self._base_url)
        size = 0
        while address is not None:
            if len(pages) >= self._limits.pages or size > self._limits.size:
                raise self._refusal(file, "list_incomplete", f"more than {self._limits.pages} pages, or too many bytes")
            self._fetch(file, target, address)
            size += target.stat().st_size
            try:
                pages.append(json.loads(target.read_bytes()))
            except (ValueError, RecursionError):
                raise self._refusal(file, "list_wrong_format", f"page {len(pages) + 1} is not JSON") from None
            address = _next_page(address, pages[-1])
        # A mirror keeps all pages in one file.
        target.write_text(json.dumps(pages if len(pages) > 1 or isinstance(pages[0], dict) else pages[0]), "utf-8")
        return Validators(None, None)

    def _fetch(self, file: RemoteFile, target: Path, address: str | None = None) -> Validators | None:
        def ask() -> Validators | None:
            with self._open(file, {}, address) as response:
                if response.status_code in _GONE and file.optional:
                    return None
                if response.status_code in _GONE:
                    raise self._refusal(file, "list_withdrawn", f"the server answered {response.status_code}")
                if response.status_code != _FOUND:
                    raise self._refusal(file, "list_source", f"the server answered {response.status_code}")
                deadline = time.monotonic() + self._limits.seconds
                progress = partial(self._progress, file.name)
                save_body(
                    response.raw, response.headers, target, size=self._limits.size, deadline=deadline, progress=progress
                )
                seals.check_header(response.headers, target)
                return Validators(response.headers.get("ETag"), response.headers.get("Last-Modified"))

        return self._retry(file, ask)

    def _retry(self, file: RemoteFile, ask: Callable[[], Answer]) -> Answer:
        for attempt in range(self._limits.tries):
            if attempt:
                time.sleep(self._limits.backoff_seconds * 2 ** (attempt - 1))
            try:
                with _translated():
                    return ask()
            except _TransientError as error:
                last = error
            except seals.SealError as error:
                raise self._refusal(file, error.code, str(error)) from None
            except TooMuchError as error:
                raise self._refusal(file, "list_incomplete", str(error)) from None
            except requests.RequestException as error:
                raise self._refusal(file, "list_source", type(error).__name__) from None
            except OSError as error:
                code = "storage_full" if error.errno in {errno.ENOSPC, errno.EDQUOT} else "list_incomplete"
                raise self._refusal(file, code, type(error).__name__) from None
        raise self._refusal(file, last.code, f"{last}, {self._limits.tries} times")

    @contextmanager
    def _open(
        self, file: RemoteFile, headers: Mapping[str, str], page: str | None = None
    ) -> Iterator[requests.Response]:
        """Ask for a file, or one page of it, following redirects to where they may lead."""
        address = page or address_of(file, self._base_url)
        for _ in range(self._limits.redirects + 1):
            if not is_allowed(address, self._source, self._base_url):
                raise self._refusal(file, "list_source", "the address, or a redirect, leads where it may not")
            response = self._session.get(
                address, headers=dict(headers), stream=True, allow_redirects=False, timeout=self._limits.idle_seconds
            )
            with response:
                if response.status_code in _RETRIED:
                    detail = f"the server answered {response.status_code}"
                    raise _TransientError(detail, code="list_incomplete")
                if response.status_code not in _REDIRECTED:
                    yield response
                    return
                address = urljoin(address, response.headers.get("Location", ""))
        raise self._refusal(file, "list_source", "too many redirects")

    def _refusal(self, file: RemoteFile, code: str, detail: str) -> ListRefusedError:
        return ListRefusedError(self._source.id, code, f"{file.name}: {detail}")


def _next_page(address: str, page: object) -> str | None:
    """Tell where the next page is. A publisher may name its inner host: only path and query of the link are taken."""
    links = page.get("links") if isinstance(page, dict) else None
    link = links.get("next") if isinstance(links, dict) else None
    if not isinstance(link, str) or not link:
        return None
    there = urlsplit(link)
    return urlunsplit(urlsplit(address)._replace(path=there.path, query=there.query))


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what a broken connection raises into one transient error; a bad certificate is not transient."""
    try:
        yield
    except requests.exceptions.SSLError:
        raise
    except (requests.ConnectionError, requests.Timeout) as error:
        raise _TransientError(type(error).__name__, code="list_source") from None
    except CutError as error:
        raise _TransientError(str(error), code="list_incomplete") from None
    except urllib3.exceptions.HTTPError as error:
        raise _TransientError(type(error).__name__, code="list_incomplete") from None
