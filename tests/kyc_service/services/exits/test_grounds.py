"""What may be put on file: everything that its kind names, and nothing else."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.domain.privacy.grounds import FROM_REQUESTS, SHAPES, GroundKind
from kyc_service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, StaleVersionError
from kyc_service.services.exits import grounds
from tests.fixtures.scenes import CONSENT, SCC, Scene

K = GroundKind
PAST = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
FAULTY: list[tuple[GroundKind, dict[str, object], str, str]] = [
    (K.CONTRACT, {"addressee_id": None}, "/addressee_id", "required"),
    (K.CONTRACT, {"valid_until": None}, "/valid_until", "required"),
    (K.CONTRACT, {"valid_until": PAST}, "/valid_until", "ends_before_it_begins"),
    (K.CONTRACT, {"reference": "  "}, "/reference", "required"),
    (K.CONTRACT, {"country": "US"}, "/country", "not_of_this_kind"),
    (K.CONTRACT, {"purpose": "by_consent"}, "/purpose", "not_of_this_kind"),
    (K.CONTRACT, {"details": {"note": "x"}}, "/details", "unknown_field"),
    (K.ADEQUACY, {"country": None}, "/country", "required"),
    (K.SCC, {"details": {}}, "/details/module", "required"),
    (K.SCC, {"details": {**SCC, "module": "\u00e9"}}, "/details/module", "invalid_detail"),
    (K.LEGAL_REFERENCE, {"subject_id": None}, "/subject", "required"),
    (K.LEGAL_REFERENCE, {"details": {"law": "perhaps"}}, "/details/law", "invalid_detail"),
    (K.CONSENT, {"purpose": "no_such"}, "/purpose", "unknown_purpose"),
    (
        K.CONSENT,
        {"details": {**CONSENT, "categories": "role, moods"}},
        "/details/categories",
        "invalid_detail",
    ),
    (K.CONSENT, {"details": {**CONSENT, "wording_sha256": "short"}}, "/details/wording_sha256", "invalid_detail"),
]


@pytest.mark.parametrize(("kind", "change", "pointer", "code"), FAULTY)
def test_a_fault_is_named_with_its_place(
    scene: Scene, kind: GroundKind, change: dict[str, object], pointer: str, code: str
) -> None:
    line = "named_by_subject" if kind is K.CONSENT else "payment_provider"
    country = {"country": "US"} if kind is K.ADEQUACY else {}
    with pytest.raises(InvalidInputError) as refused:
        scene.file(kind, scene.add(line), **{**country, **change})
    assert (pointer, code) in {(fault.pointer, fault.code) for fault in refused.value.faults}


@pytest.mark.parametrize("kind", sorted(FROM_REQUESTS))
def test_what_a_request_makes_is_made_by_nothing_else(scene: Scene, kind: GroundKind) -> None:
    with pytest.raises(InvalidInputError, match="made_by_a_request"):
        scene.file(kind)


def test_a_consent_is_for_whom_the_subject_names(scene: Scene) -> None:
    with pytest.raises(InvalidInputError, match="not_named_by_subject"):
        scene.file(K.CONSENT, scene.add("payment_provider"))


def test_every_kind_has_a_shape() -> None:
    assert SHAPES.keys() == set(GroundKind)


def test_an_order_needs_the_permission_for_sealed_records(scene: Scene) -> None:
    order = scene.file(K.LEGAL_REFERENCE, scene.add("authority"))
    with scene.rt.open_work(scene.tenant.id, "officer") as work:
        with pytest.raises(NotFoundError):
            grounds.end(work, order.id, None)
        new = grounds.NewGround(kind=K.LEGAL_REFERENCE, reference="x")
        with pytest.raises(ForbiddenError):
            grounds.record(work, scene.policy, new)


def test_it_ends_once_and_by_the_version_that_was_read(scene: Scene) -> None:
    contract = scene.file(K.CONTRACT, scene.add("payment_provider"))
    with scene.rt.open_work(scene.tenant.id, "officer") as work:
        with pytest.raises(StaleVersionError):
            grounds.end(work, contract.id, 7)
        ended = grounds.end(work, contract.id, 1)
        assert (ended.ended_by, ended.holds(work.now())) == ("officer", False)
        with pytest.raises(ConflictError):
            grounds.end(work, contract.id, None)


def test_the_flow_ends_what_is_its_own_only(scene: Scene) -> None:
    contract = scene.file(K.CONTRACT, scene.add("payment_provider"))
    withdrawal = scene.file(K.WITHDRAWAL)
    with scene.rt.open_work(scene.tenant.id, "key:flow") as work:
        with pytest.raises(NotFoundError):
            grounds.end(work, contract.id, None, only=[K.WITHDRAWAL])
        assert grounds.end(work, withdrawal.id, None, only=[K.WITHDRAWAL]).ended_at is not None


def test_the_evidence_is_kept_unreadable(scene: Scene) -> None:
    contract = scene.file(K.CONTRACT, scene.add("payment_provider"))
    assert "cabinet 7" not in repr(contract)
    assert contract.reference.use("subject_rights") == "cabinet 7"
    assert b"cabinet 7" not in (scene.rt.settings.data_dir / "kyc.db").read_bytes()
