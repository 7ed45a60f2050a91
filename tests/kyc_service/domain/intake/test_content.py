"""Card and account numbers, and words about health."""

import pytest

from kyc_service.domain.intake.content import find_payment_data, mentions_health, read_free_text
from kyc_service.domain.intake.readings import Reading


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111",
        "paid by 4111 1111 1111 1111 today",
        "5555-5555-5555-4444",
        "378282246310005",
        "NL91ABNA0417164300",
        "to NL91 ABNA 0417 1643 00, please",
        "gb82west12345698765432",
    ],
)
def test_payment_data_are_found(text: str) -> None:
    assert find_payment_data(text)
    assert read_free_text(text).fault == "looks_like_other_data"


@pytest.mark.parametrize(
    "text",
    ["4111111111111112", "order 20261123162031", "NL91ABNA0417164301", "12345678", "+31 20 123 4567", "KVK 12345678"],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not find_payment_data(text)


@pytest.mark.parametrize("text", ["late because of diabetes", "HIV positive", "ist schwanger", "他有糖尿病"])
def test_words_about_health_ask_for_a_look(text: str) -> None:
    assert mentions_health(text)
    assert read_free_text(text).flags == ("special_category_suspected",)


@pytest.mark.parametrize("text", ["Purchasing manager", "Contract 12", "Impatience", "Cancery Lane", "office aide"])
def test_ordinary_words_do_not(text: str) -> None:
    assert not mentions_health(text)


def test_a_reading_does_not_show_its_text() -> None:
    assert "4111" not in repr(Reading("4111"))
