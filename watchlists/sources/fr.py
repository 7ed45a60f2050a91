"""France's register of asset freezes (registre national des gels), of the Treasury: one JSON document.

A party has its number, so its id is `fr:<IdRegistre>`. It says nothing of the quality of an alias. Most parties come
from the European Union's list, whose number stands under REFERENCE_UE.

Source: https://gels-avoirs.dgtresor.gouv.fr, the layout of its public interface, version 1.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

from watchlists.dates import PartialDate
from watchlists.errors import ListRefusedError
from watchlists.model import Address, Gender, Identifier, Kind, Name, NameKind
from watchlists.normalize.dates import parse_date
from watchlists.sources.base import Floors, ParsedList, RemoteFile, Source
from watchlists.sources.drafts import Draft, Drafts
from watchlists.sources.fr_words import find_country_fr, split_labelled, to_country_fr
from watchlists.sources.guards import require
from watchlists.sources.json_files import json_text, read_json
from watchlists.sources.prose import UN_NUMBER, add_identifiers

_ID = "fr"
_FILE = "publication.json"
_KINDS: Mapping[str, Kind] = {
    "personne physique": Kind.PERSON,
    "personne morale": Kind.ORGANISATION,
    "navire": Kind.VESSEL,
}
_GENDERS: Mapping[str, Gender] = {
    "masculin": Gender.MALE,
    "homme": Gender.MALE,
    "féminin": Gender.FEMALE,
    "feminin": Gender.FEMALE,
    "femme": Gender.FEMALE,
}
_EU_NUMBER = re.compile(r"EU\.\d+\.\d+")
_Field = Mapping[str, Any]


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read `publication.json`. Raises ListRefusedError."""
    document = read_json(_ID, _FILE, require(_ID, files, _FILE))
    publications = document.get("Publications") if isinstance(document, dict) else None
    details = publications.get("PublicationDetail") if isinstance(publications, dict) else None
    if not isinstance(publications, dict) or not isinstance(details, list):
        raise ListRefusedError(_ID, "list_schema_changed", f"{_FILE} has no Publications with PublicationDetail")
    drafts = Drafts()
    rejected = 0
    for detail in details:
        draft = _read_party(detail) if isinstance(detail, dict) else None
        if draft is None:
            rejected += 1
        else:
            drafts.add(draft)
    return ParsedList(_read_published(publications), None, drafts.finish(), rejected)


def _read_published(publications: Mapping[str, Any]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(json_text(publications.get("DatePublication"))[:10])
    except ValueError:
        return None


def _read_party(detail: Mapping[str, Any]) -> Draft | None:
    number, name = json_text(detail.get("IdRegistre")), json_text(detail.get("Nom"))
    nature = json_text(detail.get("Nature"))
    if not number or not name:
        return None
    draft = Draft(id=f"fr:{number}", source=_ID, kind=_KINDS.get(nature.casefold(), Kind.UNKNOWN))
    if draft.kind is Kind.UNKNOWN:
        draft.keep("nature", nature)
    fields = [
        (json_text(field.get("TypeChamp")), value)
        for field in _dicts(detail.get("RegistreDetail"))
        for value in _dicts(field.get("Valeur"))
    ]
    _add_names(draft, name, [json_text(value.get("Prenom")) for label, value in fields if label == "PRENOM"])
    for label, value in fields:
        if label != "PRENOM":
            _READERS.get(label, _keep)(draft, value, label)
    for key in detail.keys() - {"IdRegistre", "Nature", "Nom", "RegistreDetail"}:
        if json_text(detail[key]):
            draft.keep(key.casefold(), json_text(detail[key]))
    return draft


def _add_names(draft: Draft, family: str, found: list[str]) -> None:
    """Add the name with each of its given names; organisations and ships have none."""
    given = list(filter(None, found))
    if not given:
        draft.names.append(Name(family, NameKind.PRIMARY))
    for place, text in enumerate(given):
        kind = NameKind.STRONG if place else NameKind.PRIMARY
        draft.add_alias(f"{text} {family}", kind, given=text, family=family)


def _dicts(value: object) -> Iterator[Mapping[str, Any]]:
    return (item for item in (value if isinstance(value, list) else ()) if isinstance(item, dict))


def _text(value: _Field) -> str:
    return ", ".join(filter(None, map(json_text, value.values())))


def _keep(draft: Draft, value: _Field, label: str) -> None:
    if _text(value):
        draft.keep(label.casefold(), _text(value))


def _take(add: Callable[[Draft, str], None]) -> Callable[[Draft, _Field, str], None]:
    """Read a field of which all values are one text."""

    def read(draft: Draft, value: _Field, _label: str) -> None:
        if _text(value):
            add(draft, _text(value))

    return read


def _add_gender(draft: Draft, text: str) -> None:
    gender = _GENDERS.get(text.casefold())
    if gender is None:
        draft.keep("gender", text)
    else:
        draft.genders.append(gender)


def _add_nationality(draft: Draft, text: str) -> None:
    code = to_country_fr(text)
    if code is None:
        draft.keep("nationality", text)
    else:
        draft.nationalities.append(code)


def _read_birth_date(draft: Draft, value: _Field, _label: str) -> None:
    parts = [json_text(value.get(part)) for part in ("Annee", "Mois", "Jour")]
    written = "/".join(filter(None, reversed(parts)))
    if not written:
        return
    try:
        year, month, day = (int(part) if part and int(part) else None for part in parts)
        draft.birth_dates.append(PartialDate.of(year or 0, month, day if month else None))
    except ValueError:
        date = parse_date(parts[0]) if parts[0] and not any(parts[1:]) else None
        draft.birth_dates.append(date) if date else draft.keep("birth_date", written)


def _read_birth_place(draft: Draft, value: _Field, _label: str) -> None:
    if _text(value):
        country = json_text(value.get("Pays"))
        draft.add_birth_place(_text(value), _country(draft, country) if country else find_country_fr(_text(value)))


def _read_address(draft: Draft, value: _Field, _label: str) -> None:
    if _text(value):
        country = json_text(value.get("Pays"))
        draft.addresses.append(
            Address(_text(value), _country(draft, country) if country else find_country_fr(_text(value)))
        )


def _country(draft: Draft, text: str) -> str | None:
    code = to_country_fr(text)
    if code is None:
        draft.keep("country", text)
    return code


def _read_number(kind: str, key: str) -> Callable[[Draft, _Field, str], None]:
    def read(draft: Draft, value: _Field, label: str) -> None:
        number = json_text(value.get(key))
        note = ", ".join(json_text(other) for name, other in value.items() if name != key and json_text(other))
        if number:
            country = find_country_fr(note) if note else None
            draft.identifiers.append(Identifier(kind, number, country, note or None))
        elif note:
            draft.keep(label.casefold(), note)

    return read


def _read_identification(draft: Draft, value: _Field, _label: str) -> None:
    text, comment = json_text(value.get("Identification")), json_text(value.get("Commentaire"))
    whole = f"{comment}: {text}" if comment and text else comment or text
    if not whole:
        return
    draft.reasons.append(whole)
    found = split_labelled(whole)
    draft.identifiers.extend(Identifier(kind, number, None, label) for kind, number, label in found)
    if not found:
        add_identifiers(draft, whole)


def _add_imo(draft: Draft, text: str) -> None:
    draft.identifiers.append(Identifier("imo", text.upper().removeprefix("IMO").strip()))


def _read_contact(kind: str) -> Callable[[Draft, _Field, str], None]:
    return _take(lambda draft, text: draft.identifiers.append(Identifier(kind, text)))


def _read_reference(pattern: re.Pattern[str], series: str) -> Callable[[Draft, str], None]:
    def read(draft: Draft, text: str) -> None:
        numbers = pattern.findall(text)
        draft.references.extend(f"{series}:{number}" for number in numbers)
        if not numbers:
            draft.keep(f"{series}_number", text)

    return read


_READERS: Mapping[str, Callable[[Draft, _Field, str], None]] = {
    "ALIAS": _take(lambda draft, text: draft.add_alias(text)),
    "SEXE": _take(_add_gender),
    "NATIONALITE": _take(_add_nationality),
    "TITRE": _take(lambda draft, text: draft.positions.append(text)),
    "DATE_DE_NAISSANCE": _read_birth_date,
    "LIEU_DE_NAISSANCE": _read_birth_place,
    "ADRESSE_PP": _read_address,
    "ADRESSE_PM": _read_address,
    "PASSEPORT": _read_number("passport", "NumeroPasseport"),
    "AUTRE_IDENTITE": _read_number("national_id", "NumeroCarte"),
    "NUMERO_OMI": _take(_add_imo),
    "IDENTIFICATION": _read_identification,
    "COURRIEL": _read_contact("email"),
    "TELEPHONE": _read_contact("phone"),
    "SITE_INTERNET": _read_contact("website"),
    "REFERENCE_UE": _take(_read_reference(_EU_NUMBER, "eu")),
    "REFERENCE_ONU": _take(_read_reference(UN_NUMBER, "un")),
    "FONDEMENT_JURIDIQUE": _take(lambda draft, text: draft.programmes.append(text)),
    "MOTIFS": _take(lambda draft, text: draft.reasons.append(text)),
}

SOURCE = Source(
    id=_ID,
    title="France, national register of asset freezes",
    publisher="Direction générale du Trésor, France",
    series="fr",
    files=(
        RemoteFile(
            _FILE,
            "https://gels-avoirs.dgtresor.gouv.fr/ApiPublic/api/v1/publication/derniere-publication-fichier-json",
        ),
    ),
    licence="Licence Ouverte / Open Licence 2.0 (Etalab)",
    attribution="Direction générale du Trésor, Registre national des gels",
    homepage="https://gels-avoirs.dgtresor.gouv.fr",
    floors=Floors(entries=5400, persons=4080, organisations=1370),
    must_have=(),
    parser="fr/1",
    parse=parse,
    user_agent="kyc-service",
    headers={"Accept": "application/json"},
    hosts=("gels-avoirs.dgtresor.gouv.fr",),
)
