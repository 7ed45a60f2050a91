"""Passports, identity cards and what the Japanese list tells in prose: numbers, addresses of coins, other parties.

The text itself is always kept as published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from watchlists.model import Gender, Identifier, Relation
from watchlists.sources.crypto_addresses import find_crypto_addresses
from watchlists.sources.drafts import Draft
from watchlists.sources.jp_words import NOTHING, find_country_ja, narrow, to_country_ja
from watchlists.sources.numbered import split_numbered
from watchlists.sources.prose import add_identifiers, add_mentioned

_DATES = re.compile(
    r"\d{4}年\s*(?:\d{1,2}月)?\s*(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}\s[A-Z][a-z]{2}[a-z.]*\s\d{4}"
)
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z]{1,6}[- ]?)?[A-Z0-9]*\d[A-Z0-9]*(?:[-/.][A-Z0-9]+)*(?: \d{2,}[A-Z0-9]*)*"
)
_LEAST_DIGITS = 3
_TYPES: Mapping[str, str] = {
    "旅券": "passport",
    "パスポート": "passport",
    "assport": "passport",
    "納税": "tax_id",
    "Fiscal": "tax_id",
    "社会保障": "ssn",
    "運転免許": "driving_licence",
    "国籍証明": "other",
    "出生証明": "other",
    "商業": "registration_number",
}
_GENDER = re.compile(r"性別\s*(?:は|[:・、])?\s*(?P<value>男|女)")
_GENDERS: Mapping[str, Gender] = {"男": Gender.MALE, "女": Gender.FEMALE}
_DESIGNATED = re.compile(r"\(\s*(?P<number>\d{1,4})\s*[.、]?\s*に指定し(?:た|ていた)(?:個人|団体|者)[^()]*\)")
_LABELLED = re.compile(
    r"(?P<label>納税者番号|登録番号|登録された会社番号|社会保障番号|パスポート番号|旅券番号|IDカード番号|IMO番号|船舶登録証明)"
    r"[)\s]*[:：は]?\s*(?P<value>(?:IMO\s?)?[A-Z]{0,6}[- ]?"
    r"[A-Z0-9]*\d[A-Z0-9]*(?:[-/.][A-Z0-9]+)*(?: [A-Z0-9]*\d[A-Z0-9]*)*)"
    r"\s*(?:\((?P<note>[^()]*)\))?"
)
_LABEL_TYPES: Mapping[str, str] = {
    "納税者番号": "tax_id",
    "登録番号": "registration_number",
    "登録された会社番号": "registration_number",
    "社会保障番号": "ssn",
    "パスポート番号": "passport",
    "旅券番号": "passport",
    "IDカード番号": "national_id",
    "IMO番号": "imo",
    "船舶登録証明": "imo",
}
_IMO_LENGTH = 7


def add_documents(draft: Draft, cell: str, default: str) -> None:
    """Read a cell of passports or identity cards; `default` is the type where its words do not say."""
    for piece in _pieces(cell):
        found = _find_number(piece)
        if found is None:
            draft.keep("document", piece)
            continue
        kind = next((kind for word, kind in _TYPES.items() if word in piece), default)
        draft.identifiers.append(Identifier(kind, found, _find_issuer(piece, found), piece))


def _pieces(cell: str) -> Iterator[str]:
    for part in split_numbered(narrow(cell)):
        lines = [line.strip(" 、,;") for line in part.split("\n")]
        whole = all(_find_number(line) for line in lines)
        for piece in lines if whole else [" ".join(lines)]:
            if piece.strip() not in NOTHING:
                yield piece


def _find_number(text: str) -> str | None:
    plain = _DATES.sub("", text)
    outside = re.sub(r"\([^()]*\)", " ", plain)
    for candidate in (outside, plain):
        for found in _NUMBER.finditer(candidate):
            if sum(mark.isdigit() for mark in found.group()) >= _LEAST_DIGITS:
                return found.group().strip(" .-")
    return None


def _find_issuer(piece: str, number: str) -> str | None:
    before, _, after = piece.partition(number)
    for words in (
        re.sub(r"(?:海外渡航|外交|国民|国家)?(?:旅券|ID|身分|パスポート).*$", "", before),
        *re.findall(r"[(（]([^()]*)", after),
    ):
        plain = re.split(r"[、,(（\s]|旅券", words.strip())[0]
        code = to_country_ja(plain) or to_country_ja(words)
        if code is not None:
            return code
    return find_country_ja(before.strip(" :(")) if before.strip(" :(") else None


def add_information(draft: Draft, cell: str, sheet: str) -> None:
    """Keep a cell of prose and add what is certain in it; numbers of other parties are those of the same sheet."""
    draft.reasons.append(cell)
    text = narrow(cell)
    add_identifiers(draft, text)
    add_mentioned(draft, text)
    for found in _LABELLED.finditer(text):
        _add_labelled(draft, found)
    draft.identifiers.extend(find_crypto_addresses(text, certain=True))
    gender = _GENDER.search(text)
    if gender is not None:
        draft.genders.append(_GENDERS[gender["value"]])
    for found in _DESIGNATED.finditer(text):
        draft.relations.append(Relation("linked_to", f"jp:{sheet}-{found['number']}"))


def _add_labelled(draft: Draft, found: re.Match[str]) -> None:
    kind, value = _LABEL_TYPES[found["label"]], found["value"].strip(" .-")
    country = to_country_ja(found["note"]) if found["note"] else None
    if kind != "imo":
        draft.identifiers.append(Identifier(kind, value, country, found["label"]))
        return
    digits = value.upper().removeprefix("IMO").strip()
    if len(digits) % _IMO_LENGTH or not digits.isdecimal() or len(digits) > 2 * _IMO_LENGTH:
        draft.keep("imo", value)  # several numbers that a spreadsheet took for one, and rounded
        return
    for start in range(0, len(digits), _IMO_LENGTH):
        draft.identifiers.append(Identifier("imo", digits[start : start + _IMO_LENGTH], None, found["label"]))


def add_phones(draft: Draft, cell: str, label: str) -> None:
    """Add the telephone or fax numbers of a cell."""
    for part in re.split(r"[、,\n]|\s/\s", narrow(cell)):
        if part.strip():
            draft.identifiers.append(Identifier("phone", part.strip(), None, label))
