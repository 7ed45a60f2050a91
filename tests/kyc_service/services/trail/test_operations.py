"""Operations have words: those that people read of most."""

from __future__ import annotations

import re
from pathlib import Path

import kyc_service
from kyc_service.services.trail.operations import OPERATIONS, say_operation

_WRITTEN = re.compile(r'(?:audit\.append|_note)\(\s*(?:work, [a-z]+, )?"([a-z_]+\.[a-z_]+)"')


def test_every_word_is_of_an_operation_and_every_operation_has_one() -> None:
    room = Path(kyc_service.__file__).parent
    sources = "".join(path.read_text(encoding="utf-8") for path in room.rglob("*.py"))
    written = set(_WRITTEN.findall(sources))
    assert len(written) > 50
    assert all(f'"{op}"' in sources.replace(f'"{op}": ', "") for op in OPERATIONS)
    assert not written - set(OPERATIONS)


def test_one_without_words_is_said_by_its_own() -> None:
    assert say_operation("thing.was_done") == "Thing: was done"
    assert say_operation("case.opened") == "A case was opened"
