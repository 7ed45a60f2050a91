"""Words that many organisations share, with their translations, and places. Data only.

Grown from the lists' own document frequencies: a word stands here when it tells little about who is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from watchlists.normalize.org_meanings import MEANINGS
from watchlists.normalize.org_stems import meaning_of_stem
from watchlists.normalize.org_translations import TRANSLATIONS
from watchlists.normalize.skeletons import gaps, skeletons
from watchlists.normalize.text import fold

_STOP_WORDS_TEXT = (
    "the of and for in to a an de du des der die das del la le les los el y et und e i v s za po do da dos im imeni "
    "named after na no nr al ul ur wal lil wa va ve with on at by"
)
STOP_WORDS = frozenset(_STOP_WORDS_TEXT.split())
"""Set aside, unless nothing else is left."""


def _spellings(word: str) -> tuple[str, ...]:
    """Spell a word of the table as folded names have it."""
    return (word,) if word.isascii() else tuple(part.text for part in fold(word) if part.text not in _ARTICLES)


_ARTICLES = frozenset({"al", "ll"})


def _spell_all(table: Mapping[str, str]) -> dict[str, str]:
    """Turn meaning -> words into spelling -> meaning; the first meaning of a word wins."""
    return {
        spelt[0]: meaning
        for meaning, words in reversed(list(table.items()))
        for word in (*words.split(), meaning)
        if len(spelt := _spellings(word)) == 1
    }


_SPELT = _spell_all(TRANSLATIONS) | _spell_all(MEANINGS)
WORDS: Mapping[str, str] = MappingProxyType({word: _SPELT.get(meaning, meaning) for word, meaning in _SPELT.items()})
"""Word -> the meaning it shares with others."""

_ENGLISH_TEXT = (
    "banking bancorp companies holdings trade commerce commercial trades industries industrial services "
    "developments science sciences factory works manufacturing manufacture fund technologies tech technical "
    "technological investments invest investors enterprises navigation maritime marine transportation trans "
    "transit logistics logistic freight cargo building contracting union society federal power petroleum metal "
    "metals metallurgy mine mines mineral minerals assurance financial capital credit securities air airlines "
    "airways aeronautics aircraft electronic electro machine machines equipment chemicals chemistry electrical "
    "electricity medicine pharma pharmaceutical pharmaceuticals drug foods farm council department administration "
    "money remittance systems solution products produce projects consultants consultancy advisory property estate "
    "realty real land charitable relief humanitarian welfare aid partner partnership world worldwide universal "
    "corporate businesses travel press news telecommunications telecommunication communication shipbuilding "
    "trusts brigades battalion battalions partisans revolutionary guards peoples popular instruments optics "
    "nonprofit drone drones cooperation forces troops jail fighting cultural educational missiles rocket rockets "
    "helicopters airplane engines motor motors munitions munition cartridge cartridges powder arms armaments "
    "weapon weapons radios tv auto automotive vehicle vehicles atomic superior naval fleet railways distillery "
    "manufacturer manufacturers centre organisation organizations managing supporters mill engineers shipment "
    "imports exports constructions material"
)
ENGLISH = frozenset(_ENGLISH_TEXT.split()) | MEANINGS.keys()
"""Common words that are English: two of them with one meaning are two words, one of them with a foreign one is not."""

_ENDING = 2


def are_synonyms(left: str, right: str) -> bool:
    """Tell whether two different words of one meaning are synonyms, and no forms or translations of one word."""
    stem = min(len(left), len(right)) - _ENDING
    return left in ENGLISH and right in ENGLISH and left[:stem] != right[:stem]


_PLACES = (
    "iran iranian irani, russia russian rossiya rossiyskaya rossiysk rossii, korea korean choson, china chinese, "
    "syria syrian suriye, iraq iraqi, libya libyan, cuba cuban, belarus belarusian belarusskaya belarussk, "
    "myanmar burma, yemen yemeni, lebanon lebanese, pakistan pakistani, turkey turkish turkiye turk, mexico "
    "mexican mexicana, ukraine ukrainian, germany german deutschland deutsche, france french, uk britain british, "
    "usa us american america, india indian, japan japanese nippon, chad, italy italian italia, spain spanish "
    "espana, switzerland swiss schweiz suisse, sweden swedish sverige, finland finnish suomi, netherlands dutch "
    "nederland holland, austria austrian, poland polish polska, estonia estonian, ethiopia ethiopian, chile "
    "chilean, brazil brasil brazilian, canada canadian, australia australian, singapore, malaysia malaysian, "
    "indonesia indonesian, vietnam, thailand thai siam, egypt egyptian misr, sudan sudanese, somalia somali, "
    "kenya kenyan, nigeria nigerian, algeria, morocco, tunisia, qatar, kuwait, bahrain, oman, emirates uae "
    "emirati, saudi saudia, jordan, palestine palestinian, israel israeli, afghanistan afghan, venezuela "
    "venezolana, colombia colombian colombiana, panama panamena, africa african, asia asian, arab arabian arabiya "
    "arabia, moscow moskva moskovskiy, london, beijing peking, shanghai, dubai, tehran teheran, damascus, "
    "pyongyang, minsk, hongkong, paris, berlin, guangzhou, shenzhen, wuhan, sichuan, guangdong, hebei, henan, "
    "hubei, hunan, fujian, jiangsu, zhejiang, shandong, shaanxi, shanxi, anhui, jiangxi, yunnan, guangxi, "
    "guizhou, gansu, hainan, xinjiang, liaoning, jilin, heilongjiang, tianjin, chongqing, chengdu, nanjing, "
    "hangzhou, dalian, qingdao, taiwan, macau, tibet, europe european, siberia siberian sibir, ural uralskiy "
    "uralsk, volga, caspian, baltic, novosibirsk, kazan, vladivostok, samara, rostov, saratov, istanbul, chicago, "
    "dallas, phoenix, cleveland, crimea krym crimean, donetsk, luhansk lugansk, allrussia, petersburg, kish, "
    "south southern, north northern, east eastern, west western"
)
"""Spellings of one place stand together; the first one is how it is compared."""

_FOREIGN_PLACES = {
    "iran": "иран иранска ایران إيران ايران الإيرانية ایرانی ιράν ιρανική",
    "palestine": "παλαιστινιακή παλαιστίνης палестина فلسطين الفلسطينية",
    "algeria": "алжир الجزائر αλγερία",
    "sudan": "судан السودان",
    "somalia": "сомали الصومال σομαλία",
    "saudi": "السعودية عربستان",
    "africa": "африка إفريقيا أفريقيا",
    "cuba": "куба κούβα",
    "venezuela": "венесуэла βενεζουέλα",
    "europe": "европа ευρώπη أوروبا",
    "asia": "азия آسيا ασία",
    "kazan": "казань казани казанский",
    "russia": (
        "ρωσικές ρωσικών ρωσικός ρωσικό ρωσίας rusijos russische russa ruske russischen ruse venemaa ryska "
        "russiske oroszorszagi orosz russie rosyjskiej ruskej russe rusa krievijas ruise russo rusko venajan "
        "россия россии росії росія русия руска руската руски русский русская русские روسیه روسيا ρωσία "
        "ρωσικής ρωσική"
    ),
    "korea": "корея кореи كوريا کره κορέας",
    "china": "китай китая الصين چین κίνας",
    "syria": "сирия сирии سوريا سورية السورية سوریه συρία συριακή",
    "iraq": "ирак ирака العراق عراق ιράκ",
    "libya": "ливия ليبيا λιβύη",
    "yemen": "йемен اليمن υεμένη",
    "lebanon": "ливан لبنان λίβανος",
    "egypt": "египет مصر المصري المصرية αίγυπτος",
    "tunisia": "тунис تونس التونسية τυνησία tunisian tunisien",
    "morocco": "марокко المغرب المغربية moroccan marocain",
    "belarus": "беларусь беларуси белоруссия λευκορωσία",
    "ukraine": "украина украины україна україни ουκρανία",
    "pakistan": "пакистан پاکستان باكستان",
    "afghanistan": "афганистан أفغانستان افغانستان",
    "turkey": "турция تركيا",
    "myanmar": "мианмар мьянма μιανμάρ",
    "moscow": "москва москвы μόσχα",
    "petersburg": "петербург петербурга",
    "crimea": "крым крыма крим κριμαία κριμαίας",
    "donetsk": "донецк донецкая донецкой ντονέτσκ",
    "luhansk": "луганск луганская луганщине λουχάνσκ",
    "tehran": "тегеран تهران طهران",
    "minsk": "мінск мінскі минский минск",
}
_OWN_PLACES = {word: spellings.split()[0] for spellings in _PLACES.split(", ") for word in spellings.split()}
PLACES: Mapping[str, str] = MappingProxyType(_spell_all(_FOREIGN_PLACES) | _OWN_PLACES)
"""Country, city or direction -> one spelling of it."""

_PLACE_MEANINGS = frozenset(PLACES.values())


_SHORTEST_SOUND = 4
_ENGLISH_BY_SOUND: Mapping[tuple[str, int], str] = MappingProxyType(
    {
        (bones, len(gaps(word))): word
        for word in sorted(ENGLISH, reverse=True)
        for bones in skeletons(word)
        if len(bones) >= _SHORTEST_SOUND
    }
)


def hear_english(text: str) -> str:
    """Give the common English word that was written as it sounds in other letters; any other word comes back."""
    if meaning_of(text) or len(text) < _SHORTEST_SOUND:
        return text
    places = len(gaps(text))
    found = (_ENGLISH_BY_SOUND.get((bones, places)) for bones in skeletons(text))
    return next((word for word in found if word), text)


@lru_cache(maxsize=16384)
def meaning_of(text: str) -> str | None:
    """Tell what a common word or a place means, in one word for all its spellings; None for any other word."""
    if known := PLACES.get(text) or WORDS.get(text):
        return known
    meaning = meaning_of_stem(text)
    return meaning and WORDS.get(meaning, meaning)


def is_place(meaning: str) -> bool:
    """Tell whether a meaning is a country, a city or a direction."""
    return meaning in _PLACE_MEANINGS


_HOLLOW_TEXT = (
    "group holding international trading general service company enterprise import export industry corporation"
)
_HOLLOW = frozenset(_HOLLOW_TEXT.split())


def is_hollow(text: str) -> bool:
    """Tell whether a common word says nothing of what a company does: any may call itself a group or a holding."""
    return meaning_of(text) in _HOLLOW
