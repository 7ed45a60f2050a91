"""What changed between two versions, on real dates of real lists and on made-up ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings

from tests.fixtures.entries import VERSIONS
from watchlists import changes, versions
from watchlists.changes import FieldChange
from watchlists.dates import PartialDate
from watchlists.model import Entry, Identifier, Kind, Name, NameKind, Relation
from watchlists.sources import get
from watchlists.versions import ListVersion, pack

EXTRACTS = Path(__file__).parent / "extracts"
UN_BEFORE = {"consolidated.xml": EXTRACTS / "un_2025-06-18.xml"}
UN_AFTER = {"consolidated.xml": EXTRACTS / "un_2025-12-09.xml"}


@settings(max_examples=50)
@given(VERSIONS)
def test_nothing_changed_between_a_version_and_itself(version: ListVersion) -> None:
    assert changes.diff(version, version) == changes.ListDiff((), (), ())


@settings(max_examples=50)
@given(VERSIONS, VERSIONS)
def test_a_difference_leads_from_one_version_to_the_other(old: ListVersion, new: ListVersion) -> None:
    found = changes.diff(old, new)
    after = {entry.id: entry for entry in old.entries if entry not in found.removed}
    after |= {entry.id: entry for entry in found.added}
    after |= {change.id: change.after for change in found.changed}
    assert after == {entry.id: entry for entry in new.entries}


def test_real_changes_between_two_dates_of_the_un_list() -> None:
    old, new = versions.load(get("un"), UN_BEFORE), versions.load(get("un"), UN_AFTER)
    found = changes.diff(old, new)
    assert [entry.id for entry in found.added] == ["un:HTe.001"]
    assert [entry.id for entry in found.removed] == ["un:QDi.317"]
    assert {change.id: change.fields for change in found.changed} == {
        "un:IQi.085": ("names", "updated_on"),
        "un:QDi.057": ("addresses", "updated_on", "reasons"),
    }
    names = found.changed[0]
    assert set(names.after.names) - set(names.before.names)


def test_real_changes_between_two_dates_of_the_american_list() -> None:
    old, new = (
        versions.load(get("ofac_cons"), {"consolidated.xml": EXTRACTS / f"ofac_cons_{day}.xml"})
        for day in ("2025-06-30", "2026-01-08")
    )
    found = changes.diff(old, new)
    assert (found.added, [entry.id for entry in found.removed]) == ((), ["ofac:26182"])
    lukoil = next(change for change in found.changed if change.id == "ofac:17248")
    assert "RUSSIA-EO14024" in set(lukoil.after.programmes) - set(lukoil.before.programmes)


@settings(max_examples=50)
@given(VERSIONS, VERSIONS)
def test_packed_versions_differ_as_the_unpacked_ones(old: ListVersion, new: ListVersion) -> None:
    assert changes.diff_packed(pack(old), pack(new)) == changes.diff(old, new)


def test_a_change_is_told_value_by_value() -> None:
    before = Entry(
        id="un:1",
        source="un",
        kind=Kind.PERSON,
        names=(Name("Old Name"), Name("Both", NameKind.WEAK)),
        birth_dates=(PartialDate.of(1970),),
        identifiers=(Identifier("passport", "A1", "IR"),),
        relations=(Relation("acting_for", "un:2"),),
    )
    after = replace(
        before,
        names=(Name("New Name"), Name("Both", NameKind.WEAK), Name("Former", NameKind.FORMER)),
        birth_dates=(PartialDate.of(1970, 2, 1),),
        identifiers=(),
        relations=(),
    )
    assert changes.EntryChange("un:1", before, after).values == (
        FieldChange("names", ("Old Name",), ("New Name", "Former (former)")),
        FieldChange("birth_dates", ("1970",), ("1970-02-01",)),
        FieldChange("identifiers", ("passport A1 (IR)",), ()),
        FieldChange("relations", ("acting for un:2",), ()),
    )
