"""Sessions, forms, links to sign in by, and attempts, over a real database of either kind."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from drumbeat.store.sessions import SessionStore
from drumbeat.store.sign_ins import SignInStore
from drumbeat.visitors import Answered, Holder, Invited, Lives, Told
from drumbeat.web.sessions import hash_of, new_key
from stores import NOW, later

LIVES = Lives(timedelta(hours=12), timedelta(hours=2))
MARIT = Holder("marit@example.com", "a1b2")
KEY, FORM = hash_of("a cookie"), hash_of("a form")
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)


@pytest.fixture(name="sessions")
def _sessions(place):
    made = SessionStore(place.open())
    made.begin(KEY, MARIT, NOW, LIVES)
    return made


@pytest.fixture(name="sign_ins")
def _sign_ins(place):
    return SignInStore(place.open())


def at_once(count, work):
    """What several threads get that do the same in the same moment."""
    gate, results = threading.Barrier(count), []

    def one():
        gate.wait()
        results.append(work())

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_a_session_is_whose_it_is(sessions):
    """The hash of a cookie tells who has signed in; any other hash, and the cookie itself, tells nothing."""
    assert sessions.holder(KEY, NOW, LIVES) == MARIT
    assert sessions.holder(hash_of(new_key()), NOW, LIVES) is sessions.holder("a cookie", NOW, LIVES) is None


def test_a_session_ends_when_nothing_is_done(sessions):
    """Two hours without a request end it; each request begins them anew."""
    assert sessions.holder(KEY, later(minutes=119), LIVES) == MARIT
    assert sessions.holder(KEY, later(minutes=230), LIVES) == MARIT
    assert sessions.holder(KEY, later(minutes=350), LIVES) is None


def test_a_session_ends_in_any_case(sessions):
    """Twelve hours end it, however much was done."""
    for minutes in range(0, 719, 60):
        assert sessions.holder(KEY, later(minutes=minutes), LIVES) == MARIT
    assert sessions.holder(KEY, later(minutes=720), LIVES) is None


def test_who_signs_out_is_out(sessions, place):
    """The cookie of a session that was ended opens nothing, and its forms go with it."""
    assert sessions.take_form(KEY, FORM) is None
    sessions.end(KEY)
    assert sessions.holder(KEY, NOW, LIVES) is None
    assert place.dump("web_session") == place.dump("web_form") == []


def test_sessions_that_are_over_go(sessions, place):
    """The next sign-in sweeps out what is over; the store holds no cookie, only hashes."""
    sessions.begin(hash_of("another"), MARIT, later(hours=3), LIVES)
    assert place.dump("web_session", "key, address, person") == [(hash_of("another"), MARIT.address, MARIT.person)]


def test_a_sentence_is_told_once(sessions):
    """What was done is said by the next page, and by no other."""
    sessions.tell(KEY, Told("Kept.", is_trouble=True))
    assert sessions.told(KEY) == Told("Kept.", is_trouble=True)
    assert sessions.told(KEY) is None


def test_a_form_is_taken_once(sessions):
    """Of several that send the same form at once one works on it; the others learn how it was answered."""
    taken = at_once(6, lambda: sessions.take_form(KEY, FORM))
    assert taken.count(None) == 1
    assert taken.count(Answered("")) == 5
    sessions.answer_form(KEY, FORM, Answered("/teams/1", "Kept."))
    assert sessions.take_form(KEY, FORM) == sessions.form(KEY, FORM) == Answered("/teams/1", "Kept.")


def test_a_form_that_failed_may_be_sent_again(sessions):
    """What was given back is taken by the next who sends it."""
    assert sessions.take_form(KEY, FORM) is None
    sessions.give_back_form(KEY, FORM)
    assert sessions.form(KEY, FORM) is None
    assert sessions.take_form(KEY, FORM) is None


def test_a_link_signs_in_once(sign_ins):
    """Looking at it changes nothing; of several that use it at once, one is signed in."""
    sign_ins.invite(KEY, Invited(MARIT.address, "/teams/1"), NOW, QUARTER)
    assert sign_ins.invited(KEY, NOW) == sign_ins.invited(KEY, NOW) == Invited(MARIT.address, "/teams/1")
    used = at_once(6, lambda: sign_ins.use(KEY, NOW))
    assert sorted(used, key=bool) == [*[None] * 5, Invited(MARIT.address, "/teams/1")]
    assert sign_ins.invited(KEY, NOW) is None


def test_a_link_is_good_for_a_while(sign_ins, place):
    """After fifteen minutes it signs nobody in; the next link sweeps it out."""
    sign_ins.invite(KEY, Invited(MARIT.address), NOW, QUARTER)
    assert sign_ins.invited(KEY, later(minutes=14, seconds=59)) == Invited(MARIT.address)
    assert sign_ins.use(KEY, later(minutes=15)) is sign_ins.invited(KEY, later(minutes=15)) is None
    sign_ins.invite(FORM, Invited(MARIT.address), later(minutes=16), QUARTER)
    assert place.dump("sign_in_link", "key") == [(FORM,)]


def test_who_holds_a_link(sign_ins):
    """Whose link neither was used nor is too old is told once, however many there are."""
    for key in (KEY, FORM):
        sign_ins.invite(key, Invited(MARIT.address), NOW, QUARTER)
    assert sign_ins.awaited(later(minutes=14)) == [MARIT.address]
    assert sign_ins.awaited(later(minutes=15)) == []
    assert [sign_ins.use(key, NOW) and sign_ins.awaited(NOW) for key in (KEY, FORM)] == [[MARIT.address], []]


def test_attempts_are_counted(sign_ins):
    """So many within an hour and no more, for each who tries by itself; an hour later there is room again."""
    tried = at_once(8, lambda: sign_ins.try_once("sign-in of address", KEY, NOW, 5, HOUR))
    assert sorted(tried) == [*[False] * 3, *[True] * 5]
    assert sign_ins.try_once("sign-in of address", FORM, NOW, 5, HOUR)
    assert sign_ins.try_once("sign-in of client", KEY, NOW, 5, HOUR)
    assert not sign_ins.try_once("sign-in of address", KEY, later(minutes=59), 5, HOUR)
    assert sign_ins.try_once("sign-in of address", KEY, later(minutes=60), 5, HOUR)
