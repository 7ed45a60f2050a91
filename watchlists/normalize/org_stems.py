"""Slavic words by their stems: those that many organisations share, and the adjectives that are borrowed words.

Endings change with case, gender and number. Stems are spelt as Cyrillic letters are romanised here and by
publishers. Data and its lookup.
"""

from __future__ import annotations

import re
from functools import lru_cache

_STEMS = {
    "bank": "bankovsk",
    "company": "kompani",
    "group": "grupp",
    "trading": "torgov kommerchesk komertsiyn",
    "international": "mezhdunarodn mizhnarodn mezhdunaroden",
    "industry": "promyshlenn promyshlennost promislov promishlen industrialn",
    "service": "sluzhb servisn obsluzhivani",
    "development": "razviti rozvitk",
    "research": "issledovatelsk issledovani doslidn doslidzhen izsledvani izsledovatelsk",
    "scientific": "nauchn naukov navukov",
    "institute": "institut instytut",
    "plant": "zavod kombinat fabrik",
    "production": "proizvodstv proizvodstvenn proizvodstven virobnich virobnitstv vyrabnich",
    "center": "tsentr",
    "organization": "organizatsi arganizatsi",
    "foundation": "fond fondatsi",
    "management": "upravleni upravlyayushch kiruyuch",
    "technology": "tekhnologi tekhnologichesk tekhnichesk tekhnik tekhnichn tekhnolog",
    "investment": "investitsi investitsionn",
    "enterprise": "predpriyati predpriiati pidpriiemstv pidpryiemstv pradpryemstv predpriyatiy",
    "engineering": "inzhenern inzhinirin",
    "shipping": "sudokhodn parokhodn parokhodstv",
    "transport": "transportn transportirovk perevoz",
    "construction": "stroiteln stroitelstv budivel budivnitstv",
    "association": "obedineni obyedineni obiednann assotsiatsi asotsiatsi soyuz sdruzheni",
    "bureau": "byuro",
    "design": "konstruktorsk proektn proektirovani konstruyuvann",
    "state": "gosudarstvenn derzhavn derzhaun drzhavn kazenn kazionn federaln",
    "national": "natsionaln natsyyanaln",
    "energy": "energetichesk energetik energi",
    "oil": "neftyan",
    "gas": "gazov",
    "chemical": "khimichesk khimi khimichn",
    "steel": "metallurgichesk metallurgi metallichesk metall",
    "mining": "gornodobyvayushch gorn rudn",
    "insurance": "strakhov",
    "finance": "finansov kreditn",
    "security": "bezopasnost bezpek okhrann sigurnost",
    "defense": "oboronn oboron zashchit otbran",
    "aviation": "aviatsionn aviatsi aviatsiyn aviastroiteln samoletostroiteln",
    "electronics": "elektronn elektronik radioelektronn",
    "machinery": "mashinostroiteln mashinostroeni mashinobudivn mashinobuduvann mashin",
    "electric": "elektrichesk elektrotekhnichesk elektratekhnichn elektrooborudovani",
    "electromechanical": "elektromekhanichesk",
    "medical": "meditsinsk",
    "agriculture": "selskokhozyaystvenn agrarn",
    "food": "pishchev",
    "university": "universitet",
    "academy": "akademi",
    "committee": "komitet sovet komissi",
    "ministry": "ministerstv departament administratsi direktsi",
    "instrument": "priborostroiteln priborostroeni pribor priborn",
    "optical": "optichesk",
    "mechanical": "mekhanichesk mekhanichn mekhanik",
    "repair": "remontn remont sudoremontn",
    "shipyard": "sudostroiteln sudostroeni sudobudivn sudnobudivn",
    "missile": "raketn raket",
    "helicopter": "vertoletn vertolet vertaletn",
    "ammunition": "patronn boepripas",
    "gunpowder": "porokhov",
    "artillery": "artilleriysk",
    "armament": "oruzheyn vooruzheni oruzhi",
    "radio": "radiotekhnichesk radiozavod radiostroeni",
    "space": "kosmichesk",
    "automobile": "avtomobiln",
    "automation": "avtomatik avtomatizatsi",
    "materials": "material",
    "culture": "kulturn kultur",
    "education": "obrazovateln obrazovani",
    "institution": "uchrezhdeni",
    "information": "informatsionn informatsiyn",
    "communications": "svyaz kommunikatsionn kommunikatsi",
    "military": "voenn voyskov viyskov",
    "public": "obshchestvenn publichn",
    "regional": "regionaln",
    "physics": "fizik fizichesk",
    "applied": "prikladn",
    "nuclear": "yadern atomn",
    "precision": "tochn pretsizionn",
    "complex": "kompleks",
    "special": "spetsialn",
    "specialized": "spetsializirovann",
    "railway": "zheleznodorozhn",
    "port": "portov port",
    "marine": "morsk",
    "guard": "gvardi gvardeysk gvardiysk",
    "republic": "respublik",
    "movement": "dvizheni dvizhenn",
    "party": "parti partiyn",
    "youth": "molodezhn molodezh",
    "patriotic": "patriotichesk",
    "people": "narodn naroden",
    "islamic": "islamsk",
    "revolution": "revolyutsionn revolyutsi",
    "system": "sistem",
    "digital": "tsifrov",
    "central": "tsentraln",
    "autonomous": "avtonomn",
    "noncommercial": "nekommerchesk",
    "united": "obedinenn obyedinenn",
    "experimental": "eksperimentaln opytn",
    "independent": "nezavisim",
    "social": "sotsialn",
    "new": "nov",
    "general": "generaln",
    "east": "vostochn",
    "west": "zapadn",
    "north": "severn",
    "south": "yuzhn",
    "russia": "rossiysk rossiisk russk",
    "allrussia": "vserossiysk vserossiisk",
    "belarus": "belorussk belarusk",
    "ukraine": "ukrainsk",
    "iran": "iransk",
    "korea": "koreysk",
    "china": "kitaysk",
    "syria": "siriysk",
    "moscow": "moskovsk",
}
_OF_STEM = {stem: meaning for meaning, stems in _STEMS.items() for stem in stems.split()}
_ENDINGS_TEXT = (
    "a e i o u y ya ia ye ie iye yu iu yi iy ii ij oy oi oe oye oho ogo ego ey ei yy yj aya aia yaya aja ykh ikh yh ih "
    "ym im yye oyu yuyu uyu uiu iyu om em am yam ami yami ov ev iya iia iyi iye iiu iei ata yata ato to ta te ite iyat "
    "iyata en na ne ni no nite skite iyta ij ijj je ja iv"
)
_ENDINGS = frozenset(_ENDINGS_TEXT.split())
_LONGEST_ENDING = max(map(len, _ENDINGS))
_SHORTEST = 4


@lru_cache(maxsize=16384)
def meaning_of_stem(text: str) -> str | None:
    """Tell what a Slavic word means whose stem is known; None for any other word."""
    if text.endswith("sk") and text in _OF_STEM:
        return _OF_STEM[text]
    for length in range(1, min(_LONGEST_ENDING, len(text) - _SHORTEST + 1) + 1):
        meaning = _OF_STEM.get(text[:-length])
        if meaning is not None and text[-length:] in _ENDINGS:
            return meaning
    return None


_ENDS = "iy|ii|ij|yy|yi|y|aya|aia|oe|oye|oie|ogo|oy|oi|ye|yye|ie|iye|ykh|ikh|ym|im|ata|oto|ite"
_ADJECTIVE = re.compile(rf"(?:(\w{{3,}}sk)(?:{_ENDS}|a|o|i)|(\w{{5,}})n(?:{_ENDS}))")


@lru_cache(maxsize=16384)
def stem_of_adjective(text: str) -> str | None:
    """Give the stem of a Slavic adjective (kazansk in Kazanskaya, molekulyar in molekulyarnyy), or None."""
    found = _ADJECTIVE.fullmatch(text)
    return (found.group(1) or found.group(2)) if found else None
