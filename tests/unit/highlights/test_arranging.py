"""Which sentences a mail tells and in which order: what the lead hid, ticked or put first, then the order of kinds."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pytest

from drumbeat.digest.editing import Editing, in_order
from drumbeat.digest.highlights.arranging import MOST, arranged
from drumbeat.digest.model import Kind
from drumbeat.errors import SettingsError


@dataclass(frozen=True)
class Said:
    """A sentence."""

    id: str
    kind: Kind


def of(*ids: str) -> list[Said]:
    """Sentences by id."""
    return [Said(each, Kind(each.partition(":")[0])) for each in ids]


FOUND = of(
    *("fact:spam", "prevention:P1", "improvement:C1", "improvement:C2", "improvement:C3"),
    *("reuse:a", "incident:I1", "incident:I2", "changes:c", "volume:v"),
)


def ids(found) -> list[str]:
    """Their ids."""
    return [each.id for each in found]


def told(*, hidden: tuple[str, ...] = (), order: tuple[str, ...] = (), ticked: tuple[str, ...] = ()) -> list[str]:
    """Ids of what is told."""
    return ids(arranged(FOUND, Editing(hidden=frozenset(hidden), order=order), ticked).told)


def test_each_kind_tells_one_before_any_tells_its_second():
    """Nobody has decided anything: five kinds tell their first, in the order of kinds."""
    assert told() == ["fact:spam", "prevention:P1", "improvement:C1", "reuse:a", "incident:I1"]


def test_what_is_hidden_makes_room():
    """A hidden sentence is told nowhere, and the next one that waits has its room."""
    found = arranged(FOUND, Editing(hidden=frozenset({"prevention:P1", "improvement:C1"})))
    assert ids(found.told) == ["fact:spam", "improvement:C2", "reuse:a", "incident:I1", "changes:c"]
    assert ids(found.hidden) == ["prevention:P1", "improvement:C1"]
    assert set(ids(found.spare)) == {"improvement:C3", "incident:I2", "volume:v"}


def test_what_is_put_first_comes_first():
    """In the lead's order, before all others, and though there was no room for it; the others keep their order."""
    order = ("incident:I2", "improvement:C3")
    assert told(order=order) == [*order, "fact:spam", "prevention:P1", "improvement:C1"]


def test_what_is_hidden_is_not_put_first():
    """To hide is the stronger word."""
    assert told(order=("reuse:a",), hidden=("reuse:a",))[0] == "fact:spam"


def test_what_was_ticked_is_among_them():
    """A tick needs no order."""
    assert "incident:I2" in told(ticked=("incident:I2",))


def test_an_order_of_what_is_not_there_any_more():
    """Ids of nothing that was found, of a month before perhaps, change nothing."""
    assert told(order=("improvement:gone", "fact:gone")) == told()


def test_no_sentence_is_lost_or_doubled():
    """Whatever is hidden, ticked or first: each sentence is told, spare or hidden, and at most five are told."""
    some = ("fact:spam", "improvement:C3", "volume:v", "unknown:x")
    choices = [each for count in range(3) for each in itertools.permutations(some, count)]
    for hidden, order, ticked in itertools.product(choices, choices, choices[:5]):
        found = arranged(FOUND, Editing(hidden=frozenset(hidden), order=order), ticked)
        assert sorted(ids([*found.told, *found.spare, *found.hidden])) == sorted(ids(FOUND))
        assert len(found.told) == MOST
        assert ids([*found.outcomes, *found.further]) in (ids(found.told), [*ids(found.outcomes), *ids(found.further)])


def test_volume_is_never_first():
    """A lead who puts it first is told why not; an order that holds it nevertheless does not move it (F11)."""
    with pytest.raises(SettingsError, match="no outcome"):
        in_order(["volume:incidents_resolved"])
    assert told(order=("volume:v",)) == told()
    assert "volume:v" not in ids(arranged(of("volume:v", "reuse:a"), Editing(order=("volume:v",))).outcomes)


@pytest.mark.parametrize("said", ["", "improvement", "improvement:", "Improvement:C1", "x:\x1b[31m", "x:" + "1" * 100])
def test_what_is_no_id_is_refused(said):
    """An id is a kind and a number, printable and of bounded length."""
    with pytest.raises(SettingsError, match="An id is"):
        in_order([said])
