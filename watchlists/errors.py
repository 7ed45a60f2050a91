"""What can go wrong with a list. Messages name files, rows and limits, never a listed party.

WatchlistError
├── ListRefusedError      a file that must not replace a good version; `code` says why
├── IndexFileError        an index file that is missing, damaged or of another format
├── UnknownSourceError    no source has this id
└── LabelledFileError     a file for evaluation that cannot be read as it has to be
"""

from __future__ import annotations


class WatchlistError(Exception):
    """Anything this library raises on purpose."""


class ListRefusedError(WatchlistError):
    """A list file failed a gate. The last good version stays."""

    def __init__(self, source: str, code: str, detail: str) -> None:
        """Keep the source id, a stable code as `list_shrunk`, and a sentence for the operator."""
        super().__init__(f"{source}: {code}: {detail}")
        self.source = source
        self.code = code
        self.detail = detail


class IndexFileError(WatchlistError):
    """An index on disk cannot be used; building it again helps."""


class UnknownSourceError(WatchlistError):
    """No source has this id."""


class LabelledFileError(WatchlistError):
    """A file of labelled cases, or of names, breaks its format. Nothing of it was used."""

    def __init__(self, file: str, line: int | None, detail: str) -> None:
        """Keep the file's name, the line, counted from 1, where one is to blame, and what is wrong, without values."""
        super().__init__(f"{file}: {detail}" if line is None else f"{file}: line {line}: {detail}")
        self.file = file
        self.line = line
        self.detail = detail
