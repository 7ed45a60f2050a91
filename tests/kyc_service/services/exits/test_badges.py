"""The badge: shown for a clear business, and one refusal for everything else."""

from __future__ import annotations

import pytest

from kyc_service.domain.privacy.grounds import GroundKind, NewGround
from kyc_service.errors import PolicyDeniedError
from kyc_service.services import subjects, verifications
from kyc_service.services.exits import badges, grounds
from tests.fixtures.runtimes import submission
from tests.fixtures.scenes import Scene


def show(scene: Scene, reference: str) -> dict[str, object]:
    with scene.rt.open_work(scene.tenant.id, "key:flow") as work:
        return dict(badges.show(work, scene.policy, reference).leaving)


def test_a_clear_business_has_one_and_the_ledger_says_who_may_see_it(scene: Scene) -> None:
    assert show(scene, scene.reference) == {"check.status": "verified"}
    with scene.rt.open_work(scene.tenant.id, "tester", read_only=True) as work:
        (line,) = [one for one in work.ledger.of_subject(scene.subject.id) if one.channel == "api:badge"]
    assert (line.recipient, line.granted) == ("platform_user", ("check.status",))


def pend(scene: Scene) -> str:
    with scene.rt.open_work(scene.tenant.id, "key:flow") as work:
        verifications.submit(work, scene.policy, submission("shop-2", "Pending B.V."))
    return "shop-2"


def review(scene: Scene) -> str:
    with scene.rt.open_work(scene.tenant.id, "key:flow") as work:
        made = verifications.submit(work, scene.policy, submission("shop-3", "Aero-Caribbean"))
    verifications.run(scene.rt, made.id)
    return "shop-3"


def restrict(scene: Scene) -> str:
    with scene.rt.open_work(scene.tenant.id, "officer") as work:
        new = NewGround(kind=GroundKind.RESTRICTION, reference="req", subject_id=scene.subject.id)
        grounds.keep(work, new)
    return scene.reference


def end(scene: Scene) -> str:
    with scene.rt.open_work(scene.tenant.id, "key:flow") as work:
        subjects.end_relationship(work, scene.reference)
    return scene.reference


@pytest.mark.parametrize("arrange", [pend, review, restrict, end, lambda _: "nobody-at-all"])
def test_everything_else_is_refused_in_the_same_words(scene: Scene, arrange: object) -> None:
    assert callable(arrange)
    reference = arrange(scene)
    with pytest.raises(PolicyDeniedError) as refused:
        show(scene, reference)
    assert refused.value.rule_ids == ("condition.status_is_clear",)
