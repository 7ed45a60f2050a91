"""The registers of the demonstration: stand-ins on a port of this machine, one of which is down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

from jobs.standins import registers_file, server
from jobs.standins.base import say
from jobs.standins.brreg import BrregStandIn
from jobs.standins.companies_house import CompaniesHouseStandIn
from jobs.standins.vies import ViesStandIn

CHOSEN = (CompaniesHouseStandIn(), ViesStandIn(), BrregStandIn())
DOWN = BrregStandIn.id


@contextmanager
def open_desks(folder: Path) -> Iterator[Path]:
    """Serve the stand-ins until the block ends; give the file that makes a service ask them, each as optional."""
    folder.mkdir(mode=0o700)
    with server.serve(CHOSEN) as standing:
        standing.behaviours[DOWN] = lambda _: say({"error": "maintenance"}, HTTPStatus.SERVICE_UNAVAILABLE)
        yield registers_file.write(folder, standing, CHOSEN)
