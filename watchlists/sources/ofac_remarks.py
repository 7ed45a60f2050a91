"""The remarks column of the American Treasury's csv files: statements in one line of text.

Each statement is understood, or is prose and goes to the reasons as it stands, or is kept as unparsed and counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from watchlists.model import Kind, NameKind, Relation
from watchlists.sources.drafts import Draft
from watchlists.sources.ofac_features import read_feature
from watchlists.sources.ofac_names import read_name

LIMIT = 1000
"""The publisher cuts the column at this many characters; the rest stands in `sdn_comments.csv`."""
_FIELD = "remarks"
_ALTERNATIVE = re.compile(r"^alt\.\s+", re.IGNORECASE)
_ALIAS = re.compile(r"^(?P<type>[afn]\.k|d\.b)\.a\.[,:]?\s+'(?P<name>.+)'$", re.IGNORECASE)
_ALIAS_KINDS: Mapping[str, NameKind] = {
    "a.k": NameKind.WEAK,
    "f.k": NameKind.FORMER,
    "n.k": NameKind.STRONG,
    "d.b": NameKind.STRONG,
}
_LINKED = re.compile(r"^\(?Linked To: (?P<target>[^()]+(?:\([^()]*\)[^()]*)*?)\)?$", re.IGNORECASE)
_FAMILY = re.compile(
    r"^(?P<role>(?:half-|step-)?(?:wife|husband|daughter|son|brother|sister|mother|father|cousin|nephew|uncle)) of "
    r"(?P<target>[A-Z].+)$"
)
_POSITION = re.compile(
    r"\b(?:general|colonel|major|captain|admiral|minister|president|chairman|chairperson|director|deputy|member|chief|"
    r"commander|officer|secretary|head|leader|governor|ambassador|representative|employee|advis[eo]r|official|manager|"
    r"owner|magistrate|judge|prosecutor|senator|mayor|spokesperson|doctor|professor|speaker|commissioner|rector|"
    r"constituent|hojjatoleslam|maulana|haji|mullah|sheikh|aide|chancellor|executive|founder|partner|engineer)\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?!\b(?:19|20)\d\d\b)\d{4,}|\b(?:no|number|id)\b\.?\s*\S*\d|#\s*\d", re.IGNORECASE)
_HALF_UNDERSTOOD = re.compile(r"\b(?:DOB|POB|passport|nationality|born|SSN|ID card)\b|\b[afn]\.k\.a\.", re.IGNORECASE)
"""Words of statements that are usually understood: where this one was not, it is not prose either."""
_LABELLED = re.compile(r"^[A-Z][\w /.'-]{2,40}:\s")


def read_remarks(draft: Draft, text: str, *, cut: bool = False) -> None:
    """Read all statements of a remark into the draft. `cut` says that the end is missing."""
    statements = _split(text, cut=cut)
    if cut and statements:
        draft.keep(_FIELD, statements.pop())
    for statement in statements:
        _read_statement(draft, statement)


def _split(text: str, *, cut: bool) -> list[str]:
    whole = text.strip() if cut else text.strip().removesuffix(".")
    return [part.strip() for part in whole.split(";") if part.strip()]


def _read_statement(draft: Draft, statement: str) -> None:
    plain = _ALTERNATIVE.sub("", statement)
    if _read_alias(draft, plain) or _read_relation(draft, plain) or read_feature(draft, plain):
        return
    if _DIGITS.search(plain) or _LABELLED.match(plain) or _HALF_UNDERSTOOD.search(plain):
        draft.keep(_FIELD, statement)
    elif draft.kind is Kind.PERSON and _POSITION.search(plain):
        draft.positions.append(statement)
    else:
        draft.reasons.append(statement)


def _read_alias(draft: Draft, plain: str) -> bool:
    found = _ALIAS.match(plain)
    if found is None:
        return False
    draft.names.append(read_name(found["name"], draft.kind, _ALIAS_KINDS[found["type"].casefold()]))
    return True


def _read_relation(draft: Draft, plain: str) -> bool:
    linked, family = _LINKED.match(plain), _FAMILY.match(plain)
    if linked is not None:
        draft.relations.append(Relation("linked_to", target_name=linked["target"].strip()))
    elif family is not None:
        draft.relations.append(Relation("family_of", target_name=family["target"]))
        draft.reasons.append(plain)
    return linked is not None or family is not None
