from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import make_url

from kyc_service.storage.columns import Instant

DIALECTS = tuple(make_url(url).get_dialect()() for url in ("sqlite://", "postgresql+psycopg://"))
ZONES = st.timedeltas(dt.timedelta(hours=-23), dt.timedelta(hours=23)).map(dt.timezone)


@given(st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2900, 1, 1), timezones=ZONES))  # noqa: DTZ001 - bounds of the strategy are naive
def test_an_instant_stays_the_same_and_becomes_utc(at: dt.datetime) -> None:
    for dialect in DIALECTS:
        stored = Instant().process_bind_param(at, dialect)
        assert stored == at
        assert stored is not None
        for returned in (stored, stored.replace(tzinfo=None), stored.astimezone(dt.timezone(dt.timedelta(hours=2)))):
            found = Instant().process_result_value(returned, dialect)
            assert found == at
            assert found is not None
            assert found.tzinfo is dt.UTC


def test_a_naive_instant_is_refused_and_none_is_none() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Instant().process_bind_param(dt.datetime(2026, 1, 1), DIALECTS[0])  # noqa: DTZ001 - it is what is refused
    assert Instant().process_bind_param(None, DIALECTS[0]) is None
    assert Instant().process_result_value(None, DIALECTS[0]) is None
