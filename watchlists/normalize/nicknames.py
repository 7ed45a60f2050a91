"""Given names that stand for one another: short forms and national forms. Data only.

Small on purpose: romanisations are found by their consonants; here stands only what letters do not show.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_GROUPS = (
    "alexander alex sasha aleksandr alexandre alejandro oleksandr iskandar sandro",
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
    "david dave davy dawud daoud daud",
    "daniel dan danny danilo",
    "steven steve stephen stefan esteban stepan etienne stephane",
    "vladimir volodya vova volodymyr uladzimir wladimir",
    "dmitry dima dmitri dmytro dimitri",
    "sergey serge serhiy siarhei sergio",
    "nicholas nick nikolay nikolai nicolas mykola kolya mikalai",
    "yevgeny evgeny gene eugene zhenya yevhen",
    "anatoly tolya anatoliy",
    "yuri yury yura yuriy george jorge georgy georgiy giorgi jerzy georges iouri igor",
    "katherine kate katie catherine ekaterina kateryna katya",
    "elizabeth liz beth betty elisabeth elizaveta lisa",
    "margaret maggie peggy meg margarita",
    "mohammed mo mohd md muhammad mohamed mohammad",
    "ibrahim abraham avraham abe",
    "musa moses moshe moussa",
    "isa jesus issa eesa",
    "suleiman solomon shlomo sulayman",
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
    "aleksey alexei alexey oleksiy alyosha aliaksei",
    "viktor victor vic",
    "ronald ron ronnie",
    "donald don donny",
    "timothy tim timofey",
    "vincent vince vicente vincenzo",
    "raymond ray ramon",
    "frederick fred freddy",
    "gabriel gabe jibril",
    "theodore theo fyodor feodor fedor",
)
GROUPS: Mapping[str, frozenset[int]] = MappingProxyType(
    {
        name: frozenset(number for number, group in enumerate(_GROUPS) if name in group.split())
        for group in _GROUPS
        for name in group.split()
    }
)
"""Name -> the groups it belongs to."""
