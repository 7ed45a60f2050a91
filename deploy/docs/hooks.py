"""What mkdocs cannot be told in its file: pages that are not there yet, the decisions, and links out of the folder."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

_OUTSIDE = re.compile(r"\[([^\]]+)\]\(\.\./(?!decisions/)[^)]+\)")
"""A link to a file of the project that is no page."""
_DECISIONS = "decisions/"


def on_config(config: Any) -> Any:  # noqa: ANN401 - mkdocs ships no types
    """Leave out what is not there, and list every decision."""
    folder = Path(config["docs_dir"])
    config["nav"] = _keep(config["nav"], folder)
    return config


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:  # noqa: ANN401 - mkdocs ships no types
    """Write a link to a file that the site does not have as its text."""
    return markdown if page.file.src_uri.startswith(_DECISIONS) else _OUTSIDE.sub(r"\1", markdown)


def _keep(nav: list[Any], folder: Path) -> list[Any]:
    kept: list[Any] = []
    for entry in nav:
        if isinstance(entry, str):
            kept += [entry] * (folder / entry).is_file()
            continue
        ((title, below),) = entry.items()
        found = _list_decisions(folder) if below == _DECISIONS else _keep(below, folder)
        kept += [{title: found}] if found else []
    return kept


def _list_decisions(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in sorted((folder / _DECISIONS).glob("*.md"))]
