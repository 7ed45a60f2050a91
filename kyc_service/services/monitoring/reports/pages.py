"""A report as a page to read and print: the same figures, without a script or anything from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1b1f24;background:#fff}
h1{margin-bottom:0}table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem;font-size:13px}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #d8dde3;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}code{font-size:12px;overflow-wrap:anywhere}
.under{color:#57606a}.wide{overflow-x:auto}
"""
_TALLY = ("due", "screened", "delta", "failed", "alerts", "pairs", "ended")
_HIDDEN_TRIGGERS = frozenset({"subjects"})
"""Runs after single subjects that came or changed: hundreds a month, added up in one row."""


def write(content: Mapping[str, Any], sha256: str) -> str:
    """Write the page. Every value is escaped."""
    head = f"Coverage report {content['month']}"
    parts = [
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(head)}</title>',
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>',
        f"<h1>{escape(head)}</h1><p class=under>Tenant {escape(content['tenant'])}, ",
        f"{_at(content['from'])} to {_at(content['until'])}. Made {_at(content['made_at'])}.",
        "" if content["whole"] else " <strong>The month is not over: this is no final report.</strong>",
        f"<br>SHA-256 of the signed content: <code>{escape(sha256)}</code></p>",
        *_summary(content["summary"]),
        *_gaps(content["days_without_a_look"]),
        *_table("List versions", _LISTS, ([one[name] for name in _LISTS.values()] for one in content["lists"])),
        *_table("Subjects by day", _DAYS, ([one[name] for name in _DAYS.values()] for one in content["days"])),
        *_table("Editions", _EDITIONS, ([one[name] for name in _EDITIONS.values()] for one in content["editions"])),
        *_runs(content["runs"]),
        *_table("Set aside now", _FAILURES, (one.values() for one in content["failures_now"])),
        "</body></html>",
    ]
    return "".join(parts)


_LISTS = {
    "List": "source",
    "Digest": "digest",
    "Published": "published",
    "Loaded": "loaded_at",
    "In force from": "in_force_from",
    "Everybody compared": "screened_at",
}
_DAYS = {
    "Day": "day",
    "Active": "active",
    "Stored only": "restricted",
    "Current": "screened",
    "Waiting": "pending",
    "Set aside": "failed",
    "Longest without, s": "longest_seconds",
    "Looks": "looks",
}
_EDITIONS = {
    "Edition": "number",
    "Made": "made_at",
    "Everybody compared": "completed_at",
    "Profile": "profile_id",
    "Matcher": "matcher_version",
    "Threshold": "threshold",
}
_RUNS = {"Run": "id", "Why": "trigger", "Edition": "edition", "Stands": "status", "Planned": "made_at"}
_FAILURES = {"Subject": "subject_id", "Code": "code", "When": "at"}
_SUMMARY = {
    "editions": "editions in force during the month",
    "editions_completed": "of these, with which every active subject was compared",
    "comparisons": "comparisons of a subject, with a whole or with what changed",
    "runs": "runs",
    "alerts": "businesses that a person was told of",
    "pairs": "pairs of a subject and an entry that appeared or changed",
    "pairs_ended": "pairs that ended",
    "failures": "comparisons that failed",
    "active_at_end": "active subjects at the last look",
    "without_current_result_at_end": "of these, without a current result",
    "longest_uncovered_seconds": "seconds, the longest that a subject was seen without a current result",
}


def _summary(found: Mapping[str, Any]) -> Iterable[str]:
    yield "<h2>In short</h2><table>"
    for name, words in _SUMMARY.items():
        yield f"<tr><td class=n><b>{_cell(found[name])}</b></td><td>{words}</td></tr>"
    yield "</table>"


def _gaps(days: Sequence[str]) -> Iterable[str]:
    if days:
        yield f"<p><strong>Nobody looked on {escape(', '.join(days))}: the service was away.</strong></p>"


def _runs(runs: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    """Write the runs over everybody one by one, and the many over single subjects added up."""
    shown = [one for one in runs if one["trigger"] not in _HIDDEN_TRIGGERS]
    other = [one for one in runs if one["trigger"] in _HIDDEN_TRIGGERS]
    columns = {**_RUNS, **{name.capitalize(): name for name in _TALLY}}
    rows = [[f"{one['trigger']} (dry)" if one["dry"] and name == "trigger" else one[name] for name in columns.values()]
            for one in shown]  # fmt: skip
    if other:
        sums = [sum(one[name] for one in other) for name in _TALLY]
        rows.append([f"{len(other)} runs", "subjects that came or changed", None, None, None, *sums])
    yield from _table("Runs", columns, rows)


def _table(title: str, columns: Mapping[str, str], rows: Iterable[Iterable[Any]]) -> Iterable[str]:
    yield f"<h2>{escape(title)}</h2>"
    lines = ["".join(f"<td{_kind(value)}>{_cell(value)}</td>" for value in row) for row in rows]
    if not lines:
        yield "<p class=under>None.</p>"
        return
    yield "<div class=wide><table><tr>"
    yield "".join(f"<th>{escape(name)}</th>" for name in columns)
    yield "</tr>"
    yield from (f"<tr>{line}</tr>" for line in lines)
    yield "</table></div>"


def _kind(value: object) -> str:
    return " class=n" if isinstance(value, int | float) else ""


def _cell(value: object) -> str:
    if value is None:
        return "&ndash;"
    text = str(value)
    return _at(text) if len(text) == _INSTANT and text[10] == "T" else escape(text)


_INSTANT = len("2026-11-01T00:00:00.000000+00:00")


def _at(text: str) -> str:
    return escape(f"{text[:10]} {text[11:19]}Z")
