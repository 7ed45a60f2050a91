"""The sources of lists: one file each for address, plausibility floors and parser."""

from __future__ import annotations

from watchlists.sources.base import Floors, ParsedList, RemoteFile, Source
from watchlists.sources.registry import SOURCES, get

__all__ = ["SOURCES", "Floors", "ParsedList", "RemoteFile", "Source", "get"]
