"""The queue under sessions and semaphores: first come, first served, and never more than there are places (1.9)."""

from __future__ import annotations

import threading

from drumbeat.simulator.turnstile import Turnstile

PATIENCE = 5.0


def queued(turnstile: Turnstile, count: int, *, patience: float = PATIENCE):
    """Threads that wait, one behind the other; the list fills with who got in."""
    let_in: list[int] = []
    entered = threading.Semaphore(0)

    def wait(place: int) -> None:
        if turnstile.enter(patience):
            let_in.append(place)
        entered.release()

    threads = []
    for place in range(count):
        threads.append(threading.Thread(target=wait, args=(place,)))
        threads[-1].start()
        while len(turnstile._waiting) <= place:
            threading.Event().wait(0.001)
    return threads, let_in, entered


def test_first_come_first_served():
    """Whoever has waited longest gets the next place (traps 26 and 28)."""
    turnstile = Turnstile(1, 5)
    assert turnstile.enter(PATIENCE)
    threads, let_in, entered = queued(turnstile, 4)
    for count in range(1, 5):
        turnstile.leave()
        assert entered.acquire(timeout=PATIENCE)
        assert let_in == list(range(count))
    for thread in threads:
        thread.join(PATIENCE)


def test_a_place_is_handed_on_once():
    """A place that goes to a waiting one is not free for a third besides (traps 26 and 28)."""
    turnstile = Turnstile(1, 1)
    assert turnstile.enter(PATIENCE)
    (thread,), _, entered = queued(turnstile, 1)
    turnstile.leave()
    assert entered.acquire(timeout=PATIENCE)
    thread.join(PATIENCE)
    assert not turnstile.enter(0.01)
    turnstile.leave()
    assert turnstile.enter(PATIENCE)


def test_who_gave_up_takes_no_place():
    """One that waited too long leaves the queue, and the place goes to who is still there (trap 26)."""
    turnstile = Turnstile(1, 2)
    assert turnstile.enter(PATIENCE)
    (impatient,), nobody, _ = queued(turnstile, 1, patience=0.01)
    impatient.join(PATIENCE)
    assert nobody == []
    turnstile.leave()
    assert turnstile.enter(PATIENCE)


def test_a_full_queue_turns_away_at_once():
    """Beyond the queue nobody waits (traps 26 and 28)."""
    turnstile = Turnstile(2, 0)
    assert [turnstile.enter() for _ in range(3)] == [True, True, False]
