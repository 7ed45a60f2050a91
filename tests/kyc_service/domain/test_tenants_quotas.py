import datetime as dt

import pytest

from kyc_service.domain.tenants import Period, Quota, begin, seconds_left


@pytest.mark.parametrize(
    ("period", "moment", "began", "left"),
    [
        (Period.DAY, "2026-11-27T00:00:00+00:00", "2026-11-27", 86401),
        (Period.DAY, "2026-11-28T00:30:00+01:00", "2026-11-27", 1801),
        (Period.DAY, "2026-11-27T23:59:59.900000+00:00", "2026-11-27", 1),
        (Period.MONTH, "2026-12-31T23:00:00+00:00", "2026-12-01", 3601),
        (Period.MONTH, "2028-02-29T00:00:00+00:00", "2028-02-01", 86401),
    ],
)
def test_periods_begin_at_midnight_utc(period: Period, moment: str, began: str, left: int) -> None:
    at = dt.datetime.fromisoformat(moment)

    assert begin(period, at) == dt.date.fromisoformat(began)
    assert seconds_left(period, at) == left


@pytest.mark.parametrize("most", [1, 2, 3, 5, 10, 99])
def test_the_end_comes_near_once_and_before_it_is_over(most: int) -> None:
    made = [Quota(Period.DAY, most, taken, dt.date(2026, 11, 27)) for taken in range(1, most + 2)]

    assert [one.taken for one in made if one.is_over] == [most + 1]
    near = [one.taken for one in made if one.is_just_near]
    assert len(near) == 1
    assert 0.8 * most <= near[0] <= most
