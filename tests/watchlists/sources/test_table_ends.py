from __future__ import annotations

import pytest

from watchlists.errors import ListRefusedError
from watchlists.sources.headed_tables import TableRow
from watchlists.sources.table_ends import require_whole


def rows(*lengths: int) -> list[TableRow]:
    return [TableRow({str(cell): "x" for cell in range(length)}, number) for number, length in enumerate(lengths, 2)]


@pytest.mark.parametrize("lengths", [(), (3,), (3, 3), (3, 2, 3)])
def test_a_table_whose_last_row_is_whole_passes(lengths: tuple[int, ...]) -> None:
    assert len(list(require_whole("uk", "x.csv", rows(*lengths)))) == len(lengths)


def test_a_table_that_ends_inside_a_row_is_refused() -> None:
    with pytest.raises(ListRefusedError) as refused:
        list(require_whole("uk", "x.csv", rows(3, 3, 1)))
    assert refused.value.code == "list_incomplete"
