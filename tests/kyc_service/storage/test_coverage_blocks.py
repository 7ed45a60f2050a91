"""Boxes of sketches: what is packed comes back, and a box is never closed over what another one wrote."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.personal import Personal
from kyc_service.domain.tenants import Tenant
from kyc_service.storage.coverage_blocks import pack, unpack
from kyc_service.storage.database import Database


@given(st.dictionaries(st.text("0123456789abcdef", min_size=1, max_size=8), st.binary(max_size=40)))
def test_what_is_packed_comes_back(sketches: dict[str, bytes]) -> None:
    assert unpack(pack(sketches)) == sketches


def test_a_box_that_was_read_before_another_was_closed_is_not_kept(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "test") as work:
        work.monitoring.blocks.lay([("", "m"), ("m", "~")])
        assert work.monitoring.blocks.ranges() == (("", "m"), ("m", "~"))
        first, _ = work.monitoring.blocks.within("", "~")
        assert work.monitoring.blocks.keep(first, Personal({"a": b"1"}))
        assert not work.monitoring.blocks.keep(first, Personal({"b": b"2"}))
        (again,) = work.monitoring.blocks.within("", "m")
        assert again.sketches == Personal({"a": b"1"})
        assert work.monitoring.blocks.within("a", "~")[0].first == "m", "only what lies in the range as a whole"


def test_a_box_is_closed_without_a_subject_under_another_key(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "test") as work:
        work.monitoring.blocks.lay([("", "~")])
        (first,) = work.monitoring.blocks.within("", "~")
        work.monitoring.blocks.keep(first, Personal({"a": b"1", "b": b"2"}))
        (before,) = work.monitoring.blocks.within("", "~")
        assert work.monitoring.blocks.forget("c") == ()
        assert work.monitoring.blocks.forget("a") == (before.key_id,)
        (after,) = work.monitoring.blocks.within("", "~")
    assert after.sketches == Personal({"b": b"2"})
    assert after.key_id != before.key_id


def test_blocks_are_brought_on_from_where_they_were_read_only(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "test") as work:
        work.monitoring.blocks.lay([("", "~")])
        (block,) = work.monitoring.blocks.within("", "~", boxes=False)
        assert work.monitoring.blocks.advance([block.id], 0, 3) == {block.id}
        assert work.monitoring.blocks.advance([block.id], 0, 4) == frozenset()
