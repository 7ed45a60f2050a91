"""Bad inputs, section A."""

from typing import Any

from tests.fixtures.service import Caller, Service
from tests.fixtures.tables import check_row, rows


@rows("A")
def test_the_table(shared_service: Service, shared_caller: Caller, row: dict[str, Any]) -> None:
    check_row(shared_service, shared_caller, row)
