"""The real lists that ship with the package, as their publishers issued them, gzipped."""

from __future__ import annotations

from watchlists.bundled.catalogue import SOURCE_IDS, files, load, published

__all__ = ["SOURCE_IDS", "files", "load", "published"]
