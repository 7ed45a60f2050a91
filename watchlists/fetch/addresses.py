"""Which addresses a list may be fetched from: https, at the hosts its source names.

Plain http is for loopback alone, where tests and local mirrors are.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from watchlists.sources.base import RemoteFile, Source

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def address_of(file: RemoteFile, base_url: str | None) -> str:
    """Return a file's address: the publisher's, or under its name in the folder of a mirror."""
    return file.url if base_url is None else f"{base_url.rstrip('/')}/{file.name}"


def is_allowed(address: str, source: Source, base_url: str | None) -> bool:
    """Whether an address, asked for or redirected to, may be asked."""
    try:
        found = urlsplit(address)
        host, port = found.hostname, found.port
    except ValueError:
        return False
    if host is None or found.username is not None:
        return False
    mirror = urlsplit(base_url) if base_url else None
    if found.scheme == "https":
        return host in source.hosts or (mirror is not None and host == mirror.hostname)
    if found.scheme != "http" or host not in _LOOPBACK or mirror is None:
        return False
    return (mirror.scheme, mirror.hostname, mirror.port) == ("http", host, port)
