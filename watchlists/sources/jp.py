"""Japan's list of parties whose assets are frozen, of the Ministry of Finance: a workbook with a sheet a regime.

A party's number counts within its sheet, so its id is `jp:<number of the sheet>-<number of the notice>`, as
`jp:2-166`; a sheet keeps its number when its regime is lifted. Rows that are marked 削除 (struck off), numbers
without a name and lifted sheets (【解除】) hold no party. `1(*186)` and `1(#47)` name the same party in another
sheet, which is a reference.

Source: the published workbook of 5 March 2026.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Kind, NameKind
from watchlists.sources.base import Floors, ParsedList, RemoteFile, Source
from watchlists.sources.drafts import Draft, Drafts
from watchlists.sources.guards import require
from watchlists.sources.jp_documents import add_documents, add_information, add_phones
from watchlists.sources.jp_names import add_aliases, add_primary
from watchlists.sources.jp_words import (
    NEXT_DATE,
    NOTHING,
    find_country_ja,
    is_no_country_ja,
    narrow,
    read_date_ja,
    to_country_ja,
)
from watchlists.sources.numbered import split_numbered
from watchlists.sources.prose import UN_NUMBER
from watchlists.sources.sheets import Cell, Row, cell_text, read_sheets

_ID = "jp"
_FILE = "shisantouketsu.xlsx"
_DATE, _NUMBER, _JAPANESE, _ENGLISH = "告示日付", "告示番号", "日本語表記", "英語表記"
_CONTENTS, _LIFTED, _STRUCK = "一覧", "【解除】", "削除"
_TITLE = re.compile(r"(?P<number>\d+)\.(?P<name>.*)")
_PARTY = re.compile(r"[*#]?(?P<number>\d+)(?:\((?P<mark>[*#])(?P<other>\d+)\))?")
_SAME: Mapping[tuple[str, str], str] = {
    ("3", "*"): "2",
    ("4", "*"): "2",
    ("13", "*"): "14",
    ("16", "#"): "14",
    ("17", "#"): "15",
}
"""Sheet in which the number behind the mark stands, as the notes of the sheets say."""
_DAY = re.compile(r"(?P<year>\d{4})\.(?P<month>\d{1,2})\.(?P<day>\d{1,2})")
_LONGEST_COUNTRY = 25
_NOTE = re.compile(r"[(（]?注[0-9０-９]?[)）]")
_OTHERS = re.compile(r"に指定し(?:た|ていた)(?:個人|団体)")
_OF_ORGANISATIONS = ("団体", "組織", "会社", "銀行", "機構", "財団", "Notices-Entities")
_PERSON_COLUMNS = (
    "生年月日・出生地",
    "生年月日",
    "国籍",
    "旅券番号",
    "称号",
    "役職",
    "肩書",
    "出生地",
    "出生地・出身地",
)


@dataclass(frozen=True, slots=True)
class _Sheet:
    number: str
    name: str
    """As on its tab, without the number."""
    regime: str
    """What stands above its table."""
    kind: Kind
    """UNKNOWN where persons and organisations share the sheet."""


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read `shisantouketsu.xlsx`. Raises ListRefusedError."""
    drafts = Drafts()
    rejected = 0
    for title, rows in read_sheets(_ID, _FILE, require(_ID, files, _FILE)).items():
        found = _TITLE.match(narrow(title).strip())
        if found is None or _LIFTED in title:
            continue
        for draft in _read_sheet(found["number"], found["name"], rows):
            if draft is None:
                rejected += 1
            else:
                drafts.add(draft)
    entries = drafts.finish()
    if not entries:
        raise ListRefusedError(_ID, "list_schema_changed", f"{_FILE} has no sheet of parties")
    return ParsedList(published=None, stated_count=None, entries=entries, rejected_rows=rejected)


def _read_sheet(number: str, name: str, rows: list[Row]) -> Iterator[Draft | None]:
    start = next((place for place, row in enumerate(rows) if row and cell_text(row[0]) == _DATE), None)
    if start is None or not {_NUMBER, _JAPANESE, _ENGLISH} <= {cell_text(cell) for cell in rows[start]}:
        raise ListRefusedError(_ID, "list_schema_changed", f"{_FILE} has not its columns in sheet {number}")
    above = [cell_text(cell) for row in rows[:start] for cell in row]
    regime = "".join(_NOTE.split(text)[0].strip() for text in above if not _NOTE.match(text))
    sheet = _Sheet(number, name.strip(), regime, _kind_of(name, regime))
    titles = ["".join(cell_text(cell).split()) for cell in rows[start]]
    latest: Draft | None = None
    for row in rows[start + 1 :]:
        cells = {title or str(place): cell for place, (title, cell) in enumerate(zip(titles, row, strict=False))}
        if _STRUCK in cell_text(cells[_DATE]):
            latest = None
        elif cell_text(cells.get(_ENGLISH)) or cell_text(cells.get(_JAPANESE)):
            latest = _read_party(sheet, cells)
            yield latest
        elif latest is not None:
            _read_further(latest, sheet, cells)


def _kind_of(name: str, regime: str) -> Kind:
    """Tell from a sheet's name, or else from the end of its regime's title, whether it holds persons."""
    for words in (narrow(name), narrow(regime).partition("(")[2]):
        person, organisation = "個人" in words, any(word in words for word in ("団体", "銀行"))
        if person != organisation:
            return Kind.PERSON if person else Kind.ORGANISATION
    return Kind.UNKNOWN


def _read_party(sheet: _Sheet, cells: Mapping[str, Cell]) -> Draft | None:
    found = _PARTY.fullmatch(narrow(cell_text(cells[_NUMBER])).replace(" ", ""))
    if found is None:
        return None
    draft = Draft(id=f"jp:{sheet.number}-{found['number']}", source=_ID, kind=sheet.kind)
    if draft.kind is Kind.UNKNOWN:
        draft.kind = _guess_kind(cells)
    draft.programmes.append(sheet.name)
    draft.legal_basis.append(sheet.regime)
    if found["mark"]:
        other = _SAME.get((sheet.number, found["mark"]))
        draft.references.append(f"jp:{other}-{found['other']}") if other else draft.keep("number", found.group())
    add_primary(draft, _lines_of(cells[_ENGLISH]), _lines_of(cells[_JAPANESE]))
    if not draft.names:
        return None
    _read_notices(draft, cell_text(cells[_DATE]))
    for title, cell in cells.items():
        text = _lines_of(cell)
        if title not in _READ_ELSEWHERE and narrow(text).strip() not in NOTHING:
            _READERS.get(title, _keep(title))(draft, text, sheet)
    return draft


def _guess_kind(cells: Mapping[str, Cell]) -> Kind:
    """Tell a person by what only persons have, or by what the notes call the party."""
    prose = _OTHERS.sub("", " ".join(cell_text(cell) for cell in cells.values()))
    person = any(narrow(cell_text(cells.get(column))) not in NOTHING for column in _PERSON_COLUMNS)
    if person or "生年月日" in prose or "View-UN-Notices-Individuals" in prose.replace(" ", "") or "同人" in prose:
        return Kind.PERSON
    return Kind.ORGANISATION if any(word in prose for word in _OF_ORGANISATIONS) else Kind.UNKNOWN


def _read_further(draft: Draft, sheet: _Sheet, cells: Mapping[str, Cell]) -> None:
    """Read a row without number and name, which goes on with what the row above tells."""
    if cell_text(cells[_NUMBER]):
        return
    for title, cell in cells.items():
        if cell_text(cell):
            _READERS.get(title, _keep(title))(draft, _lines_of(cell), sheet)


def _lines_of(cell: Cell) -> str:
    """Return a cell as text with its lines."""
    return cell.replace("_x000D_", "").strip() if isinstance(cell, str) else cell_text(cell)


def _read_notices(draft: Draft, text: str) -> None:
    """Read the days of the notices: the first listed the party, a later one with 改訂 changed it."""
    days = []
    for found in _DAY.finditer(text):
        try:
            days.append(dt.date(int(found["year"]), int(found["month"]), int(found["day"])))
        except ValueError:
            draft.keep("listed_on", found.group())
    if days:
        draft.listed_on = days[0]
        draft.updated_on = max(days)
    if len(days) != 1:
        draft.legal_basis.append(f"{_DATE} {text}")


_Reader = Callable[[Draft, str, _Sheet], None]


def _keep(title: str) -> _Reader:
    return lambda draft, text, _sheet: draft.keep(f"column:{title}", text)


def _alias_reader(kind: NameKind | None) -> _Reader:
    return lambda draft, text, _sheet: add_aliases(draft, text, kind)


def _read_birth_dates(draft: Draft, text: str, _sheet: _Sheet) -> None:
    joined = re.sub(r"\s*\n\s*(?=[年月日])", "", narrow(text))  # a date that goes on in the next line
    for part in split_numbered(joined):
        whole = read_date_ja(part)
        pieces = [part] if whole is not None else [piece for piece in NEXT_DATE.split(part) if piece.strip(" ()")]
        for piece in pieces:
            date = read_date_ja(piece)
            if date is not None:
                draft.birth_dates.append(date)
            elif piece.strip() not in NOTHING:
                draft.keep("birth_date", piece)


def _read_birth_places(draft: Draft, text: str, _sheet: _Sheet) -> None:
    for part in split_numbered(text):
        if narrow(part) not in NOTHING:
            draft.add_birth_place(" ".join(part.split()), find_country_ja(part))


def _read_born(draft: Draft, text: str, sheet: _Sheet) -> None:
    """Read `1941年8月20日セルビア共和国ポジャレヴァッツ生` with the English below it."""
    japanese, _, english = text.partition("\n")
    found = re.match(r"(\d{4}年(?:\d+月)?(?:\d+日)?)(?P<place>.*?)生?$", narrow(japanese))
    if found is None:
        draft.keep("birth_date", text)
        return
    _read_birth_dates(draft, found[1], sheet)
    if found["place"]:
        draft.add_birth_place(found["place"], find_country_ja(found["place"]))
    draft.reasons.append(english)


def _read_nationalities(draft: Draft, text: str, _sheet: _Sheet) -> None:
    for part in split_numbered(narrow(text)):
        plain = re.sub(r"\s*\([^()]*\)|と思われる|。$", "", part)
        pieces = [plain] if to_country_ja(plain) else re.split(r"[、,;/\n]|及び|又は|または", plain)
        for piece in pieces:
            code = to_country_ja(piece) or (find_country_ja(piece) if len(piece) < _LONGEST_COUNTRY else None)
            if code is not None:
                draft.nationalities.append(code)
            elif piece.strip() and not is_no_country_ja(piece):
                draft.keep("nationality", piece)
        if plain != part:
            draft.reasons.append(f"国籍 {part}")


def _read_addresses(draft: Draft, text: str, _sheet: _Sheet) -> None:
    for part in split_numbered(text):
        lines = part.split("\n")
        each = len(lines) > 1 and all(find_country_ja(line) for line in lines)
        for piece in lines if each else [part]:
            line = " ".join(piece.split())
            if narrow(line).strip() not in NOTHING:
                draft.addresses.append(Address(line, find_country_ja(line)))


def _read_positions(draft: Draft, text: str, _sheet: _Sheet) -> None:
    parts = (line for part in split_numbered(text) for line in part.split("\n"))
    draft.positions.extend(" ".join(part.split()) for part in parts if narrow(part).strip() not in NOTHING)


def _read_un_number(draft: Draft, text: str, _sheet: _Sheet) -> None:
    numbers = UN_NUMBER.findall(narrow(text))
    draft.references.extend(f"un:{number}" for number in numbers)
    if not numbers:
        draft.keep("un_number", text)


def _read_prose(draft: Draft, text: str, sheet: _Sheet) -> None:
    add_information(draft, text, sheet.number)


def _label(title: str) -> _Reader:
    return lambda draft, text, _sheet: draft.legal_basis.append(f"{title} {' '.join(text.split())}")


def _phone_reader(title: str) -> _Reader:
    return lambda draft, text, _sheet: add_phones(draft, text, title)


_READ_ELSEWHERE = frozenset({_DATE, _NUMBER, _JAPANESE, _ENGLISH})
_READERS: Mapping[str, _Reader] = {
    **dict.fromkeys(("別名", "別称", "別名・別称", "別称・別名", "別称・旧称"), _alias_reader(None)),
    "確定可能な別名": _alias_reader(NameKind.STRONG),
    "確定に十分でない別名": _alias_reader(NameKind.WEAK),
    **dict.fromkeys(("旧称", "過去の別名", "以前の別名", "旧称・以前の呼称"), _alias_reader(NameKind.FORMER)),
    "生年月日": _read_birth_dates,
    "生年月日・出生地": _read_born,
    **dict.fromkeys(("出生地", "出生地・出身地"), _read_birth_places),
    "国籍": _read_nationalities,
    "旅券番号": lambda draft, text, _sheet: add_documents(draft, text, "passport"),
    **dict.fromkeys(
        ("ID番号", "身分登録番号", "身分証番号"), lambda draft, text, _sheet: add_documents(draft, text, "national_id")
    ),
    **dict.fromkeys(("称号", "役職", "肩書", "肩書等"), _read_positions),
    **dict.fromkeys(
        ("住所", "住所等", "所在地", "住所・所在地", "活動地域・住所", "所在地・住所登録された事務所の住所"),
        _read_addresses,
    ),
    **{title: _phone_reader(title) for title in ("電話", "FAX", "電話番号")},
    "国連参照番号": _read_un_number,
    **{
        title: _label(title)
        for title in (
            "国連制裁員会による指定日",
            "国連制裁委員会による指定日",
            "リスト掲載日",
            "決議1483上の根拠",
            "指定の根拠",
        )
    },
    **dict.fromkeys(("その他の情報", "詳細"), _read_prose),
}

SOURCE = Source(
    id=_ID,
    title="Japan, parties subject to asset freezes",
    publisher="Ministry of Finance, Japan",
    series="jp",
    files=(
        RemoteFile(
            _FILE,
            "https://www.mof.go.jp/policy/international_policy/gaitame_kawase/gaitame/economic_sanctions/"
            "shisantouketsu20260305.xlsx",
        ),
    ),
    licence="Public Data License 1.0 of the Japanese government, compatible with CC BY 4.0",
    attribution="Ministry of Finance, Japan",
    homepage="https://www.mof.go.jp/policy/international_policy/gaitame_kawase/gaitame/economic_sanctions/list.html",
    floors=Floors(
        entries=1900, persons=1250, organisations=550, names=6000, birth_dates=1300, identifiers=500, born=0.65
    ),
    must_have=("jp:2-166", "jp:14-1", "jp:28-1", "jp:29-1"),
    parser="jp/1",
    parse=parse,
    hosts=("www.mof.go.jp",),
)
