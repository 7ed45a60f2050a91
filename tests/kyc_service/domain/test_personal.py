import json
import logging
import pickle

import pytest

from kyc_service.domain.personal import Personal

CANARY = "Canary Kanarivogel"


def test_it_opens_for_a_purpose() -> None:
    assert Personal(CANARY).use("aml_check") == CANARY


def test_it_does_not_open_without_one() -> None:
    with pytest.raises(ValueError, match="purpose"):
        Personal(CANARY).use("")


def test_texts_do_not_show_it(caplog: pytest.LogCaptureFixture) -> None:
    box = Personal({"person.name": CANARY})
    logging.getLogger("test").warning("found %s", box)
    shown = f"{box} {box!r} {box:>20} {box!s} {[box]}" + caplog.text
    assert "<personal>" in shown
    assert CANARY not in shown


def test_json_and_pickle_refuse_it() -> None:
    with pytest.raises(TypeError):
        json.dumps(Personal(CANARY))
    with pytest.raises(TypeError):
        pickle.dumps(Personal(CANARY))


def test_it_is_no_key_of_a_dictionary() -> None:
    with pytest.raises(TypeError):
        hash(Personal(CANARY))


def test_it_compares_by_value() -> None:
    assert Personal(1) == Personal(1)
    assert Personal(1) != Personal(2)
    assert Personal(1) != 1
