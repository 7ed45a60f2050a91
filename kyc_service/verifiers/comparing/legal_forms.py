"""Read a register's words for a legal form as one of the kinds of business that can be submitted."""

from __future__ import annotations

import re
from functools import lru_cache

from watchlists.normalize.text import fold_text

LONGEST = 200
"""Characters of a form that are read."""

_FORMS = {
    "sole_trader": (
        "eenmanszaak, einzelunternehmen, einzelfirma, einzelkaufmann, eingetragener kaufmann, e k, ek, "
        "enkeltpersonforetak, "
        "enk, entrepreneur individuel, personne physique, individual sole trader, sole trader, sole proprietorship, "
        "sole proprietor, individual, jednoosobowa dzialalnosc gospodarcza, enskild firma, enkeltmandsvirksomhed, "
        "empresario individual, autonomo, ditta individuale, impresa individuale, entreprise individuelle, "
        "einzelunternehmung, raison individuelle"
    ),
    "partnership": (
        "vennootschap onder firma, vof, maatschap, commanditaire vennootschap, cv, partnership, limited partnership, "
        "scottish partnership, general partnership, kommanditgesellschaft, kg, gmbh co kg, offene handelsgesellschaft, "
        "ohg, gesellschaft burgerlichen rechts, gbr, kollektivgesellschaft, partnerschaftsgesellschaft, partg, "
        "societe en nom collectif, snc, societe en commandite simple, scs, ansvarlig selskap, ans, da, "
        "kommandittselskap, ks, spolka jawna, spolka komandytowa, spolka cywilna, spolka partnerska, "
        "family partnership, other partnership, sociedad colectiva, limited liability partnership, llp, societe civile"
    ),
    "cooperative": (
        "cooperatie, cooperative, genossenschaft, eg, e g, societe cooperative, samvirkeforetak, "
        "sa coop, spoldzielnia, "
        "cooperativa, sociedad cooperativa, societa cooperativa, osuuskunta, andelsforening, co operative, "
        "industrial and provident society, community benefit society, co operative society, ekonomisk forening"
    ),
    "foundation": (
        "stichting, stiftung, foundation, fondation, stiftelse, sti, fundacja, fundacion, fondazione, "
        "saatio, fond, trust"
    ),
    "association": (
        "vereniging, verein, eingetragener verein, e v, ev, association, association declaree, forening, "
        "forening lag innretning, fli, stowarzyszenie, asociacion, associazione, yhdistys, "
        "private limited guarant nsc, company limited by guarantee, unincorporated association"
    ),
    "public_body": (
        "publiekrechtelijke rechtspersoon, korperschaft des offentlichen rechts, kdor, "
        "anstalt des offentlichen rechts, "
        "institut des offentlichen rechts, institut de droit public, institut, etablissement public, "
        "commune, gemeente, "
        "kommune, komm, fylkeskommune, staten, stat, orgl, government entity, commonwealth government entity, "
        "state government entity, local government entity, public body, jednostka samorzadu terytorialnego"
    ),
    "branch": (
        "branch, zweigniederlassung, succursale, branch of a foreign company, uk establishment, oversea company, "
        "overseas company, norskregistrert utenlandsk foretak, nuf, nevenvestiging, oddzial, oddzial przedsiebiorcy "
        "zagranicznego, buitenlandse rechtsvorm, societe etrangere, foreign company, filial, sucursal"
    ),
    "company": (
        "besloten vennootschap, besloten vennootschap met gewone structuur, bv, b v, naamloze vennootschap, nv, n v, "
        "ltd, limited, plc, private limited company, private limited, public limited company, private unlimited, "
        "limited company, limited liability company, llc, corporation, inc, incorporated, "
        "gesellschaft mit beschrankter "
        "haftung, gmbh, g m b h, ug, unternehmergesellschaft, aktiengesellschaft, ag, kgaa, "
        "kommanditgesellschaft auf aktien, societe a responsabilite limitee, sarl, eurl, sas, sasu, "
        "societe anonyme, sa, "
        "s a, societe par actions simplifiee, societe par actions simplifiee unipersonnelle, aksjeselskap, as, "
        "allmennaksjeselskap, asa, spolka z ograniczona odpowiedzialnoscia, sp z o o, spolka akcyjna, "
        "prosta spolka akcyjna, aktiebolag, ab, aktieselskab, anpartsselskab, aps, a s, osakeyhtio, oy, oyj, "
        "sociedad limitada, sociedad anonima, sl, societa a responsabilita limitata, srl, societa per azioni, spa, "
        "australian private company, australian public company, australian proprietary company, public company, "
        "private company, old public company, pty ltd, societas europaea, se, societe europeenne"
    ),
}
_KIND_OF = {form: kind for kind, forms in _FORMS.items() for form in forms.split(", ")}
_GLUED = {form.replace(" ", ""): kind for form, kind in _KIND_OF.items()}
"""For registers that write BeslotenVennootschap."""
_MOST_WORDS = max(len(form.split()) for form in _KIND_OF)
_SHORTEST_INSIDE = 7
"""Letters of a form that is found inside a longer text; shorter ones are words of other languages too."""
_FRENCH_CODE = re.compile(r"[1-9]\d{3}")
_FRENCH = {"1": "sole_trader", "52": "partnership", "53": "partnership", "65": "partnership", "54": "company",
           "55": "company", "56": "company", "57": "company", "58": "company", "51": "cooperative", "63": "cooperative",
           "31": "branch", "71": "public_body", "72": "public_body", "73": "public_body", "74": "public_body",
           "92": "association", "93": "foundation"}  # fmt: skip
"""Kinds by the first digits of the French register's codes. Source: INSEE, categories juridiques, levels I and II."""


@lru_cache(maxsize=1024)
def read_form(text: str) -> str | None:
    """Tell which kind of business a register's word for a form names; None for one that is not known here."""
    folded = fold_text(text[:LONGEST])
    if found := _KIND_OF.get(folded) or (_GLUED.get(folded) if len(folded) >= _SHORTEST_INSIDE else None):
        return found
    if _FRENCH_CODE.fullmatch(folded):
        return _FRENCH.get(folded[:2]) or _FRENCH.get(folded[:1])
    words = folded.split()
    for length in range(min(_MOST_WORDS, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            part = " ".join(words[start : start + length])
            if len(part) >= _SHORTEST_INSIDE and part in _KIND_OF:
                return _KIND_OF[part]
    return None
