"""Names as the Japanese list writes them: kana and Latin letters side by side, several to a cell, in five manners.

`(a)カナ（Latin）、(b)...`; kana in one line and Latin letters in the next, parted by `;`; `(a.k.a.: (a)Latin (b)...)`;
`（別称、カナ、カナ）(a.k.a. Latin; f.k.a. Latin)`; `Given FAMILY(OTHER SPELLING)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchlists.model import Kind, NameKind
from watchlists.sources.drafts import Draft
from watchlists.sources.jp_words import NOTHING, narrow, to_country_ja
from watchlists.sources.numbered import split_numbered
from watchlists.sources.scripts import guess_script

_JAPANESE = frozenset({"Jpan", "Hani"})
_QUOTES = " \t\r\n\"'“”‘’「」『』«»,、､;:：。・"
_ORIGINAL = re.compile(
    r"\s*[(\[]?\s*(?:previously listed as\W*)?(?:original\s*scr?ipt|in Arabic|Arabic)\s*:\s*"
    r"(?:[^()\[\]:]+語:?\s*)?(?P<name>[^()\[\]]+)[)\]]?",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"(?P<former>\bf\.\s?k\.\s?a\.?|formerly known as|旧称)"
    r"|(?P<also>\ba\.\s?k\.\s?a\.?|also known as|別称|別名)(?![a-z])",
    re.IGNORECASE,
)
_FORMER = re.compile(
    r"\s*\((?:(?:previously|formerly) listed as|(?:アラビア語による)?以前のリスト記載ぶり|旧称|以前の[^()]*)\)",
    re.IGNORECASE,
)
_MAIDEN = re.compile(r"^(?:旧姓|née|nee|maiden name)\s*:?\s*", re.IGNORECASE)
_REMARK = re.compile(
    r"[、,]\s*(?=.*\d{4})|\s+(?=(?:born|issued|DOB|son of|passport)\b)|\((?=[^()]*(?:\d{4}|旅券|出生|passport))",
    re.IGNORECASE,
)
_TELLING = re.compile(r"\d{4}年|生年月日|出生|国籍:|に指定し|【|\bDOB\b|\bPOB\b|Nationality:")
"""Words of a remark that stands where a name is looked for."""
_SENTENCE = re.compile(r"(?:ている|ていた|である|された)(?:別名|別称)?。?\s*$")
"""A cell that tells of somebody else's names instead of naming."""
_NESTED = re.compile(r"\(([^()]*)\(([^()]*)\)([^()]*)\)")
_GROUP = re.compile(r"\s*\((?P<inside>[^()]+)\)")


def add_primary(draft: Draft, latin: str, japanese: str) -> None:
    """Add the name a party is listed under in Latin letters, what its cell holds beside it, and the name in kana."""
    text = narrow(latin)
    originals = [found["name"] for found in _ORIGINAL.finditer(text)]
    names = [piece for piece in _split_plain(_ORIGINAL.sub("", text)) if piece] if latin else []
    for name in names:
        for spelling in _spellings(name, draft.kind):
            draft.add_alias(spelling, None if draft.names else NameKind.PRIMARY)
    for original in originals:
        _add(draft, original, NameKind.ORIGINAL_SCRIPT)
    for name in _split_plain(narrow(japanese)):
        for spelling in _spellings(name, draft.kind):
            _add(draft, spelling, None if draft.names else NameKind.PRIMARY)


def add_aliases(draft: Draft, cell: str, kind: NameKind | None) -> None:
    """Add every name of an alias cell. `kind` is what its column says; None where it says nothing of quality."""
    if _SENTENCE.search(cell):
        draft.reasons.append(cell)
        return
    above: list[str] = []
    for line in _lines(narrow(cell)):
        pieces = [(piece, part_kind) for part, part_kind in _split_marked(line, kind) for piece in _split_pieces(part)]
        if len(pieces) == 1 and len(commas := pieces[0][0].split(", ")) == len(above) > 1:
            pieces = [(piece, pieces[0][1]) for piece in commas]  # as many as there are in kana
        above = [piece for piece, _ in pieces]
        for piece, part_kind in pieces:
            _add_piece(draft, piece, part_kind)


def _lines(text: str) -> Iterator[str]:
    """Part kana from the Latin letters below them; a numbered line that goes on in the next stays one."""
    line = ""
    for piece in text.split("\n"):
        if line and _goes_on(line, piece):
            line = f"{line} {piece}"
        else:
            yield line
            line = piece
    yield line


def _goes_on(line: str, following: str) -> bool:
    """Whether the next line belongs to this one: brackets are open, or the names in them are numbered."""
    if line.count("(") > line.count(")"):
        return True
    numbered = re.search(r"\([a-z]\)", line) is not None and re.search(r"\([b-z]\)", following) is not None
    return numbered and _is_japanese(line) == _is_japanese(following)


def _is_japanese(text: str) -> bool:
    return guess_script(text) in _JAPANESE


def _split_marked(line: str, kind: NameKind | None) -> Iterator[tuple[str, NameKind | None]]:
    """Part `a.k.a. A; f.k.a. B` at its marks, each with what it says."""
    text = line.strip()
    start, current = 0, kind
    for found in _MARK.finditer(text):
        yield text[start : found.start()], current
        current = NameKind.FORMER if found["former"] else kind
        start = found.end()
    yield text[start:], current


def _split_pieces(part: str) -> Iterator[str]:
    text = part.strip(_QUOTES)
    if text.count("(") != text.count(")"):
        text = _balance(text)
    for piece in split_numbered(text):
        yield from _split_plain(piece)


def _balance(text: str) -> str:
    """Take off the brackets that enclosed a whole line and lost their partner when it was parted."""
    while text.count("(") > text.count(")") and text.startswith("(") and not re.match(r"\([a-z0-9]{1,2}\)", text):
        text = text[1:].strip(_QUOTES)
    while text.count(")") > text.count("(") and text.rstrip(_QUOTES).endswith(")"):
        text = text.rstrip(_QUOTES)[:-1].strip(_QUOTES)
    while text.count("(") > text.count(")") and text.endswith("("):
        text = text[:-1].strip(_QUOTES)
    return text


def _split_plain(text: str) -> list[str]:
    """Part at `;`, and at the comma of Japanese, but not within brackets."""
    pieces, depth, start = [], 0, 0
    whole = text.count("(") == text.count(")")
    for place, mark in enumerate(text):
        depth += whole and (mark == "(") - (mark == ")")
        if depth <= 0 and mark in ";、､":
            pieces.append(text[start:place])
            start = place + 1
    pieces.append(text[start:])
    return [stripped for piece in pieces if (stripped := " ".join(piece.split()).strip(_QUOTES)) not in NOTHING]


def _add_piece(draft: Draft, piece: str, kind: NameKind | None) -> None:
    text = _FORMER.sub("", piece)
    if text != piece:
        kind = NameKind.FORMER
    maiden = _MAIDEN.sub("", text)
    if maiden != text:
        text, kind = maiden, NameKind.MAIDEN
    for found in _ORIGINAL.finditer(text):
        _add(draft, found["name"], kind or NameKind.ORIGINAL_SCRIPT)
    text = _balance(_ORIGINAL.sub("", text).strip(_QUOTES))
    text = re.sub(r"^\d{1,2}[.)]\s*", "", text)
    cut = _TELLING.split(_REMARK.split(text, maxsplit=1)[0], maxsplit=1)[0]
    if cut != text:
        draft.reasons.append(f"別名: {piece}")
        text = _balance(cut.strip(_QUOTES))
    for name in _spellings(text, draft.kind):
        _add(draft, name, kind)


def _add(draft: Draft, text: str, kind: NameKind | None) -> None:
    value = " ".join(text.split()).strip(_QUOTES)
    if value in NOTHING or not any(mark.isalnum() for mark in value):
        return
    script = guess_script(value)
    japanese = script in _JAPANESE
    if script not in {None, "Latn"} and kind is NameKind.STRONG:
        kind = NameKind.ORIGINAL_SCRIPT
    draft.add_alias(value, kind, language="ja" if japanese else None, script=None if script == "Latn" else script)


def _spellings(text: str, kind: Kind) -> list[str]:
    """Return the names that `Given FAMILY(OTHER)`, `カナ(Latin)` and `NAME (ACRONYM)` stand for, as listed first."""
    while (flat := _NESTED.sub(r"(\1\3)(\2)", text)) != text:
        text = flat
    groups = list(_GROUP.finditer(text))
    plain = " ".join(_GROUP.sub(" ", text).split()).strip(_QUOTES)
    if not groups or not plain:
        return [text.strip(_QUOTES + "()")]
    names = [plain]
    for group in groups:
        inside = group["inside"].strip(_QUOTES)
        if to_country_ja(inside) is not None:
            names.append(f"{plain} ({inside})")  # a branch's country is part of its name
            continue
        same = _is_japanese(inside) == _is_japanese(plain)
        if kind is not Kind.PERSON or not same:
            names.append(inside)
            continue
        before = " ".join(_GROUP.sub(" ", text[: group.start()]).split())
        after = " ".join(_GROUP.sub(" ", text[group.end() :]).split())
        names.extend(_replace_words(before, other.strip(), after) for other in inside.split("/"))
    return [name for name in names if name]


def _replace_words(before: str, other: str, after: str) -> str:
    """Put another spelling in the place of as many words before it; one as long as the whole name stands alone."""
    words = before.split()
    count = len(other.split())
    kept = words[: len(words) - count] if count < len(words) + len(after.split()) or len(words) == 1 else []
    if count >= len(words) and len(words) > 1:
        return other
    return " ".join((*kept, other, after)).strip()
