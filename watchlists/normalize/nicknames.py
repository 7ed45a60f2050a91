"""Given names that stand for one another: short forms and national forms. Data and its lookup.

Small on purpose: romanisations are found by their consonants; here stands only what letters do not show.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from watchlists.normalize.skeletons import stem_of_patronymic

_GROUPS = (
    "alexander alex sasha aleksandr alexandre alejandro oleksandr iskandar sandro aliaksandr aljaksandr alexandr",
    "william bill billy will willy liam wilhelm guillermo guillaume",
    "robert bob bobby rob robbie roberto",
    "richard dick rick ricky ricardo",
    "james jim jimmy jaime jacob jakob yakov iakov",
    "john jack johnny jon juan jean johann johannes jan ivan giovanni joao ioannis hans yahya",
    "joseph joe joey jose josef giuseppe yusuf yousef josip iosif youssef",
    "michael mike mick mikhail miguel michel michele misha mykhailo mikael",
    "anthony tony antonio anton antoine",
    "edward ed eddie ted eduardo eduard edouard",
    "thomas tom tommy tomas tommaso",
    "charles charlie chuck carlos karl carl carlo",
    "david dave davy dawud daoud daud dawood",
    "daniel dan danny danilo",
    "steven steve stephen stefan esteban stepan etienne stephane",
    "vladimir volodya vova volodymyr uladzimir uladzimer wladimir vladimer",
    "dmitry dima dmitri dmytro dimitri",
    "sergey serge serhiy siarhei sergio sergei sergej serhii siarhej siarhey sergeje sergeye",
    (
        "nicholas nick nikolay nikolai nicolas mykola kolya mikalai mikalay mikola nikola mikalaj nikolaj mikala "
        "nikalai mikal"
    ),
    (
        "yevgeny evgeny gene eugene zhenya yevhen evgen yevgen jevgen yauhen jauhen evgeniy yevgeniy yevhenii jevgenij "
        "evhen"
    ),
    "anatoly tolya anatoliy",
    (
        "yuri yury yura yuriy jurij juryj yurii iurii jury juri yuryj jurii george jorge georgy georgiy giorgi jerzy "
        "georges iouri igor jurj"
    ),
    "katherine kate katie catherine ekaterina kateryna katya yekaterina katsiaryna jekaterina kacjaryna",
    "elizabeth liz beth betty elisabeth elizaveta lisa",
    "margaret maggie peggy meg margarita",
    "mohammed mo mohd md muhammad mohamed mohammad",
    "ibrahim abraham avraham abe",
    "musa moses moshe moussa moosa mousa",
    "isa jesus issa eesa eisa eissa",
    "suleiman solomon shlomo sulayman soleiman soleyman suleyman sulaiman solaiman",
    "peter pete pedro pyotr petr pierre petro pieter piotr",
    "paul pavel pablo paulo pavlo",
    "andrew andy drew andrei andrey andres andrii andreas andrzej",
    "gregory greg grigory gregorio",
    "barack barry",
    "francisco pancho paco francesco francis frank franz francois",
    "henry harry hank enrique henri heinrich",
    "lawrence larry laurent lorenzo",
    "philip phil felipe filip philippe",
    "samuel sam sammy",
    "benjamin ben benny",
    "abdullah abdallah abdulla",
    # One Arabic letter, heard as a d by Arabs and as a z from Turkey to India.
    "rida reza riza reda ridha raza",
    "fadil fazel fadel fazil fadhil fadhel",
    "fadl fazl fadhl fazal",
    "murtada mortaza murtaza mortada murtadha",
    "riyad riyaz riad riadh riyadh riaz",
    "qadi qazi kazi",
    "diya zia ziya dhiya diaa ziaa",
    "radi razi radhi",
    "fayyad fayaz fayyaz fayad",
    "jafar jaafar djafar jafer cafer dzhafar dschafar",
    "khalid khaled halit chalid khalit",
    "yahya yahia yehia yehya yihya jehia",
    "juma jumah gomaa goma djuma cuma jomaa",
    "jamal gamal djamal cemal dzhamal djemal",
    "ali aly",
    (
        "aleksey alexei alexey oleksiy alyosha aliaksei aliaksey aleksei oleksii aleksej aljaksej oleksij alekse alexe "
        "aliakse"
    ),
    "viktor victor vic viktar",
    "gennady gennadiy henadz hienadz gennadi gennadij hennadiy hennadii henadzi",
    "elena yelena alena helena olena jelena helen",
    "xenia ksenia kseniya oksana aksana",
    "anastasia anastasiya nastya anastasija",
    "maksim maxim maksym",
    "konstantin kanstantsin kostyantyn constantin kostya",
    "ilya illia illya ilja elias",
    "nikita mikita mykyta",
    "denis dzianis denys",
    "pavel pavlo pavieł paval",
    "vasily vasiliy vasyl vasil vasili wassili basil",
    "oleg oleh aleh",
    "olga olha volha",
    "igor ihor ihar",
    "natalia nataliya natallia natalya nataliia",
    "svetlana sviatlana svitlana",
    "galina halina halyna",
    "yulia julia yuliya julija iuliia",
    "irina iryna",
    "tatiana tatyana tatsiana tetiana tanya",
    "ahmad ahmed achmed ahmet",
    "mehmet muhammad mohammed mehmed",
    "hossein hussein husayn hossain hussain huseyin",
    "ronald ron ronnie",
    "donald don donny",
    "timothy tim timofey",
    "vincent vince vicente vincenzo",
    "raymond ray ramon",
    "frederick fred freddy",
    "gabriel gabe jibril",
    "theodore theo fyodor feodor fedor",
)
_NONE: frozenset[int] = frozenset()
GROUPS: Mapping[str, frozenset[int]] = MappingProxyType(
    {
        name: frozenset(number for number, group in enumerate(_GROUPS) if name in group.split())
        for group in _GROUPS
        for name in group.split()
    }
)
"""Name -> the groups it belongs to."""


@lru_cache(maxsize=65536)
def groups_of(name: str) -> frozenset[int]:
    """Tell the groups a name belongs to; a patronymic belongs to its father's, apart from the father himself."""
    known = GROUPS.get(name)
    if known is not None:
        return known
    stem = stem_of_patronymic(name)
    if stem is None:
        return _NONE
    return frozenset(-1 - group for group in _groups_of_stem(stem))


def _groups_of_stem(stem: str) -> frozenset[int]:
    for ending in ("", "i", "y", "iy"):
        found = GROUPS.get(stem.rstrip("iyj") + ending)
        if found is not None:
            return found
    return GROUPS.get(stem, _NONE)
