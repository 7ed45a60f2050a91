from __future__ import annotations

import datetime as dt
import io
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.fixtures.completeness import missing_words
from tests.fixtures.workbooks import Cell, make_xlsx
from watchlists.errors import ListRefusedError
from watchlists.model import Entry, Gender, Kind, NameKind, Place, Relation, Unparsed
from watchlists.sources import jp
from watchlists.sources.base import ParsedList
from watchlists.sources.jp_words import narrow
from watchlists.sources.sheets import cell_text, read_sheets

EXTRACT = Path(__file__).parents[1] / "extracts" / "jp_2026-03-05.xlsx"
MARKS = frozenset({"不明", "なし", "k", "旧称", "以前のリスト記載ぶり", "previously", "listed", "original", "script"})
"""Words that say what a name is, not names; they are read as its kind."""
HEAD = ("告示日付", "告示番号", "日本語表記", "英語表記")


def parse(*rows: dict[str, Cell], title: str = "35.ロシア及びベラルーシ以外（個人）") -> ParsedList:
    titles = list(dict.fromkeys((*HEAD, *(column for row in rows for column in row))))
    table = [["資産凍結等の措置の対象となる者"], titles, *([row.get(column) for column in titles] for row in rows)]
    return jp.parse({"shisantouketsu.xlsx": io.BytesIO(make_xlsx({"一覧": [["１"]], title: table}))})


def party(number: str = "1", english: str = "Ada LOVELACE", **more: Cell) -> dict[str, Cell]:
    return dict(zip(HEAD, ("2025.1.10", number, "エイダ・ラブレス", english), strict=True)) | more


def read_one(**more: Cell) -> Entry:
    (entry,) = parse(party(**more)).entries
    return entry


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    with EXTRACT.open("rb") as stream:
        parsed = jp.parse({"shisantouketsu.xlsx": stream})
    assert parsed.rejected_rows == 0
    return {entry.id: entry for entry in parsed.entries}


def names_of(entry: Entry) -> dict[str, NameKind]:
    return {name.value: name.kind for name in entry.names}


def test_struck_rows_and_lifted_sheets_hold_no_party(entries: dict[str, Entry]) -> None:
    kinds = Counter(entry.kind for entry in entries.values())
    assert kinds == {Kind.PERSON: 30, Kind.ORGANISATION: 15, Kind.UNKNOWN: 1}
    assert not any(entry_id.startswith(("jp:8-", "jp:2-1\0")) for entry_id in entries)


def test_a_person_of_the_un_s_list_is_read(entries: dict[str, Entry]) -> None:
    entry = entries["jp:2-718"]
    assert entry.caption == "ZAURBEK SALIMOVICH GUCHAEV"
    assert names_of(entry) == {
        "ZAURBEK SALIMOVICH GUCHAEV": NameKind.PRIMARY,
        "Заурбек Салимович Гучаев": NameKind.ORIGINAL_SCRIPT,
        "ザウベック・サリモヴィッチ・グチャエフ": NameKind.ORIGINAL_SCRIPT,
        **dict.fromkeys(("ベッチ", "ファキフ", "ヴォストチヌィ", "ムスリム", "アズィーズ"), NameKind.ORIGINAL_SCRIPT),
        "アブドゥル・アズィーズ": NameKind.ORIGINAL_SCRIPT,
        **dict.fromkeys(("Бэч", "Факих", "Восточный", "Муслим", "Азиз", "Абул Азиз"), NameKind.ORIGINAL_SCRIPT),
        **dict.fromkeys(("Bach", "Fackih", "Vostochniy", "Muslim", "Aziz"), NameKind.WEAK),
        "Abdul Aziz": NameKind.STRONG,
    }
    assert [str(date) for date in entry.birth_dates] == ["1975-09-07"]
    assert [(found.type, found.value, found.country) for found in entry.identifiers] == [
        ("passport", "622641887", "RU"),
        ("passport", "8304661431", "RU"),
    ]
    assert entry.relations == (Relation("linked_to", "jp:2-694"),)
    assert entry.programmes == ("タリバーン関係者等",)


def test_kana_carry_their_language_and_script(entries: dict[str, Entry]) -> None:
    kana = next(name for name in entries["jp:31-3"].names if name.value == "イヴァン・テルテリ")
    assert (kana.kind, kana.language, kana.script) == (NameKind.ORIGINAL_SCRIPT, "ja", "Jpan")


def test_the_same_party_in_another_sheet_is_a_reference(entries: dict[str, Entry]) -> None:
    assert entries["jp:3-1"].references == ("jp:2-186",)
    assert entries["jp:13-7"].references == ("jp:14-1",)
    assert entries["jp:17-1"].references == ("jp:15-48",)


def test_numbers_of_the_un_are_references(entries: dict[str, Entry]) -> None:
    assert entries["jp:44-1"].references == ("un:HTe.001",)


def test_addresses_of_coins_are_identifiers_with_their_coin(entries: dict[str, Entry]) -> None:
    coins = [found for found in entries["jp:17-79"].identifiers if found.type == "crypto_address"]
    assert (coins[0].value, coins[0].note) == ("1986rYHckYbJpGQJy6ornuMyD2N5MTqwDt", "XBT")
    assert len(coins) == 17


def test_other_spellings_in_brackets_are_names_of_their_own(entries: dict[str, Entry]) -> None:
    assert [name.value for name in entries["jp:26-24"].names if name.script is None] == [
        "Viacheslav PONOMARIOV",
        "Vyacheslav PONOMARIOV",
        "Vyacheclav PONOMARIOV",
        "Viacheslav PONOMAREV",
        "Viacheslav PONOMAROV",
    ]


def test_notices_say_when_a_party_was_listed_and_changed(entries: dict[str, Entry]) -> None:
    entry = entries["jp:9-3"]
    assert (entry.listed_on, entry.updated_on) == (dt.date(2011, 2, 18), dt.date(2020, 3, 10))
    assert "告示日付 2011.2.18 2012.2.10改訂 2017.3.10改訂 2020.3.10改訂" in entry.legal_basis


def test_nothing_of_the_extract_is_lost(entries: dict[str, Entry]) -> None:
    with EXTRACT.open("rb") as stream:
        tables = read_sheets("jp", "list.xlsx", stream)
    texts: set[str] = set()
    for rows in tables.values():
        start = next((place for place, row in enumerate(rows) if row and cell_text(row[0]) == "告示日付"), None)
        if start is None:
            continue
        titles = [cell_text(cell) for cell in rows[start]]
        for row in rows[start + 1 :]:
            if "削除" not in cell_text(row[0]):
                texts |= {
                    narrow(cell_text(cell))
                    for title, cell in zip(titles, row, strict=False)
                    if title not in {"告示日付", "告示番号", "生年月日", "国籍", "生年月日・出生地"}
                }
    kept = "\0".join(narrow(text) for entry in entries.values() for text in (*entry.reasons, *entry.legal_basis))
    missing = {word for word in missing_words(texts, entries.values()) if word not in kept}
    assert {word for word in missing if word not in MARKS and re.sub("別[名称][12]?", "", word) not in kept} == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1972年9月1日", ["1972-09-01"]),
        ("１９７９年頃", ["1979~"]),
        ("1955年-1958年頃", ["1955/1958~"]),
        ("1979年から1982年頃、または1982年", ["1979/1982~", "1982"]),
        ("1957年から1962年までの間", ["1957/1962"]),
        ("(a)1972年9月1日、(b)おおよそ1975年、(c)1972年3月16日", ["1972-09-01", "1975~", "1972-03-16"]),
        ("1982年9月29日又は1982年9月23日", ["1982-09-29", "1982-09-23"]),
        ("1965年又は1966年", ["1965", "1966"]),
        ("1966 年1月1日", ["1966-01-01"]),
        ("1975/5/14", ["1975-05-14"]),
        (dt.date(1965, 9, 11), ["1965-09-11"]),
        ("不明", []),
    ],
)
def test_birth_dates_keep_their_precision(text: Cell, expected: list[str]) -> None:
    entry = read_one(生年月日=text)
    assert [str(date) for date in entry.birth_dates] == expected
    assert entry.unparsed == ()


@pytest.mark.parametrize(
    "text", ["1402年6月24日(ヒジュラ暦)", "おおむね30~35歳", "10月10日(year unknown)", "1970年13月1日"]
)
def test_what_is_no_date_is_kept(text: str) -> None:
    assert read_one(生年月日=text).unparsed == (Unparsed("birth_date", text),)


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("別名", "(a)カナ（Ada King）、(b)エー（Augusta King）",
         {"カナ": "original_script", "Ada King": "strong", "エー": "original_script", "Augusta King": "strong"}),
        ("別名", "(a)カナ(b)エー\n (a.k.a.: (a)Ada King (b)Augusta King)",
         {"カナ": "original_script", "エー": "original_script", "Ada King": "strong", "Augusta King": "strong"}),
        ("別称・旧称", "（別称、カナ、旧称、エー）\n(a.k.a. Ada King; f.k.a. Ada Byron)",
         {"カナ": "original_script", "エー": "former", "Ada King": "strong", "Ada Byron": "former"}),
        ("別称", "カナ; エー\nAda King; Augusta King",
         {"カナ": "original_script", "エー": "original_script", "Ada King": "strong", "Augusta King": "strong"}),
        ("別名", "カナ、エー\nAda King, Augusta King",
         {"カナ": "original_script", "エー": "original_script", "Ada King": "strong", "Augusta King": "strong"}),
        ("別名", "King, Ada", {"King, Ada": "strong"}),
        ("確定に十分でない別名", "カナ（Ada King）", {"カナ": "weak", "Ada King": "weak"}),
        ("確定可能な別名", "カナ（Ada）", {"カナ": "original_script", "Ada": "strong"}),
        ("旧称", "カナ\n(f.k.a.: Ada Byron)", {"カナ": "former", "Ada Byron": "former"}),
        ("別名", "Ada Byron（以前のリスト記載ぶり）", {"Ada Byron": "former"}),
        ("別名", "旧姓：バイロン", {"バイロン": "maiden"}),
        ("別名", "カナ、1980年8月8日出生", {"カナ": "original_script"}),
        ("別名", "不明", {}),
        ("別名", "Chief Kawa（Junjuaka）", {"Chief Kawa": "strong", "Chief Junjuaka": "strong"}),
    ],
)  # fmt: skip
def test_aliases_in_every_manner_of_writing(column: str, text: str, expected: dict[str, str]) -> None:
    entry = read_one(**{column: text})
    assert {name.value: name.kind.value for name in entry.names[2:]} == expected


def test_documents_say_their_number_and_issuer() -> None:
    entry = read_one(
        旅券番号="(a)チュニジア旅券 M788439（2001年10月20日発行）\n(b)563110024（北朝鮮旅券）",
        ID番号="(a)Italian Fiscal Code（イタリア納税者番号）: SSDSBN68B10Z352F (b)イエメンＩＤカード 216040",
    )
    assert [(found.type, found.value, found.country) for found in entry.identifiers] == [
        ("passport", "M788439", "TN"),
        ("passport", "563110024", "KP"),
        ("tax_id", "SSDSBN68B10Z352F", "IT"),
        ("national_id", "216040", "YE"),
    ]


def test_places_find_their_country() -> None:
    entry = read_one(
        出生地="(a)ベリツィ（モルドバ）(b)ケニア・ガリッサ(c)Khan Younis, Gaza", 国籍="(a)米国 (b)サウディ・アラビア"
    )
    assert [place.country for place in entry.birth_places] == ["MD", "KE", "PS"]
    assert entry.birth_places[0] == Place("ベリツィ（モルドバ）", "MD")
    assert entry.nationalities == ("US", "SA")


def test_prose_is_kept_and_read_for_what_is_certain() -> None:
    entry = read_one(その他の情報="性別：女性。IMO番号：51792455405737 アル・カーイダ（１６６．に指定した団体）と関係")
    assert entry.genders == (Gender.FEMALE,)
    assert [(found.type, found.value) for found in entry.identifiers] == [("imo", "5179245"), ("imo", "5405737")]
    assert entry.relations == (Relation("linked_to", "jp:35-166"),)
    assert entry.reasons[0].startswith("性別：女性")


def test_a_row_without_number_and_name_goes_on_with_the_row_above() -> None:
    (entry,) = parse(party(その他の情報="一"), {"その他の情報": "二"}).entries
    assert entry.reasons == ("一", "二")


def test_unknown_columns_are_kept_and_a_bad_number_is_rejected() -> None:
    parsed = parse(party(靴="43"), party("番外"))
    assert parsed.entries[0].unparsed == (Unparsed("column:靴", "43"),)
    assert parsed.rejected_rows == 1


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ({"1.制裁": [["告示日付", "番号"], ["2025.1.1", "1"]]}, "list_schema_changed"),
        ({"1.制裁": [["x"]]}, "list_schema_changed"),
        ({"一覧": [["x"]]}, "list_schema_changed"),
    ],
)
def test_a_workbook_of_another_layout_is_refused(sheets: dict[str, list[list[Cell]]], code: str) -> None:
    with pytest.raises(ListRefusedError) as caught:
        jp.parse({"shisantouketsu.xlsx": io.BytesIO(make_xlsx(sheets))})
    assert caught.value.code == code
