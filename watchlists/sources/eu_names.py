"""Names as the European Union writes them: no primary one is marked, and nearly every one is called strong.

So a name of one word is judged as where no quality is given, and the first whole name in Latin letters leads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from watchlists.model import Kind, Name, NameKind
from watchlists.sources.alias_quality import guess_quality
from watchlists.sources.drafts import Draft
from watchlists.sources.scripts import guess_script

_LOW = re.compile(r"\blow[ -]quality\b", re.IGNORECASE)
_GOOD = re.compile(r"\b(?:good|high)[ -]quality\b", re.IGNORECASE)
_FORMER = re.compile(r"\b(?:f\.k\.a|formerly|former name|previously)\b", re.IGNORECASE)
_FORMER_MARK = re.compile(r"\s*\((?:birth name|formerly|former name|f\.?k\.?a\.?)\)$", re.IGNORECASE)
_LOST_LETTERS = re.compile(r"\?\w|\w\?|\?\?")
_GENDERS: Mapping[str, str] = {"M": "male", "F": "female"}


def add_name(draft: Draft, values: Mapping[str, str]) -> None:
    """Read one name by its attributes; `remark` may overrule `strong`."""
    given = " ".join(filter(None, (values.get("firstName", ""), values.get("middleName", ""))))
    family = values.get("lastName", "")
    text = values.get("wholeName", "") or f"{given} {family}".strip()
    remark = values.get("remark", "")
    plain = _FORMER_MARK.sub("", text)
    if _LOST_LETTERS.search(text):
        draft.keep("name", text)  # a file that went through a program without the letters
    elif plain:
        kind = _judge(plain, values.get("strong", ""), remark + text[len(plain) :], draft.kind)
        script = guess_script(plain)
        name = Name(
            plain,
            kind,
            language=values.get("nameLanguage", "").casefold() or None,
            script=None if script == "Latn" else script,
            given=given or None,
            family=family or None,
        )
        if all((name.value, name.kind) != (known.value, known.kind) for known in draft.names):
            draft.names.append(name)
        if plain != text:
            draft.reasons.append(f"Name as published: {text}")
    _add_about(draft, values, remark, text)


def _add_about(draft: Draft, values: Mapping[str, str], remark: str, text: str) -> None:
    if remark:
        draft.reasons.append(f"Name {text}: {remark}" if text else remark)
    of_person = draft.kind is Kind.PERSON  # an organisation's "function" is its business, its "title" a legal form
    texts = draft.positions if of_person else draft.reasons
    texts.extend(filter(None, (values.get("function"), values.get("title"))))
    if values.get("gender"):
        draft.add_gender(_GENDERS.get(values["gender"], values["gender"]))


def _judge(text: str, strong: str, remark: str, kind: Kind) -> NameKind:
    good = False
    if remark:
        if _FORMER.search(remark) or _FORMER_MARK.search(remark):
            return NameKind.FORMER
        if _LOW.search(remark):
            return NameKind.WEAK
        good = _GOOD.search(remark) is not None
    if strong == "false" and not good:
        return NameKind.WEAK
    if good:
        return NameKind.STRONG if guess_script(text) in {None, "Latn"} else NameKind.ORIGINAL_SCRIPT
    return guess_quality(text, kind)


def lead_with_primary(draft: Draft) -> None:
    """Put the name first that leads, as the primary one. Without a good one it is the first there is."""
    names = draft.names
    best = next((name for name in names if name.kind is NameKind.STRONG and name.language in {None, "en"}), None)
    best = best or next((name for name in names if name.kind is NameKind.STRONG), None)
    best = best or next((name for name in names if name.kind is NameKind.ORIGINAL_SCRIPT), names[0])
    names.remove(best)
    names.insert(0, replace(best, kind=NameKind.PRIMARY))
