"""What is a receipt, and is one typed right? Sixteen digits, of which the last proves the others.

Fifteen random digits: of a million receipts in use, a thousand million tries are expected to hit one. The last digit is
Damm's (H. M. Damm, 2004): it finds every wrong digit and every two neighbours that have changed places.
"""

from __future__ import annotations

import unicodedata

LENGTH = 16
_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def check_digit(digits: str) -> str:
    """The digit that proves these."""
    row = "0"
    for digit in digits:
        row = _DAMM[int(row)][int(digit)]
    return row


def receipt_of(number: int) -> str:
    """The receipt that a large random number gives."""
    digits = f"{number % 10 ** (LENGTH - 1):0{LENGTH - 1}d}"
    return digits + check_digit(digits)


def typed(text: str) -> str:
    """A receipt as it was typed, without blanks and strokes, full width made half; "" where it cannot be one."""
    digits = "".join(char for char in unicodedata.normalize("NFKC", text) if char not in " -_\t\n\r·")
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()) or check_digit(digits) != "0":
        return ""
    return digits


def grouped(receipt: str) -> str:
    """As it is read aloud and copied out: 1234 5678 9012 3456."""
    return " ".join(receipt[at : at + 4] for at in range(0, len(receipt), 4))
