"""Answered hits as labelled pairs: what people at the desk said, to measure a draft of a profile on.

The subject is as it is on file now, the entry as the lists in use have it: a pair of which either is gone is left out,
and so is a subject who restricted the use of their data. Nothing of a pair is kept but the digest of them all.
"""

from __future__ import annotations

import hashlib

from kyc_service.domain.profiles import Profile
from kyc_service.errors import PolicyDeniedError, StaleVersionError
from kyc_service.services.runtime import Runtime
from kyc_service.services.screening import PURPOSE, to_subject
from kyc_service.services.tuning import profiles
from kyc_service.services.tuning.profiles import Labelled
from kyc_service.services.tuning.simulator import TRUE
from watchlists.evaluation.formats import NO_GROUP, LabelledPair

MOST = 1000
"""Pairs that are measured: those of the newest verifications."""


def evaluate(rt: Runtime, work_of: tuple[str, str], profile_id: str, version: int) -> Profile:
    """Measure a draft on what people answered; `work_of` are tenant and actor. Raises what `profiles.evaluate` does."""
    with rt.open_work(*work_of, read_only=True) as work:
        # Before anything is opened for it: there may be no such draft.
        if work.profiles.get(profile_id).version != version:
            raise StaleVersionError
    return profiles.evaluate(rt, work_of, profile_id, version, collect(rt, work_of))


def collect(rt: Runtime, work_of: tuple[str, str]) -> Labelled:
    """Read the newest answered hits of a tenant as labelled pairs. That they were read is in the audit."""
    index = rt.screeners.current().screener.index
    with rt.open_work(*work_of) as work:
        answers = work.scores.answered(MOST)
        parties = work.subjects.read_all({one.subject_id for one in answers})
        pairs = []
        for one in answers:
            entry = index.find(one.entry_id)
            subject, fields = parties[one.subject_id]
            try:
                opened = fields.use(PURPOSE)
            except PolicyDeniedError:
                continue
            if entry is not None:
                pair = LabelledPair(one.hit_id, to_subject(subject.kind, opened), entry, one.status in TRUE, NO_GROUP)
                pairs.append(pair)
        left_out = len(answers) - len(pairs)
        work.audit.append("profile.answers_read", "done", details={"pairs": len(pairs), "left_out": left_out})
    lines = "".join(f"{pair.id} {pair.entry.id} {pair.match}\n" for pair in pairs)
    return Labelled(tuple(pairs), hashlib.sha256(lines.encode()).hexdigest(), left_out)
