"""The same package as a document that prints well: HTML without anything from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

_STYLE = (
    "body{font:11pt/1.45 Georgia,serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#111}"
    "h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem;border-bottom:1px solid #999}"
    "table{border-collapse:collapse;width:100%;font-size:.9em}th,td{text-align:left;vertical-align:top;"
    "padding:.25rem .5rem .25rem 0;border-bottom:1px solid #ddd;overflow-wrap:anywhere}"
    "@media print{body{margin:0;max-width:none}h2{break-after:avoid}tr{break-inside:avoid}}"
)
_TITLES = {
    "policy": "Which policy",
    "controller": "Who is responsible",
    "contact": "Where to write to",
    "subject": "Whom this is about",
    "items": "What is known",
    "data": "What you gave",
    "clauses": "Clauses for transfers abroad",
    "recipients": "Who got what",
    "sources": "Found in public sources",
    "periods": "How long it is kept",
    "consents": "Your consents",
    "rights": "What you can ask",
    "automated_decisions": "Decisions",
    "complaint": "If you want to complain",
    "format": "Format",
}


def write(package: Mapping[str, Any], title: str) -> str:
    """Write a package as one HTML page. Every value is escaped; nothing is loaded from anywhere."""
    parts = [f"<h2>{escape(_TITLES.get(name, name))}</h2>{_write(value)}" for name, value in package.items()]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{escape(title)}</h1>{''.join(parts)}</body></html>"
    )


def _write(value: object) -> str:
    if isinstance(value, Mapping):
        named = ((escape(_label(name)), _cell(inner)) for name, inner in value.items())
        rows = "".join(f"<tr><th>{name}</th><td>{cell}</td></tr>" for name, cell in named)
        return f"<table>{rows}</table>" if rows else "<p>Nothing.</p>"
    if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        return _write_rows(value)
    if isinstance(value, list):
        return f"<p>{_cell(value)}</p>" if value else "<p>Nothing.</p>"
    return f"<p>{_cell(value)}</p>"


def _write_rows(rows: list[Mapping[str, Any]]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    head = "".join(f"<th>{escape(_label(name))}</th>" for name in names)
    body = "".join("<tr>" + "".join(f"<td>{_cell(row.get(name))}</td>" for name in names) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    if value is None:
        return "&ndash;"
    if isinstance(value, list) and not any(isinstance(item, Mapping | list) for item in value):
        return escape(", ".join(str(item) for item in value))
    if isinstance(value, Mapping | list):
        return escape(json.dumps(value, ensure_ascii=False))
    return escape(str(value))


def _label(name: str) -> str:
    return name.replace("_", " ")
