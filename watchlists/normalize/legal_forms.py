"""Legal forms of many countries, each mapped to one of a few classes. Data and its lookup.

Classes: `limited` (GmbH, LLC, OOO), `stock` (AG, PLC, OAO), `partnership`, `state`, `foundation`, `company`.
"""

from __future__ import annotations

from watchlists.normalize.repairs import Repairs

_FORMS = {
    "limited": (
        "llc, l l c, limited liability company, limited liability co, limited liability, ltd, limited, ltda, "
        "limitada, co ltd, company limited, company ltd, private limited, pvt ltd, pte ltd, pty ltd, pvt limited, pte "
        "limited, sdn bhd, gmbh, g m b h, mbh, gesellschaft mit beschrankter haftung, gesellschaft mit beschraenkter "
        "haftung, ggmbh, gmbh co kg, gmbh and co kg, ooo, obshchestvo s ogranichennoi otvetstvennostyu, obshchestvo s "
        "ogranichennoy otvetstvennostyu, obschestvo s ogranichennoi otvetstvennostyu, obshchestvo s ogranichennoj "
        "otvetstvennostyu, s ogranichennoi otvetstvennostyu, s ogranichennoy otvetstvennostyu, tov, sarl, s a r l, "
        "societe a responsabilite limitee, srl, s r l, sociedad de responsabilidad limitada, societa a responsabilita "
        "limitata, sl, s l, sociedad limitada, s de rl, s de rl de cv, bv, b v, bvba, b v b a, besloten vennootschap, "
        "sp zoo, sp z oo, sp z o o, spolka z oo, spolka z ograniczona odpowiedzialnoscia, sro, s r o, doo, d o o, "
        "eood, ood, kft, oy, ab, as, aps, a s, sia, uab, ou, tavarystva z abmezhavanai adkaznastsiu, ltd sti, limited "
        "sirketi, limited liability partnership, llp, wll, fzc, fze, fzco, fz llc, dmcc, free zone company, free zone "
        "establishment, pt, p t, kk, yugen kaisha, lda, eirl, unipessoal lda, eurl, se"
    ),
    "stock": (
        "ag, aktiengesellschaft, plc, p l c, public limited company, public joint stock company, open joint stock "
        "company, closed joint stock company, joint stock company, joint stock co, jsc, ojsc, cjsc, pjsc, pao, oao, "
        "zao, ao, aktsionernoe obshchestvo, aktsionernoye obshchestvo, aktsionernoe obschestvo, otkrytoe aktsionernoe "
        "obshchestvo, zakrytoe aktsionernoe obshchestvo, publichnoe aktsionernoe obshchestvo, publichnoye "
        "aktsionernoye obshchestvo, otkrytoye aktsionernoye obshchestvo, zakrytoye aktsionernoye obshchestvo, "
        "nepublichnoe aktsionernoe obshchestvo, npao, sa, s a, sociedad anonima, societe anonyme, societe anonyme "
        "simplifiee, sas, s a s, sau, sa de cv, s a de c v, spa, s p a, societa per azioni, nv, n v, naamloze "
        "vennootschap, inc, incorporated, corp, corporation, sal, s a l, offshore sal, anonim sirketi, anonim "
        "ortakligi, sirketi, saog, saoc, psc, pjs, p j s c, ad, akcionarsko drustvo, asa, oyj, kgaa, kabushiki "
        "kaisha, kabushikigaisha, sherkat sahami, sherkate sahami, tbk, bhd, berhad, eao, adkrytae aktsyianernae "
        "tavarystva, zakrytae aktsyianernae tavarystva, aat, zat, pat, prat, joint stock, stock company, dd, d d"
    ),
    "partnership": (
        "lp, l p, limited partnership, kg, kommanditgesellschaft, ohg, gbr, snc, cv, c v, scs, sca, kd, general "
        "partnership, gp, kt, and co, und co, et cie, y cia, e cia, cia, and sons, and partners"
    ),
    "state": (
        "state enterprise, unitary enterprise, fgup, gup, federal state unitary enterprise, state owned enterprise, "
        "federalnoe gosudarstvennoe unitarnoe predpriyatie, fgbu, fgau, rup, state unitary enterprise, unitary "
        "manufacturing enterprise, state corporation, ano, gosudarstvennoe predpriyatie, kgup, mup"
    ),
    "foundation": (
        "stiftung, stichting, fundacion, fundacao, fondation, foundation, foundations, ev, e v, asbl, vzw, "
        "stiftelse, ngo"
    ),
    "company": (
        "company, co, compania, companhia, compagnie, cie, kompaniya, kompania, sherkat, sharika, sirket, "
        "enterprise, enterprises"
    ),
}
_OF_WORDS: dict[tuple[str, ...], str] = {
    tuple(form.split()): kind for kind, forms in _FORMS.items() for form in forms.split(", ")
}
LONGEST_FORM = max(len(words) for words in _OF_WORDS)
"""Words in the longest legal form."""

_REPAIRS = Repairs((word for words in _OF_WORDS for word in words), shortest=7)
_SHORT_REPAIRS = Repairs(("joint", "stock", "public", "closed", "state"), shortest=5)
_END_REPAIRS = Repairs(("corp", "gmbh", "ltda", "sarl", "eood", "fzco", "cjsc", "ojsc", "pjsc", "dmcc"), shortest=4)


def find_form(words: tuple[str, ...]) -> str | None:
    """Find the class of a legal form, spelt exactly."""
    return _OF_WORDS.get(words)


def is_form_slip(word: str) -> bool:
    """Tell whether a name's first or last word is a short legal form with one wrong letter."""
    return len(word) > len("co") and (_END_REPAIRS.correct(word),) in _OF_WORDS


def repair_form_word(word: str) -> str:
    """Correct one letter in a long word of a legal form; other words come back as they are."""
    repaired = _SHORT_REPAIRS.correct(word)
    return repaired if repaired != word else _REPAIRS.correct(word)
