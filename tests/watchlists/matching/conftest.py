"""An index of made entries, opened once."""

import pytest

from tests.fixtures.listed import LISTED, index_entries
from watchlists.index import Index
from watchlists.matching import Screener


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return index_entries(LISTED, tmp_path_factory.mktemp("index"))


@pytest.fixture(scope="session")
def screener(index: Index) -> Screener:
    return Screener(index)
