"""Japanese words of the Ministry of Finance's list: full-width letters, dates and the names of countries.

Country names come from pycountry's own translations, with a table for what the list writes otherwise.
"""

from __future__ import annotations

import re
from functools import lru_cache

from watchlists.dates import PartialDate
from watchlists.normalize.countries import find_country
from watchlists.normalize.country_translations import translated_names
from watchlists.normalize.nationalities import to_nationality
from watchlists.sources.date_lists import read_date

_WIDTHS = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x301C: 0x7E, 0x2010: 0x2D}
NOTHING = frozenset({"", "不明", "なし", "無し", "-", "―", "該当なし", "情報なし"})
"""What the list writes where it knows nothing."""

_ALIASES = """
US アメリカ アメリカ合衆国 米; GB イギリス; IR イラン; UZ ウズベキスタン共和国; UG ウガンダ共和国;
ER エリトリア; AU オーストラリア 豪州; KZ カザフ カザフスタン共和国; KG キルギス; KP 北朝鮮;
GE グルジア ジョージア; CG コンゴ共和国; SA サウディ・アラビア サウディアラビア サウジ; SY シリア;
SD スーダン共和国; RS セルビア共和国 セルビア・モンテネグロ;
TZ タンザニア タンザニア共和国 タンザニア連合共和国; RU チェチェン ロシア; UA クリミア; CN 中華人民共和国;
TW 台湾; TD チャド共和国; HT ハイチ共和国; BD バングラデシュ人民共和国; PS パレスチナ自治区 ガザ; BO ボリビア;
BA ボスニア ボスニア・ヘルツェゴヴィナ; VN ベトナム社会主義共和国 ヴェトナム; VE ベネズエラ;
BY ベラルーシ共和国; ML マリ共和国; MK マケドニア; MD モルドバ モルドヴァ; SS 南スーダン共和国; MN モンゴル;
LA ラオス; RW ルワンダ共和国; KR 韓国 大韓民国; YE イエメン共和国; KE ケニア共和国; GA ガボン共和国;
CI コートジボアール; SC セイシェル; LY リビア国; TT トリニダード・トバゴ共和国; PH フィリピン共和国;
BN ブルネイ; JO ヨルダン・ハシミテ王国; FM ミクロネシア; VG 英領バージン諸島; AE アラブ首長国 ドバイ;
TJ タジキスタン共和国; AZ アゼルバイジャン共和国; NE ニジェール共和国; MR モーリタニア・イスラム共和国;
TR トルコ共和国; HK 中国香港 香港特別行政区; AF アフガン; KW クウェイト; EG エジプト・アラブ共和国;
IN インド共和国
"""
_TOO_LOOSE = frozenset({"米", "マリ", "タイ", "チリ", "ドミニカ", "ギニア", "コンゴ"})
"""Names that begin or end other words; they count only where they stand alone."""
_GONE = frozenset(
    {
        "無国籍",
        "ソ連",
        "旧ソ連",
        "ソビエト連邦",
        "ソヴィエト連邦",
        "旧ユーゴスラビア",
        "ユーゴスラビア",
        "ユーゴスラヴィア連邦共和国",
    }
)


def _read_countries() -> dict[str, str]:
    names = dict(translated_names("ja"))
    for row in " ".join(_ALIASES.split()).split("; "):
        code, *aliases = row.split()
        names.update(dict.fromkeys(aliases, code))
    return {name: code for name, code in names.items() if not name.isascii()}


_COUNTRIES = _read_countries()
_BY_LENGTH = sorted((name for name in _COUNTRIES if name not in _TOO_LOOSE), key=len, reverse=True)
_EDGES = " \t\r\n、,，・。.()"
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?:年(?:(?P<month>\d{1,2})月)?(?:(?P<day>\d{1,2})日)?|/(?P<m>\d{1,2})/(?P<d>\d{1,2}))"
)
_RANGE = re.compile(
    r"(?P<first>\d{4}年?[^~～\-]*?)\s*(?:から|~|～|-|―|及至|乃至)\s*(?P<last>\d{4}年?.*?)(?:まで)?(?:の間)?"
)
_ABOUT = re.compile(r"(?:おおよそ|おおむね|およそ|約|概ね)\s*|\s*の?(?:頃|ごろ|前後)")
_END = re.compile(r"(?:出生|生まれ|生)$")
NEXT_DATE = re.compile(r"\s*(?:(?<!から)\n|又は|または|、|,|;|もしくは|若しくは|及び)\s*")


def narrow(text: str) -> str:
    """Write full-width Latin letters, digits and brackets as ASCII; kana and kanji stay."""
    return text.replace("_x000D_", "").translate(_WIDTHS)


@lru_cache(maxsize=4096)
def to_country_ja(text: str) -> str | None:
    """Read a country's name in Japanese or English, or a nationality; None when it is not one country."""
    plain = narrow(text).strip(_EDGES)
    return (
        _COUNTRIES.get(plain) or _COUNTRIES.get(plain.removesuffix("国籍").removesuffix("人")) or to_nationality(plain)
    )


def is_no_country_ja(text: str) -> bool:
    """Whether the text says that there is none, or names a state that is gone."""
    return narrow(text).strip(_EDGES) in _GONE | NOTHING


@lru_cache(maxsize=8192)
def find_country_ja(place: str) -> str | None:
    """Read the country of a place: `ケニア・ガリッサ`, `ベリツィ(モルドバ)`, `トリポリ、リビア`, `Kabul, Iran`."""
    plain = narrow(place).strip(" \t\r\n、,。.")
    whole = to_country_ja(plain) or find_country(plain)
    if whole is not None:
        return whole
    bracket = re.search(r"\(([^()]+)\)\s*$", plain)
    if bracket is not None and (code := to_country_ja(bracket[1])) is not None:
        return code
    parts = [part for part in re.split(r"[、,・\s()]+", plain) if part]
    for part in (parts[-1:] + parts[:1]) if parts else []:
        if (code := to_country_ja(part)) is not None:
            return code
    start = next((name for name in _BY_LENGTH if plain.startswith(name)), None)
    return _COUNTRIES[start] if start else find_country(re.sub(r"\s*\([^()]*\)\s*$", "", plain))


@lru_cache(maxsize=8192)
def read_date_ja(text: str) -> PartialDate | None:
    """Read `1972年9月1日`, `1965年頃`, `1955年-1958年頃`, `1984年から1986年までの間`, or a date as `read_date` does."""
    plain = _END.sub("", " ".join(narrow(text).split()).strip(_EDGES))
    about = re.sub(r"\s+", "", _ABOUT.sub("", plain)) if "年" in plain else _ABOUT.sub("", plain)
    circa = _ABOUT.search(plain) is not None
    try:
        return _read_years(_END.sub("", about), circa=circa) or read_date(plain)
    except ValueError:
        return None


def _read_years(text: str, *, circa: bool) -> PartialDate | None:
    one = _YEAR_FIRST.fullmatch(text)
    if one is not None:
        return _make(one, circa=circa)
    found = _RANGE.fullmatch(text)
    if found is None:
        return None
    ends = (found["first"].strip(), found["last"].strip())
    first, last = (_YEAR_FIRST.fullmatch(end if "年" in end else f"{end}年") for end in ends)
    if first is None or last is None:
        return None
    return PartialDate(_make(first, circa=False).earliest, _make(last, circa=False).latest, circa)


def _make(found: re.Match[str], *, circa: bool) -> PartialDate:
    texts = (found["year"], found["month"] or found["m"], found["day"] or found["d"])
    year, month, day = (int(text) if text else None for text in texts)
    return PartialDate.of(year or 0, month, day, circa=circa)
