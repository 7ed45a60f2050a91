"""One party of the advanced XML: its names, features and documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml.etree import _Element as Element

from watchlists.model import Address, Name
from watchlists.sources.drafts import Draft
from watchlists.sources.ofac_advanced_values import Document, Location, References, read_period
from watchlists.sources.ofac_features import add_document
from watchlists.sources.ofac_parties import add_feature, alias_kind, date_text, join_parts, order_names, script_code
from watchlists.sources.ofac_remarks import read_remarks
from watchlists.sources.xml_reader import child_text, children, local_name, text_of

_ADDRESS, _BIRTH_DATE = "Location", "Birthdate"
_SURE = frozenset({"", "Unknown", "Confirmed"})
_FALSE = "False"
_READ_ELSEWHERE = frozenset({"Comment", "IdentityReference", "Profile", "Identity", "Feature"})


def read_profile(
    draft: Draft,
    party: Element,
    profile: Element,
    references: References,
    locations: Mapping[str, Location],
    documents: Mapping[str, Sequence[Document]],
) -> None:
    """Read a party into its draft. Without a readable name the draft stays without one."""
    for identity in children(profile, "Identity"):
        names = _read_names(identity, references)
        draft.names.extend(order_names([name for found in names.values() for name in found]))
        for document in documents.get(identity.get("ID") or "", ()):
            _add_document(draft, document, names)
    for element in (party, profile):
        if child_text(element, "Comment"):
            read_remarks(draft, child_text(element, "Comment"))
        for child in element:
            if local_name(child) not in _READ_ELSEWHERE:
                _keep(draft, child)
    for feature in children(profile, "Feature"):
        label = references.text("FeatureType", feature.get("FeatureTypeID"))
        for version in children(feature, "FeatureVersion"):
            _read_version(draft, label, version, references, locations)


def _keep(draft: Draft, element: Element) -> None:
    text = " ".join("".join(element.itertext()).split())  # type: ignore[arg-type]
    if text:
        draft.keep(local_name(element), text)


def _read_names(identity: Element, references: References) -> dict[str, list[Name]]:
    """Read all names of an identity, by the number of the documented name."""
    types = {
        part.get("ID"): references.text("NamePartType", part.get("NamePartTypeID"))
        for groups in children(identity, "NamePartGroups")
        for group in children(groups, "MasterNamePartGroup")
        for part in children(group, "NamePartGroup")
    }
    found: dict[str, list[Name]] = {}
    for alias in children(identity, "Alias"):
        kind = alias_kind(
            references.text("AliasType", alias.get("AliasTypeID")),
            primary=alias.get("Primary") == "true",
            low_quality=alias.get("LowQuality") == "true",
        )
        for documented in children(alias, "DocumentedName"):
            values = [
                value
                for part in children(documented, "DocumentedNamePart")
                for value in children(part, "NamePartValue")
            ]
            parts = [(types.get(value.get("NamePartGroupID"), ""), text_of(value)) for value in values]
            code = references.script(values[0].get("ScriptID")) if values else ""
            script = script_code(code, "".join(text for _, text in parts))
            found[documented.get("ID") or ""] = join_parts(parts, kind, script)
    return found


def _add_document(draft: Draft, document: Document, names: Mapping[str, Sequence[Name]]) -> None:
    notes = list(document.notes)
    holder = names.get(document.name_id)
    if holder and holder[0] != draft.names[0]:
        notes.append(f"in the name of {holder[0].value}")
    add_document(draft, document.label, document.number, document.country, "; ".join(notes))


def _read_version(
    draft: Draft, label: str, version: Element, references: References, locations: Mapping[str, Location]
) -> None:
    reliability = references.text("Reliability", version.get("ReliabilityID"))
    add = _keep_feature if reliability == _FALSE else add_feature
    for child in version:
        tag = local_name(child)
        if tag == "DatePeriod":
            _read_date(draft, label, child)
        elif tag == "VersionLocation":
            _read_place(draft, label, child.get("LocationID") or "", locations)
        elif tag in {"VersionDetail", "Comment"}:
            number = child.get("DetailReferenceID")
            value = text_of(child) or (references.text("DetailReference", number) if number else "")
            if value:
                add(draft, label, value)
        else:
            _keep(draft, child)
    if reliability not in _SURE:
        draft.reasons.append(f"{label}: {reliability}")


def _keep_feature(draft: Draft, label: str, value: str) -> None:
    draft.keep("feature", f"{label} {value}")


def _read_date(draft: Draft, label: str, element: Element) -> None:
    period = read_period(element)
    if period is None:
        _keep(draft, element)
    elif label == _BIRTH_DATE:
        draft.birth_dates.append(period)
    else:
        add_feature(draft, label, date_text(period))


def _read_place(draft: Draft, label: str, number: str, locations: Mapping[str, Location]) -> None:
    location = locations.get(number)
    if location is None:
        draft.keep("location", f"{label} {number}")
    elif label != _ADDRESS:
        add_feature(draft, label, location.text)
    elif location.text:
        code = draft.read_country(location.country, "address_country")
        draft.addresses.append(Address(location.text, code, location.city, location.postal_code))
