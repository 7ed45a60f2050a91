"""Screening profiles: draft one, measure it on labelled cases, approve it by a second person, retire it.

A draft may say anything that is safe: every required list, a threshold and weights within bounds. What it does to real
names is what the evaluation shows, and what the person who approves it looks at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kyc_service.domain.profiles import HIGHEST_THRESHOLD, LOWEST_THRESHOLD, Delisting, Profile, Purpose
from kyc_service.errors import ConflictError, Fault, InvalidInputError, StaleVersionError
from kyc_service.policy.list_choices import ListChoices
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import Work
from watchlists.evaluation.formats import LabelledPair
from watchlists.evaluation.metrics import Scored, judge_groups, report
from watchlists.evaluation.pairs import score_pairs
from watchlists.evaluation.thresholds import Alerted, simulate, steps
from watchlists.matching.score import MATCHER_VERSION, WEIGHTS, tune
from watchlists.matching.screener import DEFAULT_THRESHOLD

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}", re.ASCII)
_UNLABELLED = frozenset({"by_group"})
"""Figures that carry the file's own words."""
_STEPS = steps(LOWEST_THRESHOLD, HIGHEST_THRESHOLD, 0.01)
_CURVE = ("threshold", "precision", "recall", "f1", "missed", "false_alarms")
"""What is kept of each threshold that a draft could have had."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a draft says."""

    sources: tuple[str, ...] | None = None
    threshold: float | None = None
    """None for the service's own."""
    weights: Mapping[str, float] = field(default_factory=dict)
    delisting: Delisting = Delisting.RECONSIDER


@dataclass(frozen=True, slots=True)
class Labelled:
    """Labelled pairs, and the digest of what they were read from."""

    pairs: Sequence[LabelledPair]
    sha256: str
    left_out: int | None = None
    """Of a tenant's own answers, those that make no pair any more; None for pairs of a file."""


def draft(rt: Runtime, work: Work, purpose: Purpose, name: str, content: Content) -> Profile:
    """Keep another version of a profile. Raises InvalidInputError that names every fault."""
    threshold = default_threshold(rt) if content.threshold is None else content.threshold
    faults = [
        *_judge_name(name),
        *_judge_sources(rt.choices, content.sources),
        *_judge_score(threshold, content.weights),
    ]
    if faults:
        raise InvalidInputError(faults)
    sources = None if content.sources is None else tuple(dict.fromkeys(content.sources))
    profile = work.profiles.draft(
        purpose,
        name,
        sources=sources,
        threshold=threshold,
        weights=content.weights,
        delisting=content.delisting,
    )
    _write(work, "profile.drafted", profile)
    return profile


def evaluate(rt: Runtime, work_of: tuple[str, str], profile_id: str, version: int, labelled: Labelled) -> Profile:
    """Measure a draft on labelled pairs and keep the figures; `work_of` are tenant and actor.

    Raises ConflictError for anything but a draft, and for pairs that are all of one kind: they measure nothing.
    """
    with rt.open_work(*work_of, read_only=True) as work:
        profile = _get(work, profile_id, version)
    if len({pair.match for pair in labelled.pairs}) < 2:  # noqa: PLR2004 - matches and others
        message = "the pairs have to hold matches and others"
        raise ConflictError(message, "evaluation_needs_both")
    lists = rt.screeners.current(profile).lists
    found = {
        **_measure(labelled.pairs, profile.threshold, tune(profile.weights)),
        "usual": _measure(labelled.pairs, default_threshold(rt), WEIGHTS),
        "matcher": MATCHER_VERSION,
        "file_sha256": labelled.sha256,
        "left_out": labelled.left_out,
        "lists": [{"source": used.source, "digest": used.digest, "parser": used.parser} for used in lists],
        "cautions": _caution(profile),
    }
    with rt.open_work(*work_of) as work:
        evaluated = work.profiles.evaluate(_get(work, profile_id, version), found)
        _write(work, "profile.evaluated", evaluated)
    return evaluated


def approve(work: Work, profile_id: str, version: int) -> Profile:
    """Make an evaluated profile the live one of its purpose. Raises FourEyesError for its maker, ConflictError."""
    profile = _get(work, profile_id, version)
    if profile.report is not None and profile.report["matcher"] != MATCHER_VERSION:
        message = "it was evaluated with another version of the matcher; draft and evaluate it again"
        raise ConflictError(message, "evaluation_outdated")
    approved = work.profiles.approve(profile)
    _write(work, "profile.approved", approved)
    return approved


def retire(work: Work, profile_id: str, version: int) -> Profile:
    """Take a profile out of use; without a live one the service's own settings apply. Raises ConflictError."""
    retired = work.profiles.retire(_get(work, profile_id, version))
    _write(work, "profile.retired", retired)
    return retired


def default_threshold(rt: Runtime) -> float:
    """Return the threshold that applies without a profile."""
    return rt.settings.match_threshold or DEFAULT_THRESHOLD


def _measure(pairs: Sequence[LabelledPair], threshold: float, weights: Mapping[str, float]) -> dict[str, Any]:
    """Judge pairs; figures only, nothing of a case and none of the file's words."""
    scored = score_pairs(pairs, weights)
    kinds = (
        Scored(case.id, case.score, case.match, pair.subject.kind.value)
        for case, pair in zip(scored, pairs, strict=True)
    )
    figures = {name: value for name, value in report(scored, threshold).items() if name not in _UNLABELLED}
    alerted = [Alerted(case, (case.score,)) for case in scored]
    rows = [{name: getattr(row, name) for name in _CURVE} for row in simulate(alerted, _STEPS)]
    return {**figures, "by_kind": judge_groups(kinds, threshold), "thresholds": rows}


def _caution(profile: Profile) -> list[str]:
    """Name what whoever approves it should know: matches that this profile would never show."""
    weights = tune(profile.weights)
    found = {
        "exact_name_alone_is_no_hit": weights["name"] < profile.threshold,
        "identifier_alone_is_no_hit": weights["identifier_only"] < profile.threshold,
        "weak_alias_alone_is_a_hit": weights["weak_alias_alone"] >= profile.threshold,
    }
    return [code for code, stands in found.items() if stands]


def _judge_name(name: str) -> list[Fault]:
    return [] if _NAME.fullmatch(name) else [Fault("/name", "invalid_profile_name")]


def _judge_sources(choices: ListChoices, sources: Sequence[str] | None) -> list[Fault]:
    if sources is None:
        return []
    faults = [
        Fault(f"/sources/{place}", "list_not_in_use")
        for place, source in enumerate(sources)
        if source not in choices.enabled
    ]
    if set(choices.required) - set(sources):
        faults.append(Fault("/sources", "required_list_missing"))
    return faults


def _judge_score(threshold: float, weights: Mapping[str, float]) -> list[Fault]:
    faults = []
    if not LOWEST_THRESHOLD <= threshold <= HIGHEST_THRESHOLD:
        faults.append(Fault("/threshold", "number_out_of_range"))
    try:
        tune(weights)
    except ValueError as error:
        name = str(error)
        faults.append(
            Fault(f"/weights/{name}", "invalid_weight") if name in WEIGHTS else Fault("/weights", "unknown_weight")
        )
    return faults


def _get(work: Work, profile_id: str, version: int) -> Profile:
    profile = work.profiles.get(profile_id)
    if profile.version != version:
        raise StaleVersionError
    return profile


def _write(work: Work, op: str, profile: Profile) -> None:
    details: dict[str, str | int] = {"profile_id": profile.id, "name": profile.name, "number": profile.number}
    work.audit.append(op, profile.status.value, details={**details, "purpose": profile.purpose.value})
