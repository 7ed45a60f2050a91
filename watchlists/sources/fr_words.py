"""French words of the register of asset freezes: countries and nationalities, and what its numbers are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from watchlists.normalize.countries import find_country
from watchlists.normalize.country_translations import translated_names
from watchlists.normalize.nationalities import to_nationality

_ALIASES = """
RU Russie, Fédération de Russie, russe; SY Syrie, syrienne, syrien; IR Iran, iranienne, iranien; US États-Unis,
États-Unis d'Amérique, américaine; GB Grande-Bretagne, Angleterre, britannique; UA Ukraine, ukrainienne, ukrainien;
BY Biélorussie, biélorusse, bélarussienne; KP République populaire démocratique de Corée, nord-coréenne;
KR République de Corée; TR Turquie, turque; CI Côte d'Ivoire, ivoirienne; VE Venezuela, vénézuélienne; TZ Tanzanie;
AE Émirats arabes unis, Emirats Arabes Unis; IQ Irak, irakienne, iraquienne; LY Libye, libyenne; TN Tunisie, tunisienne;
MA marocaine; DZ algérienne; FR France, française, français; AF Afghanistan, afghane; PK Pakistan, pakistanaise;
YE Yémen, yéménite; LB libanaise, libanais; PS Palestine, palestinienne, Territoires palestiniens; EG égyptienne;
SO somalienne; SD soudanaise; SS sud-soudanaise; CD République démocratique du Congo, RDC, congolaise (RDC);
CF centrafricaine; MM birmane, Myanmar; NI nicaraguayenne; CN Chine, chinoise; SA saoudienne; MD Moldavie, moldave;
BA Bosnie, bosnienne, bosniaque; HT haïtienne; ML malienne; GN guinéenne; ZW Zimbabwe, zimbabwéenne; TW Taïwan;
VN Viêt Nam, Vietnam, Viet-Nam; CZ Tchéquie; LA Laos; MK Macédoine; HK Hong Kong, Hong-Kong; XK Kosovo, kosovare
"""


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    return " ".join("".join(mark for mark in decomposed if not unicodedata.combining(mark)).split()).strip(" .,;")


def _read_names() -> dict[str, str]:
    names = {_fold(name): code for name, code in translated_names("fr").items()}
    for row in " ".join(_ALIASES.split()).split("; "):
        code, words = row.split(" ", 1)
        names.update({_fold(word): code for word in words.split(", ")})
    return names


_NAMES = _read_names()
_ARTICLE = re.compile(r"^(?:la |le |les |l')")
LABELS: Mapping[str, str] = {
    "passeport": "passport",
    "carte nationale d'identite": "national_id",
    "carte d'identite": "national_id",
    "numero d'identification nationale": "national_id",
    "numero d'identite": "national_id",
    "identification nationale": "national_id",
    "numero fiscal": "tax_id",
    "numero d'identification fiscale": "tax_id",
    "identification fiscale": "tax_id",
    "code fiscal": "tax_id",
    "inn": "tax_id",
    "tin": "tax_id",
    "ogrn": "registration_number",
    "kpp": "registration_number",
    "okpo": "registration_number",
    "numero d'enregistrement": "registration_number",
    "numero d'immatriculation": "registration_number",
    "registre du commerce": "registration_number",
    "enregistrement": "registration_number",
    "swift": "swift_bic",
    "swift/bic": "swift_bic",
    "bic": "swift_bic",
    "lei": "lei",
    "omi": "imo",
    "imo": "imo",
    "mmsi": "mmsi",
    "permis de conduire": "driving_licence",
    "numero de securite sociale": "ssn",
}
_LABEL = re.compile(
    r"\b(?P<label>" + "|".join(sorted(map(re.escape, LABELS), key=len, reverse=True)) + r")\b"
    r"(?:\s*\([^()]*\))?\s*(?:n°|no|numero|num)?\.?\s*[:=]?\s*",
)
_VALUE = re.compile(r"[A-Z0-9][A-Z0-9/.-]*(?:\s\d[A-Z0-9/.-]*)*")


@lru_cache(maxsize=4096)
def to_country_fr(text: str) -> str | None:
    """Read a country or a nationality in French, or in English; None when it is not one country."""
    folded = _ARTICLE.sub("", _fold(text))
    return _NAMES.get(folded) or to_nationality(text.strip())


@lru_cache(maxsize=4096)
def find_country_fr(place: str) -> str | None:
    """Read the country that ends a place or stands in its last brackets, as in `Alep (Syrie)`."""
    pieces = [piece for piece in re.split(r"[,;()]", place) if piece.strip()]
    for piece in reversed(pieces[-2:]):
        code = to_country_fr(piece)
        if code is not None:
            return code
    return find_country(place)


def split_labelled(text: str) -> list[tuple[str, str, str]]:
    """Return type, value and label of every number behind a word that says what it is."""
    folded = "".join(_fold_one(mark) for mark in text)
    found = []
    for label in _LABEL.finditer(folded):
        value = _VALUE.match(text, label.end())
        if (value is not None and any(mark.isdigit() for mark in value.group())) or (
            value is not None and LABELS[label["label"]] == "swift_bic"
        ):
            found.append(
                (LABELS[label["label"]], value.group().strip(" .-/"), text[label.start() : label.end()].strip(" :"))
            )
    return found


def _fold_one(mark: str) -> str:
    """Fold one mark to exactly one, so that places in both texts agree."""
    plain = unicodedata.normalize("NFKD", mark)[0].casefold()
    return "'" if mark == "\u2019" else plain if len(plain) == 1 else mark
