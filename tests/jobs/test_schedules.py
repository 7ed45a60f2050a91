"""What happens by the clock."""

from jobs.schedules import schedules
from kyc_service.settings import Mode
from kyc_service.tasks import Task
from watchlists.bundled import SOURCE_IDS


def test_a_demo_asks_no_publisher() -> None:
    assert {task for task, _, _ in schedules(Mode.DEMO, SOURCE_IDS).values()} == {
        Task.TIDY,
        Task.DISPOSE,
        Task.ROTATE_INDEX,
        Task.RATE_AGAIN,
        Task.COUNT_AGAIN,
        Task.MONITOR,
        Task.MONITOR_ALL,
        Task.VERIFY_DUE,
    }


def test_production_refreshes_every_list_well_within_a_day() -> None:
    refreshes = [entry for entry in schedules(Mode.PRODUCTION, SOURCE_IDS).values() if entry[0] is Task.REFRESH_LIST]

    assert {ids["source_id"] for _, _, ids in refreshes} == set(SOURCE_IDS)
    assert all(seconds <= 24 * 3600 / 4 for _, seconds, _ in refreshes)


def test_a_register_that_is_listened_to_is_read_as_often_as_its_feeds_want() -> None:
    table = schedules(Mode.DEMO, (), ("brreg", "companies_house"))
    assert table["feeds:brreg"] == (Task.READ_FEEDS, 600, {"register_id": "brreg"})
    assert table["feeds:companies_house"][1] == 300
