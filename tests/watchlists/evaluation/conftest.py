"""A few listed parties, indexed once, with a screener over them."""

import pytest

from tests.fixtures.listed import LISTED, index_entries
from watchlists.evaluation.parties import Parties
from watchlists.matching import Screener


@pytest.fixture(scope="session")
def screener(tmp_path_factory: pytest.TempPathFactory) -> Screener:
    return Screener(index_entries(LISTED, tmp_path_factory.mktemp("index")))


@pytest.fixture(scope="session")
def parties() -> Parties:
    return Parties(LISTED)
