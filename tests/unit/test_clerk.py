"""Writing for many at once: everybody's own, in order, in few transactions, and no failure is anybody else's."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from drumbeat.clerk import Clerk


class Book:
    """What is written, and how much of it at once; a writing that fails leaves nothing."""

    def __init__(self):
        self.lines = []
        self.together = []

    def write(self, lines):
        """All of them, which takes its time; a negative one is refused."""
        time.sleep(0.002)
        self.together.append(len(lines))
        if min(lines) < 0:
            raise ValueError(min(lines))
        self.lines += lines
        return [line * 2 for line in lines]


def test_alone_nothing_is_shared():
    """A single wish is done by itself, and gives its answer or its error."""
    book = Book()
    clerk = Clerk(book.write)
    assert clerk.do(3) == 6
    with pytest.raises(ValueError, match="-1"):
        clerk.do(-1)
    assert (book.lines, book.together) == ([3], [1, 1])


def test_many_are_written_together():
    """A hundred wishes of ten threads are each written once, each gets its own answer, in far fewer writings."""
    book = Book()
    clerk = Clerk(book.write)

    def ask(line):
        time.sleep(0.001)
        return clerk.do(line)

    with ThreadPoolExecutor(10) as threads:
        assert list(threads.map(ask, range(100))) == [2 * line for line in range(100)]
    assert sorted(book.lines) == list(range(100))
    assert len(book.together) < 60


def test_one_failure_is_nobody_elses():
    """Of wishes that were written together the refused one fails, and the others are written, once each."""
    book = Book()
    clerk = Clerk(book.write)
    outcomes = []

    def ask(line):
        try:
            outcomes.append(clerk.do(line))
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
    assert book.together == [4, 1, 1, 1, 1]
    assert sorted(book.lines) == [1, 2, 3]
    assert sorted(map(str, outcomes)) == ["-1", "2", "4", "6"]
