"""Writing for many at once: everybody's own, in order, in few transactions, and no failure is anybody else's."""

from __future__ import annotations

import contextlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from drumbeat.clerk import Clerk


class Book:
    """What is written, and in how many transactions; a transaction that fails leaves nothing."""

    def __init__(self):
        self.lines = []
        self.transactions = 0

    @contextlib.contextmanager
    def together(self):
        """One transaction."""
        before = list(self.lines)
        self.transactions += 1
        try:
            yield
        except BaseException:
            self.lines = before
            raise

    def write(self, line):
        """One line, which takes its time; a negative one is refused."""
        time.sleep(0.002)
        if line < 0:
            raise ValueError(line)
        self.lines.append(line)
        return line * 2


def test_alone_nothing_is_shared():
    """A single request is done by itself, and gives its result or its error."""
    book = Book()
    clerk = Clerk(book.together)
    assert clerk.do(lambda: book.write(3)) == 6
    with pytest.raises(ValueError, match="-1"):
        clerk.do(lambda: book.write(-1))
    assert (book.lines, book.transactions) == ([3], 0)


def test_many_share_transactions():
    """A hundred requests of ten threads are each written once, each gets its own result, in far fewer transactions."""
    book = Book()
    clerk = Clerk(book.together)

    def ask(line):
        time.sleep(0.001)
        return clerk.do(lambda: book.write(line))

    with ThreadPoolExecutor(10) as threads:
        assert list(threads.map(ask, range(100))) == [2 * line for line in range(100)]
    assert sorted(book.lines) == list(range(100))
    assert 0 < book.transactions < 60


def test_one_failure_is_nobody_elses():
    """Of requests in one transaction the refused one fails, and the others are written, once each."""
    book = Book()
    clerk = Clerk(book.together)
    outcomes = []

    def ask(line):
        try:
            outcomes.append(clerk.do(lambda: book.write(line)))
        except ValueError as error:
            outcomes.append(str(error))

    with clerk._pen:
        threads = [threading.Thread(target=ask, args=(line,)) for line in (1, -1, 2, 3)]
        for thread in threads:
            thread.start()
        while len(clerk._requests) < 4:
            time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert book.transactions == 1
    assert sorted(book.lines) == [1, 2, 3]
    assert sorted(map(str, outcomes)) == ["-1", "2", "4", "6"]
