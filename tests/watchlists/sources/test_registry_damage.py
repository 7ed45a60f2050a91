"""Whatever happens to a file on its way, a parser reads it or refuses it; nothing else."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixtures.list_files import LISTS
from watchlists.errors import ListRefusedError
from watchlists.sources import get

WORDS = [b"", b",", b"'", b'"', b"(", b")", b";", b"\0", b"\xff", b"&", b"<", b">", b"\n", b"-0-", b"0", "é".encode()]


@pytest.mark.parametrize("source_id", LISTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused(source_id: str, data: st.DataObject) -> None:
    files = {name: path.read_bytes() for name, path in LISTS[source_id].items()}
    name = data.draw(st.sampled_from(sorted(files)))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(files[name])))
        length = data.draw(st.integers(0, 40))
        files[name] = files[name][:start] + data.draw(st.sampled_from(WORDS)) + files[name][start + length :]
    with suppress(ListRefusedError):
        parsed = get(source_id.partition(" ")[0]).parse({name: BytesIO(content) for name, content in files.items()})
        assert all(entry.names and all(found.value for found in entry.names) for entry in parsed.entries)
