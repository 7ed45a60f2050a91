"""Every fixture stands in `fixtures/`, one file for each thing that is started."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, settings

# A machine that is busy with something else is no fault of the code: properties have neither a clock nor a pace.
_patient = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
# Thirty examples find most of what a hundred find, in every run; `make test-long` tries two hundred of each.
settings.register_profile("patient", max_examples=30, **_patient)
settings.register_profile("thorough", max_examples=200, **_patient)
settings.load_profile("patient")

pytest_plugins = [f"tests.fixtures.{path.stem}" for path in sorted((Path(__file__).parent / "fixtures").glob("*.py"))]
