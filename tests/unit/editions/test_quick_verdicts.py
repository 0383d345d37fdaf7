"""How long it takes to judge a list that is written to take long."""

from __future__ import annotations

import time

import pytest

from drumbeat.editions.rule_rows import Limits, RowVerdict, pasted

ROWS = {
    "one label of nine hundred letters": lambda at: (
        f"a@{''.join(chr(0x4E00 + (at * 7 + n) % 20_000) for n in range(900))}.de"
    ),
    "one encoded label of nine hundred letters": lambda at: f"a@xn--{'b' * 900}-{at}kva.de",
    "a thousand marks on a letter": lambda at: "e" + "\u0301\u0323" * 500 + f"{at}@x.example",
    "three hundred labels": lambda at: f"a@{'.'.join(['üé'] * 300)}{at}.de",
    "a hundred labels that stand for another": lambda at: f"a@{'.'.join(['xn--tda'] * 100)}.xn--{at}-kva.de",
    "a long name beside a long address": lambda at: f"{'É' * 400} <{'é' * 700}{at}@x.example>",
}


@pytest.mark.parametrize("name", ROWS)
def test_no_row_takes_long(name):
    """Three hundred rows that nobody could mail to are refused within half a second of work, whatever is in them."""
    rows = [ROWS[name](at) for at in range(300)]
    began = time.process_time()
    judged = pasted(rows, "", (), Limits(("x.example",)))
    assert time.process_time() - began < 0.5
    assert judged.count(RowVerdict.BAD) == len(rows)
