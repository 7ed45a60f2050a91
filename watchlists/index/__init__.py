"""The index: list versions laid out for searching, in files that all processes share."""

from watchlists.index.build import index_key
from watchlists.index.files import INDEX_FORMAT
from watchlists.index.snapshot_file import Index, IndexedVersion

__all__ = ["INDEX_FORMAT", "Index", "IndexedVersion", "index_key"]
