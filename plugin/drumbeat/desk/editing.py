"""What a lead changes about an edition before it leaves: the note, titles that may appear, what is hidden or first."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from drumbeat.desk.besides import built_of
from drumbeat.desk.context import Context
from drumbeat.desk.drafts import draft
from drumbeat.desk.edited import is_edited
from drumbeat.desk.seen import refuse_other
from drumbeat.desk.versions import edition_holds, edition_version, refuse_other_edition
from drumbeat.digest.build import Beside, build
from drumbeat.digest.choices import NO_CHOICES, Choice, Choices, Offer, choices, of_json
from drumbeat.digest.editing import Editing, Pending, ids_of, in_order, note_of, ticked
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.highlights.arranging import arranged
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.digest.model import Kind
from drumbeat.editions.deliveries import EditionState
from drumbeat.errors import SettingsError
from drumbeat.ports import Edition
from drumbeat.records.period import Period
from drumbeat.records.team import Team


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a section, and whether it is hidden."""

    id: str
    text: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Title:
    """An incident's title as it would be told, and whether it is ticked as it is."""

    number: str
    text: str
    hash: str
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class Editable:
    """What can be edited, as it stands after what was edited last; said in the edition's own language.

    It comes from what was kept with the draft: no record is read. What was edited since the draft was made is not in
    its mail yet (`is_behind`).
    """

    note: str
    outcomes: tuple[Choice, ...]
    """The sentences of the first screen, in their order."""
    further: tuple[Choice, ...]
    """Those that are told below it."""
    spare: tuple[Choice, ...]
    """Those for which there is no room, until they are put first."""
    hidden: tuple[Choice, ...]
    lines: tuple[Line, ...]
    """Of the sections, that no sentence tells of."""
    titles: tuple[Title, ...]
    pending: tuple[Offer, ...]
    """Downtime that is told once somebody approves it."""
    version: str
    """To be given back with a change."""
    is_behind: bool
    """Whether the draft is to be made anew, so that its mail says what was edited."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be other than before; what is not said stays."""

    note: str | None = None
    """Empty: it is taken out."""
    tick: Mapping[str, str] = field(default_factory=dict)
    """Number of an incident, in capitals -> hash of the title that is to appear (`Title.hash`, `Pending.hash`)."""
    untick: Collection[str] = ()
    hide: Collection[str] = ()
    """Ids."""
    show: Collection[str] = ()
    first: Sequence[str] = ()
    """Ids that come before all others, those that came first before included."""
    order: Sequence[str] | None = None
    """In place of every order before; empty: that of the kinds again."""


def editable(context: Context, team: Team, period: Period) -> Editable | None:
    """What can be edited about the team's draft; None where there is none, or it has begun to leave."""
    edition = context.store.editions.find(team.name, period)
    if edition is None or edition.state is not EditionState.DRAFT:
        return None
    known, editing = _kept(context, edition), context.store.editing.get(team.name, period)
    told = arranged(known.highlights, editing, {f"{Kind.INCIDENT}:{number}" for number in editing.ticked})
    return Editable(
        note=editing.note,
        outcomes=told.outcomes,
        further=told.further,
        spare=told.spare,
        hidden=told.hidden,
        lines=tuple(Line(each.id, each.text, each.id in editing.hidden) for each in known.lines),
        titles=tuple(
            Title(each.id, each.text, each.hash, editing.ticked.get(each.id) == each.hash) for each in known.titles
        ),
        pending=tuple(each for each in known.pending if not editing.approves(each.id, each.hash)),
        version=edition_version(context, team, period, editing),
        is_behind=is_edited(context, team, period, edition),
    )


def offered(held: str, editing: Editing) -> tuple[Offer, ...]:
    """Downtime that a draft leaves out until somebody approves it. `held`: the choices that were kept with it."""
    known = of_json(json.loads(held)) if held else NO_CHOICES
    return tuple(each for each in known.pending if not editing.approves(each.id, each.hash))


def edit(
    context: Context, team: Team, period: Period, changes: Changes, *, known: Choices | None = None, seen: str = ""
) -> Editing:
    """Change what is decided about the edition; what is decided then. It is in the mail from the next draft on.

    `known`: what can be decided, where it was found of the records just now; otherwise what was kept with the draft.
    Two who edit at once do not undo each other. Raises SettingsError for what cannot be, and once the edition has
    begun to leave; Conflict for another version than was seen.
    """
    words = None if changes.note is None else note_of(changes.note)
    dropped = ticked(changes.untick)
    new = {number: changes.tick[number] for number in ticked(changes.tick) if number not in dropped}
    hidden, shown, first = frozenset(ids_of(changes.hide)), frozenset(ids_of(changes.show)), in_order(changes.first)
    order = None if changes.order is None else in_order(changes.order)
    _refuse_unknown(context, team, period, [*hidden, *first, *(order or ())], known)

    def decide(before: Editing) -> Editing:
        refuse_other(seen, edition_version(context, team, period, before), edition_holds(context, team, period))
        kept = {number: title for number, title in before.ticked.items() if number not in dropped}
        base = before.order if order is None else order
        return replace(
            before,
            note=before.note if words is None else words,
            ticked={**kept, **new},
            hidden=(before.hidden | hidden) - shown,
            order=(*first, *(each for each in base if each not in first)),
        )

    before = context.store.editing.get(team.name, period)
    if decide(before) != before:
        _refuse_if_left(context, team, period)
    entry = context.entry("edit edition", "", _told(team, period, changes))
    return context.store.editing.change(team.name, period, decide, entry)


def refuse_no_draft(context: Context, team: Team, period: Period, seen: str = "") -> None:
    """Raises SettingsError for an edition that has begun to leave, Conflict for another version than was seen."""
    refuse_other_edition(context, team, period, seen)
    _refuse_if_left(context, team, period)


def draft_anew(context: Context, team: Team, period: Period) -> Edition:
    """Make the draft of the records as they are, because somebody asked for it: it stands in the audit log.

    Raises SettingsError for an edition that has begun to leave, and as `draft`.
    """
    _refuse_if_left(context, team, period)
    made = draft(context, team, period)
    entry = context.entry("make draft", detail=f"{team.name}, {period.start}")
    context.store.audit.note(replace(entry, team=team.name))
    return made


def choices_now(context: Context, team: Team, period: Period) -> Choices:
    """What can be decided about the digest as the records tell it now: it reads the whole store."""
    return choices(built_of(context, team, period), SAY)


def titles_now(context: Context, team: Team, period: Period, numbers: Collection[str]) -> Mapping[str, Pending]:
    """What would be told of the incidents, by number, as the records tell it now.

    It reads the whole store. Raises SettingsError where nothing would be.
    """
    if not numbers:
        return {}
    asked = Beside(editing=Editing(ticked=dict.fromkeys(numbers, "")))
    found = build(team, period, context.stock, context.policy(), asked).lapsed
    unknown = sorted(set(numbers) - set(found))
    if unknown:
        raise SettingsError(
            spoken(
                phrase(
                    "{numbers}: no title of that number can be told in {period}.",
                    numbers=tuple(unknown),
                    period=view_of(period),
                )
            ),
            recovery=f"See what became of it with `drumbeat explain {unknown[0]}`; nothing was changed.",
        )
    return found


def _kept(context: Context, edition: Edition) -> Choices:
    """What was kept with the draft; nothing of one that an older version made."""
    held = context.store.editions.choices(edition.id)
    return of_json(json.loads(held)) if held else NO_CHOICES


def _refuse_unknown(context: Context, team: Team, period: Period, ids: Collection[str], known: Choices | None) -> None:
    """Raises SettingsError for an id of nothing that the digest could tell, naming some that there are."""
    if not ids:
        return
    edition = context.store.editions.find(team.name, period)
    there = known or (_kept(context, edition) if edition is not None else NO_CHOICES)
    lost = [each for each in ids if each not in there.ids]
    if lost:
        some = SAY.listed(sorted(each.id for each in there.highlights), _NAMED)
        raise SettingsError(
            spoken(
                phrase(
                    "Nothing in {period} has the id {ids}; nothing was changed.",
                    period=view_of(period),
                    ids=tuple(lost),
                )
            ),
            recovery=f"There is {some}." if some else "Make the draft first: drumbeat preview.",
        )


_NAMED = 8


def _refuse_if_left(context: Context, team: Team, period: Period) -> None:
    found = context.store.editions.find(team.name, period)
    if found is not None and found.state is not EditionState.DRAFT:
        raise SettingsError(
            spoken(phrase("The edition of {period} has begun to leave, and stays as it is.", period=view_of(period))),
            recovery=spoken(phrase("What is wrong about it is told as a correction in the next one.")),
        )


def _told(team: Team, period: Period, changes: Changes) -> str:
    """What the audit log says of it: numbers and ids, never words."""
    said = [f"{team.name}, {period.start}", "" if changes.note is None else "note"]
    parts = {
        "tick": sorted(changes.tick),
        "untick": sorted(changes.untick),
        "hide": sorted(changes.hide),
        "show": sorted(changes.show),
        "first": changes.first,
        "order": changes.order or (),
    }
    said += [f"{name} {', '.join(ids)}" for name, ids in parts.items() if ids]
    return "; ".join(filter(None, said))
