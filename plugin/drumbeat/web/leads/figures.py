"""Figures from outside the tickets: where each comes from, what is odd about it, and a lead's yes or no."""

from __future__ import annotations

from collections.abc import Mapping

from drumbeat.desk.coming import lacks_figures
from drumbeat.desk.facts import Typed, add_fact, approve, problems_of, reject
from drumbeat.desk.figures import Figure, figures_of
from drumbeat.desk.operational import fetch_facts, has_sources, is_fetched
from drumbeat.digest.language.phrase import Moment, Phrase, phrase, plural
from drumbeat.digest.operational import FactStatus, OperationalFact, SourceType, UnitKind, printed, printed_value
from drumbeat.errors import Conflict
from drumbeat.records.period import Period
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Go, Page
from drumbeat.web.blocks import (
    Badge,
    Block,
    Column,
    Details,
    Facts,
    Link,
    Links,
    Piece,
    Section,
    Tab,
    Table,
    Tabs,
    Text,
    Words,
)
from drumbeat.web.fields import Button, Choice, Field, Form, Hidden, Option
from drumbeat.web.jobs import Outcome, Tell, Work
from drumbeat.web.leads.months import month_of, named, place, written
from drumbeat.web.query import address
from drumbeat.web.routes import Routes
from drumbeat.web.versions import conflict
from drumbeat.web.visits import Visit

pages = Routes()
_SHOWN = 6
"""Months that are offered."""
_LONGEST = {"metric": 40, "label": 120, "value": 40, "note": 500, "reason": 200}
_BADGES = {
    FactStatus.APPROVED: Badge(phrase("approved"), "good"),
    FactStatus.REJECTED: Badge(phrase("left out"), "quiet"),
    FactStatus.PENDING: Badge(phrase("waits for a word"), "note"),
    FactStatus.HELD: Badge(phrase("far from usual"), "trouble"),
}
_SOURCES: dict[SourceType, Words] = {
    SourceType.CSV: phrase("list"),
    SourceType.HTTP: phrase("web address"),
    SourceType.PROMETHEUS: "Prometheus",
    SourceType.TYPED: phrase("typed"),
    SourceType.SERVICENOW: "ServiceNow",
}
_UNITS = {
    UnitKind.COUNT: phrase("a number"),
    UnitKind.HOURS: phrase("hours"),
    UnitKind.MINUTES: phrase("minutes"),
    UnitKind.BYTES: phrase("bytes"),
    UnitKind.PERCENT: phrase("percent"),
}
_CURRENCIES = ("EUR", "USD", "GBP", "CHF")
_WRONG = {
    "metric": phrase("Small letters, digits and _, such as spam_blocked."),
    "unit": phrase("Choose one of the list."),
    "value": phrase("A plain number such as 1204311 or 0.5. A count is whole, and no share is above 100."),
}


@pages.get("/teams/{team:int}/figures", Rule.LEAD, phrase("Figures to confirm"))
def figures(visit: Visit) -> Answer:
    """The figures of the last month, or of another that is named."""
    wanted = visit.query.get("month", "")
    return _page(visit, month_of(visit, wanted) if wanted else _months(visit)[0], {})


@pages.post("/teams/{team:int}/figures/{month}/approve", Rule.LEAD)
def approve_figure(visit: Visit) -> Answer:
    """Somebody stands behind the figure as it was shown."""
    period, metric = month_of(visit), visit.form.text("metric", _LONGEST["metric"])
    try:
        approve(visit.context, visit.team, period, metric, seen=_seen(visit))
    except Conflict:
        return _changed(visit, period, metric, phrase("to approve it"))
    return Go(_to(visit, period), phrase("Approved. The mail tells it once the draft is made anew."))


@pages.post("/teams/{team:int}/figures/{month}/reject", Rule.LEAD)
def reject_figure(visit: Visit) -> Answer:
    """The figure is left out as it is."""
    period, metric = month_of(visit), visit.form.text("metric", _LONGEST["metric"])
    reason = " ".join(visit.form.text("reason", _LONGEST["reason"]).split())
    if not reason or not reason.isprintable():
        return _page(visit, period, {f"reason-{metric}": phrase("Say in a few words why.")})
    try:
        reject(visit.context, visit.team, period, metric, reason, seen=_seen(visit))
    except Conflict:
        return _changed(visit, period, metric, phrase("to leave it out"), reason)
    return Go(_to(visit, period), phrase("It is left out."))


@pages.post("/teams/{team:int}/figures/{month}/add", Rule.LEAD)
def type_figure(visit: Visit) -> Answer:
    """A figure is typed, with what shows it."""
    period, form = month_of(visit), visit.form
    typed = Typed(
        metric=form.text("metric"),
        value=form.text("value"),
        unit=form.text("unit"),
        label=form.text("label"),
        note=form.text("note"),
    )
    wrong = _wrong(visit, typed)
    if wrong:
        return _page(visit, period, wrong)
    found, _ = add_fact(visit.context, visit.team, period, typed)
    return Go(_to(visit, period), phrase("Kept: {label}. It is told once somebody approves it.", label=found.label))


@pages.post("/teams/{team:int}/figures/{month}/fetch", Rule.LEAD)
def fetch(visit: Visit) -> Answer:
    """Every source is asked again."""
    period = month_of(visit)
    title = phrase("Figures of {month}", month=named(period))
    return visit.begin(title, _fetching(visit, period), back=_to(visit, period))


def _fetching(visit: Visit, period: Period) -> Work:
    context, team, to = visit.context, visit.team, _to(visit, period)

    def work(tell: Tell) -> Outcome:
        asked = failed = 0
        for each in fetch_facts(context, team, period):
            asked, failed = asked + 1, failed + (each.error is not None)
            tell(plural("{n} source was asked.", "{n} sources were asked.", asked))
        if failed:
            none = plural("{n} source gave no figure.", "{n} sources gave no figure.", failed)
            return Outcome(none, to=to)
        return Outcome(plural("{n} source was asked.", "{n} sources were asked.", asked), to=to)

    return work


def _seen(visit: Visit) -> str:
    return visit.form.version or "nothing"


def _to(visit: Visit, period: Period) -> str:
    return address(visit.within("figures"), month=written(period))


def _months(visit: Visit) -> list[Period]:
    """Those that have ended, the last one first."""
    here = visit.context.clock().astimezone(visit.team.zone)
    return Period.month(here.year, here.month, visit.team.zone).earlier(_SHOWN)


def _wrong(visit: Visit, typed: Typed) -> dict[str, Words]:
    """What is wrong with a typed figure, by field."""
    wrong: dict[str, Words] = {name: _WRONG[name] for name in problems_of(typed)}
    if is_fetched(visit.context, visit.team, typed.metric.strip()):
        wrong["metric"] = phrase("That one is fetched from its source. Correct it there, or choose another name.")
    if not typed.note.isprintable() or not typed.note:
        wrong["note"] = phrase("Say in a few words where the number comes from.")
    if not typed.label.isprintable() or not typed.label or len(typed.label) > _LONGEST["label"]:
        wrong["label"] = phrase("Say in a few words what it counts.")
    return wrong


def _changed(visit: Visit, period: Period, metric: str, wanted: Phrase, reason: str = "") -> Page:
    found = {each.id: each for each in figures_of(visit.context, visit.team, period)}.get(metric)
    holds: Words = phrase("It is not there any more.")
    if found is not None and found.fact is not None:
        holds = printed(found.fact, visit.say)
    asked: list[tuple[Words, Words]] = [(phrase("You wanted"), wanted)]
    if reason:
        asked.append((phrase("Reason"), reason))
    return conflict(tuple(asked), ((found.label if found else metric, holds),), _to(visit, period))


def _page(visit: Visit, period: Period, wrong: Mapping[str, Words]) -> Page:
    found = figures_of(visit.context, visit.team, period)
    months = [Tab(named(each), _to(visit, each), each.start == period.start) for each in reversed(_months(visit))]
    waiting = [each for each in found if each.is_open]
    blocks: list[Block] = [Tabs(phrase("Months"), tuple(months))]
    if waiting:
        said = plural("{n} figure waits for your word.", "{n} figures wait for your word.", len(waiting))
        blocks.append(Text(said, "note"))
    elif found:
        blocks.append(Text(phrase("No figure waits for your word."), "good"))
    to = visit.within(f"figures/{written(period)}")
    blocks += [_open(visit, to, each, each.fact, wrong) for each in waiting if each.fact is not None]
    others = [each for each in found if not each.is_open]
    if others or not found:
        blocks.append(_others(visit, others))
    blocks += _anew(visit, period)
    blocks.append(Links((Link(phrase("The edition of this month"), place(visit, period)),)))
    blocks += _further(visit, period, wrong)
    return Page(phrase("Figures of {month}", month=named(period)), tuple(blocks), 422 if wrong else 200)


def _anew(visit: Visit, period: Period) -> list[Block]:
    """What makes a draft tell the figures that were approved since it was made."""
    edition = visit.context.store.editions.find(visit.team.name, period)
    if edition is None or not lacks_figures(visit.context, visit.team, period, edition):
        return []
    button = (Button(phrase("Make the draft anew")),)
    return [
        Text(phrase("The draft does not tell yet what was approved."), "note"),
        Form(place(visit, period, "draft"), (), button, name="draft"),
    ]


def _open(visit: Visit, to: str, figure: Figure, fact: OperationalFact, wrong: Mapping[str, Words]) -> Section:
    """A figure that waits, with all that helps to decide."""
    name = figure.id
    pairs: list[tuple[Words, Piece]] = [(phrase("Value"), printed(fact, visit.say)), *_origin(visit, fact)]
    blocks: list[Block] = [*(Text(said, "note") for said in _oddities(visit, figure)), Facts(tuple(pairs))]
    metric = Hidden("metric", figure.id)
    if figure.needs_other:
        blocks.append(Text(phrase("You typed it. Money and downtime need the approval of a second person.")))
    else:
        button = Button(phrase("Approve"), about=figure.label)
        blocks.append(Form(f"{to}/approve", (metric,), (button,), fact.value_hash, f"approve-{name}"))
    problem = wrong.get(f"reason-{name}", "")
    reason = Field("reason", phrase("Reason"), "", wrong=problem, is_required=True, longest=_LONGEST["reason"])
    leave = Button(phrase("Leave it out"), tone="grave", about=figure.label)
    form = Form(f"{to}/reject", (metric, reason), (leave,), fact.value_hash, f"reject-{name}")
    blocks.append(Details(phrase("Leave it out"), (form,), is_open=bool(problem)))
    return Section(figure.label, tuple(blocks), name)


def _origin(visit: Visit, fact: OperationalFact) -> list[tuple[Words, Piece]]:
    source = phrase("{kind}: {where}", kind=_SOURCES[fact.source_type], where=fact.source_ref.partition(", SHA-256")[0])
    at = Moment(fact.fetched_at.astimezone(visit.team.zone))
    pairs: list[tuple[Words, Piece]] = [
        (phrase("Source"), source),
        (phrase("Brought in"), phrase("{at}, by {by}", at=at, by=fact.owner)),
    ]
    if not fact.is_complete:
        pairs.append((phrase("Covers"), phrase("{share} of the month", share=visit.say.share(fact.completeness))))
    return pairs


def _oddities(visit: Visit, figure: Figure) -> list[Phrase]:
    """What speaks for a closer look."""
    said: list[Phrase] = []
    fact = figure.fact
    if fact is not None and figure.far is not None:
        said.append(
            phrase(
                "{value} is far from the usual {usual} of the {n} months before.",
                value=printed(fact, visit.say),
                usual=printed_value(figure.far.typical, fact.unit, visit.say),
                n=figure.far.periods,
            )
        )
    if figure.is_changed:
        said.append(phrase("It has changed since it was approved."))
    if figure.in_advance:
        said.append(phrase("{by} approved its source in advance, which does not hold here.", by=figure.in_advance))
    return said


def _others(visit: Visit, found: list[Figure]) -> Table:
    return Table(
        phrase("Decided"),
        tuple(map(Column, (phrase("Figure"), phrase("Value"), phrase("State"), phrase("By")))),
        tuple(_row(visit, each) for each in found),
        empty=phrase("There are no figures of this month yet."),
    )


def _row(visit: Visit, figure: Figure) -> tuple[Piece, ...]:
    if figure.fact is None:
        return figure.label, "–", Badge(phrase("missing"), "note"), phrase("Its source has given no figure.")
    by: Piece = figure.fact.approved_by
    if figure.rejection is not None:
        by = phrase("{by}: {reason}", by=figure.rejection.by, reason=figure.rejection.reason)
    return figure.label, printed(figure.fact, visit.say), _BADGES[figure.fact.status], by


def _further(visit: Visit, period: Period, wrong: Mapping[str, Words]) -> list[Block]:
    """What is seldom done: ask the sources again, type a figure."""
    to, form = visit.within(f"figures/{written(period)}"), visit.form
    blocks: list[Block] = []
    if has_sources(visit.context, visit.team):
        ask = Form(f"{to}/fetch", (), (Button(phrase("Ask the sources again"), tone="plain"),), name="fetch")
        blocks.append(ask)
    units = [
        *(Option(kind.value, words) for kind, words in _UNITS.items()),
        *(Option(each, each) for each in _CURRENCIES),
    ]

    def field(name: str, label: Phrase, hint: Words = "") -> Field:
        held = form.text(name) if form.is_ticked("value") else ""
        return Field(name, label, held, hint=hint, wrong=wrong.get(name, ""), is_required=True, longest=_LONGEST[name])

    fields = (
        field("label", phrase("What it counts"), phrase("As the mail calls it: Spam messages blocked.")),
        field("metric", phrase("Short name"), phrase("The same each month, such as spam_blocked.")),
        field("value", phrase("Value"), phrase("Without separators: 1204311, or 0.5.")),
        Choice(
            "unit",
            phrase("Unit"),
            tuple(units),
            form.text("unit") or "count",
            is_menu=True,
            wrong=wrong.get("unit", ""),
        ),
        field("note", phrase("Where it comes from"), phrase("A report, a system, a person: whoever asks is told so.")),
    )
    body = Form(f"{to}/add", fields, (Button(phrase("Keep it")),), name="add")
    is_open = bool(wrong.keys() & {"label", "metric", "value", "unit", "note"})
    blocks.append(Details(phrase("Type a figure"), (body,), is_open=is_open))
    return blocks
