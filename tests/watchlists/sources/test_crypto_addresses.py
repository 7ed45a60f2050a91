from __future__ import annotations

import pytest

from watchlists.sources.crypto_addresses import find_crypto_addresses

ETH = "0xD599Ac04A1C786972b81e0Fef6fb0C3e7b52f8A7"
TRX = "TDpwBeBt6KPz2HJRzNNXy62gT1yU1MFLTS"
XBT = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"associated with the following Ethereum crypto addresses: {ETH} {ETH}", [("ETH", ETH), ("ETH", ETH)]),
        (f"Tron wallets:\n{TRX}", [("TRX", TRX)]),
        (f"Digital currency address {XBT};", [("XBT", XBT)]),
        (f"A reference {XBT} without the word", []),
        ("crypto wallet of the number 12345", []),
    ],
)
def test_addresses_are_found_where_the_text_speaks_of_them(text: str, found: list[tuple[str, str]]) -> None:
    assert [(number.note, number.value) for number in find_crypto_addresses(text)] == found
