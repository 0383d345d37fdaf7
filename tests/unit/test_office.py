"""Working through recipients: everybody once, several at a time, at a pace, and when to stop."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from datetime import UTC, datetime

import pytest

from drumbeat.delivery.pace import Pace, Pacer
from drumbeat.editions.deliveries import Delivery, DeliveryState, Outcome
from drumbeat.errors import MailServerRefused, Throttled
from drumbeat.sending import AWAY_AFTER, PUT_OFF_AFTER, THROTTLED_AFTER, UNHURRIED, Handed, Office

SENT, PLANNED, UNKNOWN, FAILED = (
    *(DeliveryState.SENT, DeliveryState.PLANNED),
    *(DeliveryState.UNKNOWN, DeliveryState.FAILED),
)
MANY = [f"{number:03}@x.example" for number in range(60)]
LATER = datetime(2026, 11, 2, 9, tzinfo=UTC)


class Day:
    """What an office did; `says` gives the state of a recipient's mail, or until when it is put off, or raises."""

    def __init__(self, says=lambda _recipient: SENT, pace=UNHURRIED, *, known=(), used_today=0):
        self.says = says
        self.known = set(known)
        self.handled = []
        self.busy = self.most_busy = 0
        self.used_today = used_today
        self._lock = threading.Lock()
        self.stop = threading.Event()
        self.settled = []
        self.office = Office(
            claim=self.claim,
            settle=self.settled.extend,
            together=contextlib.nullcontext,
            deliver=self.deliver,
            left_today=lambda: self.used_today + len(self.handled),
            pace=pace,
            stop=self.stop,
        )

    def claim(self, some):
        """Whoever is known already is not sent to."""
        return [Delivery(each, DeliveryState.CLAIMED, "<1@x>", 1, "") for each in some if each not in self.known]

    def deliver(self, delivery):
        """Takes a moment."""
        with self._lock:
            self.handled.append(delivery.recipient)
            self.busy += 1
            self.most_busy = max(self.most_busy, self.busy)
        time.sleep(0.002)
        try:
            said = self.says(delivery.recipient)
            later = said if isinstance(said, datetime) else None
            handed = Handed(Outcome(delivery.recipient, PLANNED if later else said, retry_at=later))
        except (MailServerRefused, Throttled, ZeroDivisionError) as trouble:
            handed = Handed(Outcome(delivery.recipient, PLANNED), trouble)
        with self._lock:
            self.busy -= 1
        return handed


@pytest.mark.parametrize("workers", [1, 3, 8])
def test_everybody_once(workers):
    """Each recipient is handled exactly once, by no more workers at a time than there are."""
    day = Day()
    day.office.work_through(MANY, workers)
    assert Counter(day.handled) == dict.fromkeys(MANY, 1)
    assert Counter(day.settled) == dict.fromkeys((Outcome(each, SENT) for each in MANY), 1)
    assert day.most_busy <= workers
    assert workers == 1 or day.most_busy > 1


def test_one_worker_keeps_the_order():
    """Alone, the first comes first."""
    day = Day(known=MANY[3:5])
    day.office.work_through(MANY, 1)
    assert day.handled == MANY[:3] + MANY[5:]


@pytest.mark.parametrize("silence", [PLANNED, UNKNOWN])
@pytest.mark.parametrize("workers", [1, 4])
def test_two_silences_in_a_row_stop_all(silence, workers):
    """After two nobody begins another mail; what was on its way by then is at most one for each other worker."""
    day = Day(lambda _recipient: silence)
    day.office.work_through(MANY, workers)
    assert AWAY_AFTER <= len(day.handled) <= AWAY_AFTER + workers - 1


def test_a_plain_answer_between_two_silences_goes_on():
    """Yes and no count as answers."""
    answers = {recipient: (UNKNOWN, SENT, PLANNED, FAILED)[at % 4] for at, recipient in enumerate(MANY)}
    day = Day(answers.get)
    day.office.work_through(MANY, 1)
    assert day.handled == MANY


@pytest.mark.parametrize("workers", [1, 4])
def test_a_server_that_puts_mails_off_is_not_away(workers):
    """Greylisting: whoever is put off is no silence, so that all the others are asked for in the same run."""
    day = Day(lambda _recipient: LATER)
    day.office.work_through(MANY, workers)
    assert Counter(day.handled) == dict.fromkeys(MANY, 1)


def test_a_server_that_puts_all_off_is_left_alone():
    """It is asked for so many in a row and no more; a plain answer among them begins the row anew."""
    many = [f"{number:03}@x.example" for number in range(2 * PUT_OFF_AFTER)]
    day = Day(lambda recipient: SENT if recipient == many[9] else LATER)
    day.office.work_through(many, 1)
    assert len(day.handled) == 10 + PUT_OFF_AFTER


@pytest.mark.parametrize("workers", [1, 4])
def test_a_refusal_of_us_stops_all(workers):
    """What the server refuses to us it would refuse to the next one as well."""

    def refuse(_recipient):
        raise MailServerRefused("no")

    day = Day(refuse)
    day.office.work_through(MANY, workers)
    assert 1 <= len(day.handled) <= workers


@pytest.mark.parametrize("workers", [1, 4])
def test_an_unforeseen_error_stops_all_and_is_told(workers):
    """A bug in one worker ends the day for all and reaches the caller."""

    def break_down(recipient):
        if recipient == MANY[5]:
            raise ZeroDivisionError
        return SENT

    day = Day(break_down)
    with pytest.raises(ZeroDivisionError):
        day.office.work_through(MANY, workers)
    assert 6 <= len(day.handled) <= 6 + 3 * workers
    assert {each.recipient for each in day.settled} == set(day.handled)


def test_a_broken_store_stops_all():
    """What cannot be claimed is not delivered, and nobody else goes on."""

    def broken(_some):
        raise ZeroDivisionError

    day = Day()
    day.office.claim = broken
    with pytest.raises(ZeroDivisionError):
        day.office.work_through(MANY, 3)
    assert day.handled == []


@pytest.mark.parametrize("workers", [1, 4])
def test_whoever_is_stopped_by_a_person_claims_no_more(workers):
    """Held while it leaves: the first claim that says so is the last, though there is a minute between two mails."""
    asked = []
    day = Day(pace=Pacer(Pace(1, 0)))
    day.office.claim = asked.extend
    began = time.monotonic()
    day.office.work_through(MANY, workers)
    assert (asked, day.handled) == (MANY[:1], [])
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("workers", [1, 4])
def test_what_fails_among_others_is_done_alone(workers):
    """A claim that fails while several are written together costs nobody the turn: everybody is handled once."""
    day = Day()
    whole = day.claim

    def grudging(some):
        if len(some) > 1:
            raise OSError
        return whole(some)

    day.office.claim = grudging
    day.office.work_through(MANY, workers)
    assert Counter(day.handled) == dict.fromkeys(MANY, 1)


@pytest.mark.parametrize("workers", [1, 3])
def test_who_was_throttled_comes_last(workers):
    """A mail that was not taken at this pace is handed over again in the same run, at its end, after a pause."""
    refused = {MANY[2], MANY[7]}

    def throttle(recipient):
        if recipient in refused:
            refused.discard(recipient)
            raise Throttled("slower")
        return SENT

    pacer = Pacer(Pace(12_000, 0, pause=0.05))
    day = Day(throttle, pacer)
    began = time.monotonic()
    day.office.work_through(MANY[:10], workers)
    assert Counter(day.handled) == {**dict.fromkeys(MANY[:10], 1), MANY[2]: 2, MANY[7]: 2}
    assert time.monotonic() - began > 0.05
    if workers == 1:
        assert day.handled[-2:] == [MANY[2], MANY[7]]


def test_a_server_that_goes_on_throttling_is_left_alone():
    """Requests to slow down that do not end stop all after a few."""

    def throttle(_recipient):
        raise Throttled("slower", after=0.0)

    day = Day(throttle)
    day.office.work_through(MANY, 1)
    assert len(day.handled) == THROTTLED_AFTER


@pytest.mark.parametrize(("used", "expected"), [(0, 20), (15, 5), (20, 0), (25, 0)])
def test_no_more_than_a_day_may_have(used, expected):
    """The day's limit is exact, however many workers there are, and counts what had left before (rule E41)."""
    day = Day(pace=Pacer(Pace(0, 20)), used_today=used)
    claimed = []
    day.office.left_today = lambda: used + len(claimed)
    whole = day.claim
    day.office.claim = lambda some: claimed.extend(some) or whole(some)
    day.office.work_through(MANY, 4)
    assert len(day.handled) == expected


@pytest.mark.parametrize("workers", [1, 4])
def test_what_became_of_a_mail_is_kept_though_the_day_cannot_be_counted(workers):
    """Where the store fails when it is asked whose turn is next, all mails of before are settled, and it is told."""
    day = Day(pace=Pacer(Pace(0, 100)))
    counts = iter(range(10))

    def left_today():
        if next(counts, None) is None:
            raise ZeroDivisionError
        return 0

    day.office.left_today = left_today
    with pytest.raises(ZeroDivisionError):
        day.office.work_through(MANY, workers)
    assert len(day.handled) >= 10 - workers
    assert sorted(each.recipient for each in day.settled) == sorted(day.handled)


def test_mails_leave_at_the_pace():
    """Ten mails at 1,200 a minute take nine twentieths of a second, with several workers as with one."""
    day = Day(pace=Pacer(Pace(1200, 0)))
    began = time.monotonic()
    day.office.work_through(MANY[:10], 3)
    assert len(day.handled) == 10
    assert 0.44 < time.monotonic() - began < 5


def test_no_worker_holds_more_than_one_claim():
    """Claims are taken for those only who have nothing to do: never more than there are workers."""
    day = Day()
    held, most = set(), []
    whole, deliver = day.claim, day.deliver

    def claim(some):
        held.update(some)
        most.append(len(held))
        return whole(some)

    def finish(delivery):
        try:
            return deliver(delivery)
        finally:
            held.discard(delivery.recipient)

    day.office.claim, day.office.deliver = claim, finish
    day.office.work_through(MANY, 4)
    assert max(most) <= 4
    assert Counter(day.handled) == dict.fromkeys(MANY, 1)


def test_stopping_does_not_wait_for_a_turn():
    """When it is time to stop, whoever waits for a turn goes home at once."""

    def refuse(_recipient):
        raise MailServerRefused("no")

    day = Day(refuse, Pacer(Pace(1, 0)))
    began = time.monotonic()
    day.office.work_through(MANY, 3)
    assert len(day.handled) == 1
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("workers", [1, 3])
def test_whoever_is_told_to_stop_does_not_wait_for_a_turn(workers):
    """Told from outside, they go home though mails and a minute until the next one are left."""
    day = Day(lambda _recipient: day.stop.set() or SENT, Pacer(Pace(1, 0)))
    began = time.monotonic()
    day.office.work_through(MANY, workers)
    assert len(day.handled) == 1
    assert time.monotonic() - began < 5


def test_who_was_told_to_stop_before_begins_nothing():
    """Nobody is claimed once it is time to stop."""
    day = Day()
    day.stop.set()
    day.office.work_through(MANY, 3)
    assert day.handled == []
