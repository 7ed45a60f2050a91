"""What lists say of who stands above a confirmed party: shown, and counted as far as the list says it."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.domain.cases import Disposition
from kyc_service.domain.ownership.parties import Means
from kyc_service.domain.ownership.rules import RuleName
from kyc_service.domain.ownership.verdicts import Verdict
from kyc_service.domain.subjects import Party
from kyc_service.domain.tenants import Tenant
from kyc_service.services import verifications
from kyc_service.services.ownership import shapes, subjects
from kyc_service.services.ownership.subjects import OwnershipView
from kyc_service.services.runtime import Runtime
from tests.fixtures.listed import make_version
from tests.fixtures.owned import answer, owner
from tests.fixtures.runtimes import load_lists, small_version, submission
from watchlists.model import Entry, Kind, Name, Relation
from watchlists.versions import ListVersion

TITAN = Relation("owned_or_controlled_by", "ofac:900", "VEXHAMMER HOLDINGS")
NAMED = Relation("acting_for", None, "Quirin Zandvoort")
COUSIN = Relation("family_of", "ofac:901", "DRAKEMARSH")


def listed(*relations: Relation, kind: Kind = Kind.ORGANISATION) -> ListVersion:
    """One entry with links, on the list that the runtime has beside two others."""
    entry = Entry(
        id="ofac:899", source="ofac_sdn", kind=kind, names=(Name("Grimswold Munitions Trust"),), relations=relations
    )
    return make_version("ofac_sdn", [entry, *small_version("ofac_sdn").entries], "9" * 64)


def view_of(
    rt: Runtime, tenant: Tenant, version: ListVersion, disposition: Disposition, *people: Party
) -> OwnershipView:
    load_lists(rt, (small_version("un"), version, small_version("ofac_cons")))
    with rt.open_work(tenant.id, "key:flow") as work:
        sent = submission("shop-1", "Grimswold Munitions Trust", *people)
        made = verifications.submit(work, rt.policy, sent)
    verifications.run(rt, made.id)
    answer(rt, tenant.id, made.id, disposition)
    with rt.open_work(tenant.id, "key:analyst") as work:
        return subjects.read(work, "shop-1")


def test_who_owns_a_confirmed_party_by_the_list_is_shown_above_it(bare_runtime: Runtime, tenant: Tenant) -> None:
    found = view_of(bare_runtime, tenant, listed(TITAN, COUSIN), Disposition.TRUE_MATCH)
    (link,) = found.listings.related.links
    assert (link.owner, link.owned, link.control) == ("list:ofac:900", found.subject.id, frozenset({Means.OTHER}))
    assert link.source == "list:ofac_sdn"
    assert isinstance(link.as_of, dt.date)
    assert "VEXHAMMER HOLDINGS" in found.picture()
    assert set(found.blocked) == {found.subject.id, "list:ofac:900"}
    told = shapes.write(found, picture=False)
    assert [one["owner"] for one in told["list_relations"]] == ["list:ofac:900"]
    steps = next(rule["text"] for rule in told["rules"] if rule["rule"] == "ofac")
    assert steps == [
        "VEXHAMMER HOLDINGS controls Grimswold Munitions Trust by other means",
        "Grimswold Munitions Trust is blocked itself",
    ]


def test_a_name_alone_is_no_entry_and_blocks_nobody(bare_runtime: Runtime, tenant: Tenant) -> None:
    found = view_of(bare_runtime, tenant, listed(NAMED), Disposition.TRUE_MATCH)
    assert [party.name for party in found.listings.related.parties] == ["Quirin Zandvoort"]
    assert set(found.blocked) == {found.subject.id}


@pytest.mark.parametrize("disposition", [Disposition.FALSE_POSITIVE, Disposition.INCONCLUSIVE])
def test_only_of_confirmed_parties(bare_runtime: Runtime, tenant: Tenant, disposition: Disposition) -> None:
    found = view_of(bare_runtime, tenant, listed(TITAN), disposition)
    assert found.listings.related.links == ()
    assert {one.verdict for one in found.blockings} == {Verdict.NO}


def test_nothing_is_derived_below_a_party_that_owns_too_little(bare_runtime: Runtime, tenant: Tenant) -> None:
    person = owner("Grimswold Munitions Trust", {"percent": 10})
    rest = owner("Bram Oosterhuis", {"percent": 90})
    load_lists(bare_runtime, (small_version("un"), listed(TITAN, kind=Kind.UNKNOWN), small_version("ofac_cons")))
    with bare_runtime.open_work(tenant.id, "key:flow") as work:
        made = verifications.submit(
            work, bare_runtime.policy, submission("shop-1", "Jansen Fietsen B.V.", person, rest)
        )
    verifications.run(bare_runtime, made.id)
    answer(bare_runtime, tenant.id, made.id, Disposition.TRUE_MATCH)
    with bare_runtime.open_work(tenant.id, "key:analyst") as work:
        found = subjects.read(work, "shop-1", rules=(RuleName.EU,))
    assert len(found.listings.confirmed) == 1
    assert "list:ofac:900" not in found.graph.parties, "nobody owns a person"
    assert found.blockings[0].verdict is Verdict.NO


def test_a_party_on_file_is_not_made_again(bare_runtime: Runtime, tenant: Tenant) -> None:
    """A list that names the listed owner as the one above the listed business speaks of the party that is there."""
    badege = Relation("owned_or_controlled_by", "ofac:15718", "Eric BADEGE")
    people = (owner("Eric Badege", {"percent": 60}, "1971"), owner("Bram Oosterhuis", {"percent": 40}))
    found = view_of(bare_runtime, tenant, listed(badege), Disposition.TRUE_MATCH, *people)
    assert found.listings.related.parties == ()
    (link,) = found.listings.related.links
    assert found.graph.parties[link.owner].name == "Eric Badege"
