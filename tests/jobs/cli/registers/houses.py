"""A house whose runtime asks registers as a file says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from jobs import context
from kyc_service.egress.registers import Limits, Wire
from kyc_service.services.registers.registers import Registers
from kyc_service.services.runtime import Runtime
from tests.jobs.conftest import House


def move_in(house: House, registers_file: Path) -> Runtime:
    """Give the commands of this process a runtime that reads the operator's file, and waits for nobody."""
    settings = replace(house.rt.settings, registers_file=registers_file)
    registers = Registers.load(settings)
    asker = replace(registers.asker, wire=Wire(Limits(connect=1.0, read=0.3, total=1.0)), sleep=lambda _: None)
    house.rt.registers.close()
    house.rt = replace(house.rt, settings=settings, registers=replace(registers, asker=asker))
    context.install(house.rt)
    return house.rt
