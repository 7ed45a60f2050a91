"""Screening profiles: safe to draft, measured, approved by another, and what screenings go by. On both databases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kyc_service.domain.profiles import Profile, Purpose
from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import Trigger
from kyc_service.errors import (
    ConflictError,
    FourEyesError,
    InvalidInputError,
    ScreeningUnavailableError,
    StaleVersionError,
)
from kyc_service.services import replays, screening, verifications
from kyc_service.services.runtime import Runtime
from kyc_service.services.tuning import profiles
from kyc_service.services.tuning.profiles import Content, Labelled
from tests.fixtures.labelled import PAIR, write_cases
from tests.fixtures.runtimes import assemble, load_lists, submission
from watchlists.evaluation.formats import read_pairs
from watchlists.matching.score import WEIGHTS
from watchlists.matching.screener import DEFAULT_THRESHOLD
from watchlists.model import Kind, Subject
from watchlists.versions import ListVersion

MAKER, CHECKER = "key:maker", "key:checker"
CASES = [PAIR, {**PAIR, "id": "p2", "entry": {"names": ["Somebody Else"]}, "match": False}]
NAME = "Aero-Caribbean"


@pytest.fixture
def labelled(tmp_path: Path) -> Labelled:
    return Labelled(read_pairs(write_cases(tmp_path / "pairs.jsonl", CASES)), "ab" * 32)


def draft(rt: Runtime, tenant: Tenant, content: Content, purpose: Purpose = Purpose.ONBOARDING) -> Profile:
    with rt.open_work(tenant.id, MAKER) as work:
        return profiles.draft(rt, work, purpose, "marketplace", content)


def make_live(
    rt: Runtime, tenant: Tenant, labelled: Labelled, content: Content, purpose: Purpose = Purpose.ONBOARDING
) -> Profile:
    made = draft(rt, tenant, content, purpose)
    measured = profiles.evaluate(rt, (tenant.id, MAKER), made.id, made.version, labelled)
    with rt.open_work(tenant.id, CHECKER) as work:
        return profiles.approve(work, measured.id, measured.version)


def verify(rt: Runtime, tenant: Tenant, name: str = NAME, trigger: Trigger = Trigger.ONBOARDING) -> str:
    with rt.open_work(tenant.id, "key:flow") as work:
        made = verifications.submit(work, rt.policy, submission("shop-1", name), trigger)
    verifications.run(rt, made.id)
    return made.id


def result_of(rt: Runtime, tenant: Tenant, verification_id: str) -> Any:
    with rt.open_work(tenant.id, MAKER) as work:
        (result,) = work.checks.results_of(verification_id).values()
        return result


@pytest.mark.parametrize(
    ("name", "content", "faults"),
    [
        ("Market Place", Content(), [("/name", "invalid_profile_name")]),
        ("m", Content(threshold=0.4), [("/threshold", "number_out_of_range")]),
        ("m", Content(weights={"luck": 0.1}), [("/weights", "unknown_weight")]),
        ("m", Content(weights={"country": 1.0}), [("/weights/country", "invalid_weight")]),
        ("m", Content(sources=("un",)), [("/sources", "required_list_missing")]),
        (
            "m",
            Content(sources=("un", "ofac_sdn", "ofac_cons", "eu"), threshold=1.0),
            [("/sources/3", "list_not_in_use"), ("/threshold", "number_out_of_range")],
        ),
    ],
)
def test_a_draft_that_is_not_safe_is_refused_with_every_fault(
    loaded_runtime: Runtime, tenant: Tenant, name: str, content: Content, faults: list[tuple[str, str]]
) -> None:
    rt = loaded_runtime
    with pytest.raises(InvalidInputError) as caught, rt.open_work(tenant.id, MAKER) as work:
        profiles.draft(rt, work, Purpose.ONBOARDING, name, content)
    assert [(fault.pointer, fault.code) for fault in caught.value.faults] == faults


def test_an_evaluation_keeps_figures_and_no_case(loaded_runtime: Runtime, tenant: Tenant, labelled: Labelled) -> None:
    rt = loaded_runtime
    made = draft(rt, tenant, Content(threshold=0.95))
    measured = profiles.evaluate(rt, (tenant.id, MAKER), made.id, made.version, labelled)
    report = measured.report
    assert report is not None
    assert (report["cases"], report["threshold"], report["recall"], report["usual"]["recall"]) == (2, 0.95, 0.0, 1.0)
    assert report["usual"]["threshold"] == DEFAULT_THRESHOLD
    assert report["file_sha256"] == "ab" * 32
    assert {used["source"] for used in report["lists"]} == {"un", "ofac_sdn", "ofac_cons"}
    assert report["cautions"] == ["exact_name_alone_is_no_hit", "identifier_alone_is_no_hit"]
    text = json.dumps(report)
    assert not [word for word in ("Viktor", "BOUT", "p1", '"g"', "wrong") if word in text]


def test_pairs_of_one_kind_measure_nothing(loaded_runtime: Runtime, tenant: Tenant, labelled: Labelled) -> None:
    made = draft(loaded_runtime, tenant, Content())
    alike = Labelled(labelled.pairs[:1], "ab" * 32)
    with pytest.raises(ConflictError) as caught:
        profiles.evaluate(loaded_runtime, (tenant.id, MAKER), made.id, made.version, alike)
    assert caught.value.code == "evaluation_needs_both"


def test_its_maker_cannot_approve_it(loaded_runtime: Runtime, tenant: Tenant, labelled: Labelled) -> None:
    rt = loaded_runtime
    made = draft(rt, tenant, Content())
    with pytest.raises(ConflictError), rt.open_work(tenant.id, CHECKER) as work:
        profiles.approve(work, made.id, made.version)
    measured = profiles.evaluate(rt, (tenant.id, CHECKER), made.id, made.version, labelled)
    with pytest.raises(FourEyesError), rt.open_work(tenant.id, MAKER) as work:
        profiles.approve(work, measured.id, measured.version)
    with pytest.raises(StaleVersionError), rt.open_work(tenant.id, CHECKER) as work:
        profiles.approve(work, made.id, made.version)
    assert verify(rt, tenant)
    with rt.open_work(tenant.id, MAKER) as work:
        assert work.profiles.live(Purpose.ONBOARDING) is None


def test_figures_of_another_matcher_approve_nothing(
    loaded_runtime: Runtime, tenant: Tenant, labelled: Labelled, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt = loaded_runtime
    made = draft(rt, tenant, Content())
    measured = profiles.evaluate(rt, (tenant.id, MAKER), made.id, made.version, labelled)
    monkeypatch.setattr(profiles, "MATCHER_VERSION", "999")
    with pytest.raises(ConflictError) as caught, rt.open_work(tenant.id, CHECKER) as work:
        profiles.approve(work, measured.id, measured.version)
    assert caught.value.code == "evaluation_outdated"


def test_a_screening_goes_by_the_live_profile_of_its_purpose(
    loaded_runtime: Runtime, tenant: Tenant, other_tenant: Tenant, labelled: Labelled
) -> None:
    rt = loaded_runtime
    make_live(rt, tenant, labelled, Content(threshold=0.99))
    strict = verify(rt, tenant)
    found = result_of(rt, tenant, strict)
    assert (found.profile, found.profile_number, found.threshold) == ("marketplace", 1, 0.99)
    with rt.open_work(tenant.id, MAKER) as work:
        assert work.verifications.get(strict).status == "clear"
        assert work.hits.of_verification(strict) == ()
    monitored = result_of(rt, tenant, verify(rt, tenant, trigger=Trigger.MONITORING))
    assert (monitored.profile, monitored.profile_number, monitored.threshold) == (None, None, DEFAULT_THRESHOLD)
    elsewhere = result_of(rt, other_tenant, verify(rt, other_tenant))
    assert elsewhere.profile is None


def test_an_ad_hoc_screening_has_a_profile_of_its_own(
    loaded_runtime: Runtime, tenant: Tenant, labelled: Labelled
) -> None:
    rt = loaded_runtime
    subject = Subject(kind=Kind.ORGANISATION, names=(NAME,))
    assert screening.screen_names(rt, tenant.id, subject).matches
    make_live(rt, tenant, labelled, Content(threshold=0.99), Purpose.AD_HOC)
    found = screening.screen_names(rt, tenant.id, subject)
    assert (found.matches, found.profile, found.profile_number, found.threshold) == ((), "marketplace", 1, 0.99)
    assert screening.screen_names(rt, tenant.id, subject, 0.7).matches, "a caller may ask for more"


def test_a_retired_profile_leaves_the_usual_settings(
    loaded_runtime: Runtime, tenant: Tenant, labelled: Labelled
) -> None:
    rt = loaded_runtime
    live = make_live(rt, tenant, labelled, Content(threshold=0.99))
    with rt.open_work(tenant.id, CHECKER) as work:
        profiles.retire(work, live.id, live.version)
        done = {entry.op for entry in work.audit.page(None, 50).items}
    assert result_of(rt, tenant, verify(rt, tenant)).profile is None
    assert {"profile.drafted", "profile.evaluated", "profile.approved", "profile.retired"} <= done


def test_a_replay_goes_by_the_weights_of_then(loaded_runtime: Runtime, tenant: Tenant, labelled: Labelled) -> None:
    rt = loaded_runtime
    make_live(rt, tenant, labelled, Content(threshold=0.5, weights={"name": 0.85}))
    verification_id = verify(rt, tenant)
    with rt.open_work(tenant.id, MAKER) as work:
        (hit,) = work.hits.of_verification(verification_id)
    assert hit.score < WEIGHTS["name"]
    assert [replay.same for replay in replays.replay(rt, tenant.id, verification_id, MAKER)] == [True]


def test_only_the_lists_of_the_profile_and_every_required_one_answer(
    loaded_runtime: Runtime,
    tenant: Tenant,
    labelled: Labelled,
    small_versions: tuple[ListVersion, ...],
    tmp_path: Path,
) -> None:
    lists = tmp_path / "lists.toml"
    lists.write_text("[lists.un]\n[lists.ofac_sdn]\nrequired = false\n[lists.ofac_cons]\nrequired = false\n")
    rt = assemble(loaded_runtime.database, loaded_runtime.keys, tmp_path, {"KYC_LISTS_FILE": str(lists)})
    load_lists(rt, small_versions)
    live = make_live(rt, tenant, labelled, Content(sources=("un",)))
    loaded = rt.screeners.current(live)
    assert [used.source for used in loaded.lists] == ["un"]
    assert rt.screeners.current(live).screener is loaded.screener, "made once for as long as the index is"
    verification_id = verify(rt, tenant)
    with rt.open_work(tenant.id, MAKER) as work:
        assert work.verifications.get(verification_id).status == "clear", "the airline stands on another list"
    rt.screeners.close()
    # Another list is required since: the profile cannot leave it out.
    again = loaded_runtime.screeners.current(live)
    assert {used.source for used in again.lists} == {"un", "ofac_sdn", "ofac_cons"}


def test_a_profile_that_does_not_fit_the_matcher_clears_nobody(
    loaded_runtime: Runtime, tenant: Tenant, labelled: Labelled, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt = loaded_runtime
    live = make_live(rt, tenant, labelled, Content(weights={"country": 0.2}))

    def refuse(_: object) -> None:
        message = "country"
        raise ValueError(message)

    monkeypatch.setattr("kyc_service.services.screeners.tune", refuse)
    rt.screeners.close()
    with pytest.raises(ScreeningUnavailableError):
        rt.screeners.current(live)
    verification_id = verify(rt, tenant, "Jansen Fietsen B.V.")
    with rt.open_work(tenant.id, MAKER) as work:
        assert work.verifications.get(verification_id).status == "processing"
