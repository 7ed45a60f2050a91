"""A job's dotted name is a wire format: each resolves to a function that takes ids only."""

import importlib
import inspect

import pytest

from kyc_service.tasks import QUEUE_OF, Task


@pytest.mark.parametrize("task", list(Task))
def test_a_task_resolves(task: Task) -> None:
    module, _, function = task.value.rpartition(".")
    found = getattr(importlib.import_module(module), function)
    for parameter in inspect.signature(found).parameters.values():
        assert parameter.name.endswith("_id")
    assert task in QUEUE_OF
