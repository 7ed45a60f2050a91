"""Byte strings laid out one behind the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.index.files import Blob, pack_blob


@given(st.lists(st.binary(max_size=20), max_size=12))
def test_what_is_packed_is_read_back(items: list[bytes]) -> None:
    blob = Blob(*pack_blob(items))
    assert [blob.read(number) for number in range(len(blob))] == items


def test_nothing_stands_behind_the_last() -> None:
    with pytest.raises(IndexError):
        Blob(*pack_blob([b"a"])).read(1)
