"""Screening: turn what was submitted into a subject, compare it, keep what was found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kyc_service import __version__
from kyc_service.domain.allowlist import REASON_CODE
from kyc_service.domain.cases import Answered, Hit, HitStatus
from kyc_service.domain.checks import Check, CheckReason, CheckStatus, FoundEntry, ListUsed, ScreeningResult
from kyc_service.domain.monitoring.outcomes import EndReason, Found, Key, PairStatus
from kyc_service.domain.personal import Fields, JsonValue, Personal
from kyc_service.domain.profiles import Purpose
from kyc_service.domain.subjects import Subject as Party
from kyc_service.domain.subjects import SubjectKind
from kyc_service.domain.verifications import Trigger
from kyc_service.services.runtime import Runtime
from kyc_service.services.screeners import Loaded
from kyc_service.services.tuning import allowlist, earlier
from kyc_service.storage.work import Work
from watchlists import sources
from watchlists.dates import PartialDate
from watchlists.fingerprints import fingerprint_all, subject_facts
from watchlists.matching.screener import MATCHER_VERSION
from watchlists.model import Address, Entry, Identifier, Kind, Match, Place, Subject

PURPOSE = "aml_check"
"""Purpose of the policy under which personal values are used here."""

MOST = 50
"""Parties that one screening shows at most, the most alike."""

STALE_RETRY = dt.timedelta(minutes=5)
"""How long a check waits for fresh lists before it asks again."""


@dataclass(frozen=True, slots=True)
class Screened:
    """What an ad-hoc screening found."""

    matches: tuple[Match, ...] = field(repr=False)
    """Their evidence quotes what was asked."""
    lists: tuple[ListUsed, ...]
    threshold: float
    profile: str | None
    profile_number: int | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What the screening of one check found, not yet kept."""

    check: Check
    matches: tuple[Match, ...] = field(repr=False)
    """Their evidence quotes what was submitted."""
    facts: allowlist.Facts
    """What it was screened by."""


def screen_names(rt: Runtime, tenant_id: str, subject: Subject, threshold: float | None = None) -> Screened:
    """Screen a name now, outside of any transaction: it may take as long as building an index does."""
    with rt.open_work(tenant_id, "screening", read_only=True) as work:
        profile = work.profiles.live(Purpose.AD_HOC)
    loaded = rt.screeners.current(profile)
    used = threshold or loaded.screener.threshold
    matches = loaded.screener.screen(subject, threshold=used, per_party=True)
    number = profile.number if profile else None
    return Screened(matches, loaded.lists, used, profile.name if profile else None, number)


def record_names(work: Work, screened: Screened) -> None:
    """Write an ad-hoc screening into the audit: how many matches, and nothing else of it."""
    work.audit.append("screening.ad_hoc", "done", details={"matches": len(screened.matches)})


def compare(check: Check, party: Party, fields: Personal[Fields], loaded: Loaded) -> Finding:
    """Compare one party with every list."""
    subject = to_subject(party.kind, fields.use(PURPOSE))
    return Finding(check, loaded.screener.screen(subject, limit=MOST, per_party=True), Personal(subject_facts(subject)))


def record(work: Work, finding: Finding, loaded: Loaded, trigger: Trigger) -> None:
    """Keep what was found. With nothing to look at, stale or missing lists put the check off: they never pass it."""
    answers = allowlist.answer(work, finding.check.subject_id, finding.facts, finding.matches)
    past = earlier.find(work, finding.check, trigger, answers)
    unanswered = any(not answer.holds and past.standing(answer) is None for answer in answers)
    if not unanswered and not loaded.fresh:
        work.checks.put_off(finding.check, CheckReason.LISTS_STALE, work.now() + STALE_RETRY)
        return
    result = ScreeningResult(
        lists=loaded.lists,
        missing=loaded.missing,
        matcher_version=MATCHER_VERSION,
        threshold=loaded.screener.threshold,
        code_version=__version__,
        profile=loaded.profile.name if loaded.profile else None,
        profile_number=loaded.profile.number if loaded.profile else None,
        found=tuple(sorted(FoundEntry(match.entry.id, match.score) for match in finding.matches)),
    )
    work.checks.finish(finding.check, CheckStatus.ATTENTION if unanswered else CheckStatus.PASSED, result)
    digests = {used.source: used.digest for used in loaded.lists}
    for hit in past.overtaken(answers):
        work.hits.settle(hit.id, HitStatus.SUPERSEDED)
    for answer in answers:
        if past.shown(answer) is None:
            _keep(work, finding.check, answer, past.standing(answer), digests[answer.match.entry.source])
    _note_pairs(work, finding, loaded)


def _note_pairs(work: Work, finding: Finding, loaded: Loaded) -> None:
    """Let monitoring know what people are told of: what is new to it, and what is there no more.

    It may have been found by other settings, or on older lists, than those of monitoring: its next look goes through
    all of the subject again, and tells what came back.
    """
    subject_id, found = finding.check.subject_id, _to_pairs(finding.matches)
    known = work.monitoring.pairs.of([subject_id]).get(subject_id, {})
    gone = [key for key, pair in known.items() if pair.status is PairStatus.PRESENT and key not in found]
    if gone and not _looks_as_monitoring(work, finding, loaded):
        gone = []
    work.monitoring.pairs.end(subject_id, dict.fromkeys(gone, EndReason.NO_LONGER_ALIKE))
    if work.monitoring.pairs.note(subject_id, found) or gone:
        work.monitoring.coverage.forget(subject_id)


def _looks_as_monitoring(work: Work, finding: Finding, loaded: Loaded) -> bool:
    """Whether monitoring would find no more than was found: only then something that is missing is gone.

    Else the two would take back for ever what the other said.
    """
    live = work.profiles.live(Purpose.MONITORING)
    same = (live.id if live else None) == (loaded.profile.id if loaded.profile else None)
    return same and len(finding.matches) < MOST


def _to_pairs(matches: Iterable[Match]) -> dict[Key, Found]:
    """Write down which entries people are told of, so that monitoring does not tell it again."""
    return {
        (entry.source, entry.id): Found(fingerprint_all([entry]), score)
        for match in matches
        for entry, score in ((match.entry, match.score), *((one.entry, one.score) for one in match.listings))
        if score is not None
    }


def _keep(work: Work, check: Check, answer: allowlist.Answer, standing: Hit | None, digest: str) -> None:
    match = answer.match
    hit = work.hits.add(
        check,
        entry_id=match.entry.id,
        source=match.entry.source,
        list_digest=digest,
        score=match.score,
        evidence={**to_evidence(match), "prints": dict(answer.prints), **answer.to_note()},
        answered=_answer_of(answer, standing),
    )
    allowlist.settle(work, hit, answer)


def _answer_of(answer: allowlist.Answer, standing: Hit | None) -> Answered | None:
    if answer.pair is not None and answer.holds:
        return Answered(HitStatus.FALSE_POSITIVE, REASON_CODE, answer.pair.id)
    return Answered(standing.status, earlier.UNCHANGED, standing.id) if standing else None


def to_evidence(match: Match) -> dict[str, Any]:
    """Write a match down so that it can be read when the list has moved on."""
    return {
        "entry": _write_entry(match.entry),
        "listings": [{"score": listing.score, "entry": _write_entry(listing.entry)} for listing in match.listings],
        "evidence": [
            {
                "noun": piece.noun,
                "ours": piece.ours,
                "theirs": piece.theirs,
                "likeness": round(piece.likeness, 4),
                "effect": round(piece.effect, 4),
                "reason": piece.reason,
                "highlights": dict(zip(("ours", "theirs"), piece.highlights, strict=True)),
            }
            for piece in match.evidence
        ],
    }


def _write_entry(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "source": entry.source,
        "kind": entry.kind.value,
        "caption": entry.caption,
        "names": [{"value": name.value, "kind": name.kind.value} for name in entry.names],
        "birth_dates": [str(date) for date in entry.birth_dates],
        "countries": list(entry.countries),
        "topics": list(entry.topics or sources.get(entry.source).topics),
        "programmes": list(entry.programmes),
        "listed_on": entry.listed_on.isoformat() if entry.listed_on else None,
        "reasons": list(entry.reasons),
        "relations": [
            {"type": one.type, "target_id": one.target_id, "target_name": one.target_name} for one in entry.relations
        ],
        "url": entry.url,
    }


def to_subject(kind: SubjectKind, fields: Fields) -> Subject:
    """Read the subject to screen from what was submitted."""
    if kind is SubjectKind.BUSINESS:
        return _business(fields)
    return _person(fields)


def _business(fields: Fields) -> Subject:
    addresses = _addresses(fields.get("business.addresses"))
    country = _text(fields.get("business.registration.country"))
    sole = fields.get("business.type") == "sole_trader"
    return Subject(
        # A sole trader often trades under a person's name: compare it with persons as well.
        kind=Kind.UNKNOWN if sole else Kind.ORGANISATION,
        names=_names(
            fields.get("business.name"),
            fields.get("business.trading_names"),
            fields.get("business.original_script_name"),
        ),
        incorporation_dates=_dates(fields.get("business.registration.date")),
        countries=_unique([country, *(address.country for address in addresses)]),
        addresses=addresses,
        identifiers=_identifiers(
            ("registration_number", fields.get("business.registration.number"), country),
            ("tax_id", fields.get("business.tax.vat"), None),
            ("tax_id", fields.get("business.tax.tin"), country),
            ("licence", fields.get("business.licence.number"), country),
        ),
    )


def _person(fields: Fields) -> Subject:
    addresses = _addresses(fields.get("person.addresses"))
    nationalities = [_text(code) for code in _list(fields.get("person.nationalities"))]
    whole = fields.get("person.name")
    parts = " ".join(filter(None, (_text(fields.get("person.given_name")), _text(fields.get("person.family_name")))))
    return Subject(
        kind=Kind.PERSON,
        names=_names(whole or parts, fields.get("person.original_script_name"), fields.get("person.aliases")),
        birth_dates=_dates(fields.get("person.date_of_birth")),
        birth_places=_places(fields.get("person.place_of_birth")),
        countries=_unique([*nationalities, *(address.country for address in addresses)]),
        addresses=addresses,
    )


def _names(*values: JsonValue) -> tuple[str, ...]:
    flat: list[str | None] = []
    for value in values:
        flat.extend(_text(item) for item in _list(value))
    return _unique(flat)


def _list(value: JsonValue) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str | None:  # noqa: ANN401 - any JSON value may stand here
    return value if isinstance(value, str) and value.strip() else None


def _unique(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _dates(value: JsonValue) -> tuple[PartialDate, ...]:
    text = _text(value)
    return (PartialDate.parse(text),) if text else ()


def _places(value: JsonValue) -> tuple[Place, ...]:
    if isinstance(value, dict):
        city, country = _text(value.get("city")), _text(value.get("country"))
        return (Place(city or country or "", country),) if city or country else ()
    text = _text(value)
    return (Place(text),) if text else ()


def _addresses(value: JsonValue) -> tuple[Address, ...]:
    found = []
    for item in _list(value):
        lines = [_text(line) for line in _list(item.get("lines"))]
        city, code, country = (_text(item.get(key)) for key in ("city", "postal_code", "country"))
        text = ", ".join(part for part in (*lines, code, city) if part)
        if text or country:
            found.append(Address(text=text, country=country, city=city, postal_code=code))
    return tuple(found)


def _identifiers(*values: tuple[str, JsonValue, str | None]) -> tuple[Identifier, ...]:
    return tuple(
        Identifier(type=kind, value=text, country=country) for kind, value, country in values if (text := _text(value))
    )
