"""Runs of words that stand for one short word in names of organisations, as `design bureau` for KB. Data, lookup."""

from __future__ import annotations

from watchlists.normalize.repairs import Repairs

_PHRASES = {
    "us": "united states of america, united states, u s a, usa",
    "uk": "united kingdom of great britain and northern ireland, united kingdom, great britain",
    "emirates": "united arab emirates",
    "russia": (
        "russian federation, rossiyskoy federatsii, rossiiskoi federatsii, rossiyskaya federatsiya, russkoy federatsii"
    ),
    "hongkong": "hong kong, hk",
    "npo": (
        "research and production association, scientific and production association, scientific production "
        "association, "
        "research production association, nauchno proizvodstvennoe obedinenie, nauchno proizvodstvennoe obyedinenie, "
        "nauchno proizvodstvennoye obyedineniye, nauchno proizvodstvennoye obedinenie, research and industrial "
        "association"
    ),
    "npp": (
        "research and production enterprise, scientific and production enterprise, scientific production enterprise, "
        "research production enterprise, nauchno proizvodstvennoe predpriyatie, nauchno proizvodstvennoye "
        "predpriyatiye, "
        "nauchno proizvodstvennoe predpriyatiye, nauchno proizvodstvennoye predpriyatie, npf, "
        "research and production company, research and production firm, nauchno proizvodstvennaya firma, "
        "scientific and production company, nauchno proizvodstvennaya kompaniya, npk"
    ),
    "nii": (
        "scientific research institute, research institute, scientific and research institute, "
        "nauchno issledovatelskii institut, nauchno issledovatelskiy institut, nauchno issledovatelski institut, "
        "issledovatelskii institut, issledovatelskiy institut, nauchnoissledovatelskiy institut, "
        "nauchno issledovatelskogo instituta"
    ),
    "npts": (
        "research and production center, research and production centre, scientific and production center, "
        "scientific production center, nauchno proizvodstvennyy tsentr, nauchno proizvodstvennyi tsentr, npc"
    ),
    "ntc": (
        "scientific and technical center, scientific and technical centre, scientific technical center, "
        "nauchno tekhnicheskiy tsentr, nauchno tekhnicheskii tsentr, research and technical center"
    ),
    "okb": (
        "experimental design bureau, opytno konstruktorskoe byuro, opytnoe konstruktorskoe byuro, "
        "opytno konstruktorskoye byuro, special design bureau, osoboe konstruktorskoe byuro, "
        "spetsialnoe konstruktorskoe byuro, skb, development design bureau, pilot design bureau"
    ),
    "kb": "design bureau, konstruktorskoe byuro, konstruktorskoye byuro, design office",
    "po": "production association, proizvodstvennoe obedinenie, proizvodstvennoe obyedinenie, industrial association",
    "pmc": "private military company, chastnaya voennaya kompaniya, chvk",
    "irgc": (
        "islamic revolutionary guard corps, islamic revolutionary guards corps, sepah pasdaran enghelab eslami, "
        "army of the guardians of the islamic revolution, spah pasdaran anqlab aslami, sepah e pasdaran, "
        "iranian revolutionary guard corps, revolutionary guard corps, pasdaran, sepah"
    ),
    "sez": "special economic zone, osobaya ekonomicheskaya zona",
    "isil": (
        "islamic state in iraq and the levant, islamic state of iraq and the levant, islamic state of iraq and syria, "
        "islamic state in iraq and syria, islamic state of iraq and al sham, isis, daesh, islamic state"
    ),
    "exchange": "money exchange, exchange company, money exchangers, currency exchange, money service, money changer",
    "engine": "motor building",
    "machinery": "machine building, machine tool building",
    "instrument": "instrument making, instrument building, instrument engineering",
    "shipyard": "ship building, ship repair",
    "electromechanical": "electro mechanical",
    "allrussia": "all russian, all russia",
    "airforce": "air force, air forces, voenno vozdushnye sily",
    "selfproclaimed": "so called, self proclaimed",
    "armedforces": "armed forces, vooruzhennye sily, vooruzhennykh sil, saweruzhennyya sily",
    "percent": "per cent",
}
_OF_FIRST: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _short, _runs in _PHRASES.items():
    for _run in filter(None, _runs.split(", ")):
        _words = tuple(_run.split())
        _OF_FIRST.setdefault(_words[0], []).append((_words, _short))
for _found in _OF_FIRST.values():
    _found.sort(key=lambda run: -len(run[0]))

SHORT_WORDS = frozenset({"npo", "npp", "nii", "npts", "ntc", "okb", "kb", "po", "pmc", "sez"})
"""Short words that many organisations share."""


_SLIPS = Repairs({word for runs in _OF_FIRST.values() for run, _ in runs for word in run}, shortest=6)


PHRASE_WORDS = frozenset(word for runs in _OF_FIRST.values() for run, _ in runs for word in run)
"""Every word that is part of one."""


def is_phrase_word(word: str) -> bool:
    """Tell whether a word is part of some run."""
    return word in PHRASE_WORDS


def begins_phrase(word: str) -> bool:
    """Tell whether a word is the first of some run, or near it."""
    return _SLIPS.correct(word) in _OF_FIRST


def shorten(words: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Replace every run that stands for a short word, longest first; the second part of a word is kept as it is."""
    done: list[tuple[str, bool]] = []
    position = 0
    meant = tuple(_SLIPS.correct(text) for text, _ in words)
    while position < len(words):
        for run, short in _OF_FIRST.get(meant[position], ()):
            found = words[position][0] if len(run) == 1 else run[0]
            if found == run[0] and meant[position : position + len(run)] == run:
                done.append((short, False))
                position += len(run)
                break
        else:
            done.append(words[position])
            position += 1
    return done
