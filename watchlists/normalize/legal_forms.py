"""Legal forms of many countries, each mapped to one of a few classes. Data and its lookup.

Classes: `limited` (GmbH, LLC, OOO), `ltd`, `stock` (AG, PLC, OAO), `corporation` (Inc., Corp.), `partnership`, `state`,
`foundation`, `company`.
"""

from __future__ import annotations

from watchlists.normalize.repairs import Repairs

_FORMS = {
    "limited": (
        "llc, l l c, limited liability company, limited liability co, limited liability, ltda, "
        "limitada, sdn bhd, gmbh, g m b h, mbh, gesellschaft mit beschrankter haftung, gesellschaft mit beschraenkter "
        "haftung, ggmbh, gmbh co kg, gmbh and co kg, ooo, obshchestvo s ogranichennoi otvetstvennostyu, obshchestvo s "
        "ogranichennoy otvetstvennostyu, obschestvo s ogranichennoi otvetstvennostyu, obshchestvo s ogranichennoj "
        "otvetstvennostyu, s ogranichennoi otvetstvennostyu, s ogranichennoy otvetstvennostyu, tov, sarl, s a r l, "
        "societe a responsabilite limitee, srl, s r l, sociedad de responsabilidad limitada, societa a responsabilita "
        "limitata, sl, s l, sociedad limitada, s de rl, s de rl de cv, bv, b v, bvba, b v b a, besloten vennootschap, "
        "sp zoo, sp z oo, sp z o o, spolka z oo, spolka z ograniczona odpowiedzialnoscia, sro, s r o, doo, d o o, "
        "eood, ood, kft, oy, ab, as, aps, a s, sia, uab, ou, tavarystva z abmezhavanai adkaznastsiu, ltd sti, limited "
        "sirketi, limited liability partnership, llp, wll, fzc, fze, fzco, fz llc, dmcc, free zone company, free zone "
        "establishment, pt, p t, kk, yugen kaisha, lda, eirl, unipessoal lda, eurl, se"
        ", llcs, korlatolt felelossegu tarsasag, spol s r o, spolecnost s rucenim omezenym, spolocnost s rucenim "
        "obmedzenym"
        ", societate cu raspundere limitata, drustvo s ogranicenom odgovornoscu, drustvo s ogranicenom "
        "odgovornoscu, d o o, druzba z omejeno odgovornostjo"
        ", uzdaroji akcine bendrove, sabiedriba ar ierobezotu atbildibu, osauhing, osakeyhtio, aktiebolag, "
        "anpartsselskab"
        ", vennootschap met beperkte aansprakelijkheid, sociedade de responsabilidade limitada, sociedade limitada, "
        "oood, druzhestvo s ogranichena otgovornost"
        ", tovarystvo z obmezhenoyu vidpovidalnistyu, tovarystvo z obmezhenoiu vidpovidalnistiu, etaireia "
        "periorismenis eythynis, etaireia periorismenis ewthynis, lllc, fz llc, ltd co"
        ", obshchestvo s ogranichennoy otvetstvennostiu, obschestvo s ogranichennoy otvetstvennostyu, almhdwda, "
        "almhduda, mhduda, masulit mhdud"
    ),
    "stock": (
        "ag, aktiengesellschaft, plc, p l c, public limited company, public joint stock company, open joint stock "
        "company, closed joint stock company, joint stock company, joint stock co, jsc, ojsc, cjsc, pjsc, pao, oao, "
        "zao, ao, aktsionernoe obshchestvo, aktsionernoye obshchestvo, aktsionernoe obschestvo, otkrytoe aktsionernoe "
        "obshchestvo, zakrytoe aktsionernoe obshchestvo, publichnoe aktsionernoe obshchestvo, publichnoye "
        "aktsionernoye obshchestvo, otkrytoye aktsionernoye obshchestvo, zakrytoye aktsionernoye obshchestvo, "
        "nepublichnoe aktsionernoe obshchestvo, npao, sa, s a, sociedad anonima, societe anonyme, societe anonyme "
        "simplifiee, sas, s a s, sau, sa de cv, s a de c v, spa, s p a, societa per azioni, nv, n v, naamloze "
        "vennootschap, sal, s a l, offshore sal, anonim sirketi, anonim "
        "ortakligi, sirketi, saog, saoc, psc, pjs, p j s c, ad, akcionarsko drustvo, asa, oyj, kgaa, kabushiki "
        "kaisha, kabushikigaisha, sherkat sahami, sherkate sahami, tbk, bhd, berhad, eao, adkrytae aktsyianernae "
        "tavarystva, zakrytae aktsyianernae tavarystva, aat, zat, pat, prat, joint stock, stock company, dd, d d"
        ", akciova spolecnost, akciova spolocnost, societate pe actiuni, dionicko drustvo, javno dionicko drustvo, "
        "delniska druzba, javna delniska druzba"
        ", spolka akcyjna, akcine bendrove, akciju sabiedriba, aktsiaselts, julkinen osakeyhtio, publikt "
        "aktiebolag, aktieselskab, aandelenvennootschap, naamloze vennootschap"
        ", sociedade anonima, sociedade por acoes, societe par actions, societe par actions cotee, "
        "reszvenytarsasag, nyilvanosan mukodo reszvenytarsasag, zartkoruen mukodo reszvenytarsasag"
        ", nyrt, zrt, rt, a d, aktsionerno druzhestvo, aktsionerne tovarystvo, publichne aktsionerne tovarystvo, "
        "anonymi etaireia, avoin osakeyhtio, publichnoe obshchestvo"
        ", nepublichnoe aktsionernoye obshchestvo, aktsionernyy kommercheskiy, joint stock commercial, societate pe "
        "actiuni publica, jscb, sherkat sahami khas, sherkat sahami am, sahami khas, sahami am, shami khas"
        ", anoikti symmetochiki etaireia, symmetochiki etaireia, dimosia anonymi etaireia"
        ", open joint stock, public joint stock, closed joint stock, shami am, sahami, shami"
    ),
    "ltd": (
        "ltd, limited, co ltd, company limited, company ltd, private limited, pvt ltd, pte ltd, pty ltd, pvt limited, "
        "pte limited, pty limited, private limited company, limited company, ltd co, hk ltd"
    ),
    "corporation": "inc, incorporated, corp, corporation, co inc, korporatsiya, korporatsiia, korparatsyya",
    "partnership": (
        "lp, l p, limited partnership, kg, kommanditgesellschaft, ohg, gbr, snc, cv, c v, scs, sca, kd, general "
        "partnership, gp, kt, and co, und co, et cie, y cia, e cia, cia, and sons, and partners"
    ),
    "state": (
        "state enterprise, unitary enterprise, fgup, gup, federal state unitary enterprise, state owned enterprise, "
        "federalnoe gosudarstvennoe unitarnoe predpriyatie, fgbu, fgau, rup, state unitary enterprise, unitary "
        "manufacturing enterprise, state corporation, ano, gosudarstvennoe predpriyatie, kgup, mup, "
        "federal state enterprise, federalnoe kazennoe predpriyatie, fkp, fse, fsue, sue, gu, fgu, fku, "
        "gosudarstvennoe unitarnoe predpriyatie, respublikanskoe unitarnoe predpriyatie, "
        "federalnoe gosudarstvennoe byudzhetnoe uchrezhdenie, federal state budgetary institution, "
        "federal state autonomous institution, federalnoe gosudarstvennoe avtonomnoe uchrezhdenie, "
        "republican unitary enterprise, state budgetary institution, gosudarstvennoe byudzhetnoe uchrezhdenie, "
        "federal state unitary, federal state budgetary enterprise, kratiki epicheirisi, kratiki eniaia "
        "epicheirisi, omospondiaki kratiki eniaia epicheirisi, omospondiaki kratiki epicheirisi, drzhavno "
        "predpriyatie, "
        "derzhavne pidpriiemstvo, kazenne pidpriiemstvo, federalne kazenne pidpriiemstvo"
    ),
    "foundation": (
        "stiftung, stichting, fundacion, fundacao, fondation, foundation, foundations, ev, e v, asbl, vzw, "
        "stiftelse, ngo"
    ),
    "company": (
        "company, co, compania, companhia, compagnie, cie, kompaniya, kompania, sherkat, sharika, sirket, "
        "enterprise, enterprises, predpriyatie, predpriyatiye, pidpryiemstvo, pidpriiemstvo, pradpryemstva"
        ", kompanija, shrka, shrkt, vallalat, spolecnost, spolocnost, tarsasag, etaireia, druzhestvo, tovarystvo, "
        "obshchestvo, borisat"
    ),
}
_OF_WORDS: dict[tuple[str, ...], str] = {
    tuple(form.split()): kind for kind, forms in _FORMS.items() for form in forms.split(", ")
}
_KNOWN = frozenset(word for words in _OF_WORDS for word in words)
_PAIR = 2
_SHORTEST_GLUED = 7
_GLUED = {
    glued: kind
    for words, kind in _OF_WORDS.items()
    if len(words) > 1 and len(glued := "".join(words)) >= _SHORTEST_GLUED
} | {words[0]: kind for words, kind in _OF_WORDS.items() if len(words) == 1 and len(words[0]) >= _SHORTEST_GLUED - 1}
_ENDINGS = ("company", "limited", "llc", "ltd", "gmbh", "corporation")
_SHORTEST_STEM = 4
LONGEST_FORM = max(len(words) for words in _OF_WORDS)
"""Words in the longest legal form."""

_REPAIRS = Repairs((word for words in _OF_WORDS for word in words), shortest=7)
_LONG_FORM_REPAIRS = Repairs((word for words in _OF_WORDS if len(words) > _PAIR for word in words), shortest=6)
_SHORT_REPAIRS = Repairs(("joint", "stock", "public", "closed", "state"), shortest=5)
_END_REPAIRS = Repairs(("corp", "gmbh", "ltda", "sarl", "eood", "fzco", "cjsc", "ojsc", "pjsc", "dmcc"), shortest=4)


def find_form(words: tuple[str, ...]) -> str | None:
    """Find the class of a legal form, spelt exactly, its words perhaps glued or parted."""
    return _OF_WORDS.get(words) or _GLUED.get("".join(words))


def is_form_word(word: str) -> bool:
    """Tell whether a word is part of some legal form."""
    return word in _KNOWN


def may_begin_form(word: str) -> bool:
    """Tell whether a legal form may begin with a word, as it is or with one wrong letter, whole or parted."""
    return word in _KNOWN or word in _BEGINNINGS or repair_form_word(word) != word


_BEGINNINGS = frozenset(form[:length] for form in _GLUED for length in range(1, len(form) + 1))


def part_ending(word: str) -> tuple[str, str] | None:
    """Part a word from the legal form that is glued to its end; None when there is none."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending), ending
    return None


def is_form_slip(word: str) -> bool:
    """Tell whether a name's first or last word is a short legal form with one wrong letter."""
    return len(word) > len("co") and (_END_REPAIRS.correct(word),) in _OF_WORDS


def repair_form_word(word: str) -> str:
    """Correct one letter in a long word of a legal form; other words come back as they are."""
    if word in _KNOWN:
        return word
    for repairs in (_SHORT_REPAIRS, _REPAIRS, _LONG_FORM_REPAIRS):
        if (repaired := repairs.correct(word)) != word:
            return repaired
    return word
