"""Is everything there that a digest needs, and what to ask for where it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from drumbeat import app
from drumbeat.desk.advice import plugin_for, role_for
from drumbeat.desk.context import Context
from drumbeat.desk.evidence_checks import evidence_verdict
from drumbeat.desk.local_checks import local_verdicts
from drumbeat.desk.mail_checks import mail_verdicts
from drumbeat.desk.verdicts import Part, TableFinding, Verdict
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.digest.letter import Frame
from drumbeat.digest.sample import sample
from drumbeat.errors import DrumbeatError, SourceError, TableAbsent, TableDenied
from drumbeat.ports import LiveSource, Window
from drumbeat.pull.plan import horizon
from drumbeat.records.fields import shows_utc
from drumbeat.records.tables import INCIDENT, Table, missing_fields
from drumbeat.settings import Settings

_SAMPLE = 50
"""Rows of a table that are looked at: the first alone may be one that a rule hides."""
_WITH_ALL = Frame(is_subscribed=True, leave_page="https://digest.example.com")
"""So that no template of a mail is left out."""
_UNREADABLE = frozenset({"denied", "absent"})


def check(context: Context, try_pages: Callable[[Settings], None]) -> Iterator[Verdict]:
    """Try settings and store, instance, sign-in, each table, the account's zone, mail, links to evidence, templates.

    `try_pages` lays out the pages, and raises DrumbeatError where one is wrong. One part that fails keeps none of the
    others from being tried. Each line comes as soon as it is known.
    """
    settings = context.settings
    yield from local_verdicts(context)
    yield from _instance(context)
    yield from mail_verdicts(settings.mail, context.clock)
    yield evidence_verdict(settings, context.clock())
    yield _templates(settings, try_pages)


def _instance(context: Context) -> Iterator[Verdict]:
    settings = context.settings
    try:
        source = app.servicenow(settings.servicenow.model_copy(update={"page_size": _SAMPLE}))
        moment = source.server_moment()
        answers = phrase("Instance: {url} answers, and the sign-in is accepted.", url=settings.servicenow.url)
        yield Verdict(Part.INSTANCE, spoken(answers))
        yield _zone(moment)
        window = horizon(context.clock(), settings.servicenow.months)
        findings = tuple(_probe(source, table, window) for table in context.tables)
    except DrumbeatError as error:
        yield Verdict(Part.INSTANCE, spoken(phrase("Instance: {problem}", problem=error.args[0])), error=error)
        return
    yield Verdict(
        Part.TABLES,
        spoken(
            phrase(
                "Read: rows of the first {sample} that the account may see. Expected: all of the last {months} months "
                "by X-Total-Count. Counted: the same by the Aggregate API.",
                sample=_SAMPLE,
                months=settings.servicenow.months,
            )
        ),
        error=_no_incidents(findings),
        tables=findings,
    )


def _no_incidents(findings: tuple[TableFinding, ...]) -> SourceError | None:
    if findings[0].status not in _UNREADABLE:
        return None
    return SourceError(
        spoken(phrase("Incidents cannot be read, and without them there is no digest.")),
        recovery=spoken(phrase("Ask the ServiceNow administrator for {what}.", what=findings[0].advice)),
    )


def _probe(source: LiveSource, table: Table, window: Window) -> TableFinding:
    """One page and one count tell: the table is there, how much of it can be read, and which fields."""
    try:
        page = source.fetch(table, window)
    except TableAbsent:
        return TableFinding(table, "absent", None, None, None, plugin_for(table))
    except TableDenied as error:
        return TableFinding(table, "denied", None, None, None, error.asked_for or role_for(table))
    counted = source.count(table, window)
    found = partial(TableFinding, table, read=len(page.rows), expected=page.remaining, counted=counted)
    there = max(page.remaining or 0, counted or 0)
    if not page.rows:
        if there or (table.name == INCIDENT.name and source.count(table, None) == 0):  # there is no such service desk
            return found("denied", advice=role_for(table))
        return found("ok", advice=_why_empty(source, table))
    missing = [name for name in missing_fields(table, page.rows) if name not in table.optional]
    is_hidden = len(page.rows) < min(_SAMPLE, there)
    return found("partial" if missing or is_hidden else "ok", advice=_partial(missing, is_hidden=is_hidden))


def _partial(missing: Sequence[str], *, is_hidden: bool) -> str:
    """What hides fields, and rows."""
    fields = phrase("read access to the fields {names}", names=", ".join(missing))
    rows = phrase("the rules on rows that hide some of them: how many, `drumbeat pull` says")
    if missing and is_hidden:
        return spoken(phrase("{fields}; {rows}", fields=fields, rows=rows))
    if missing:
        return spoken(fields)
    return spoken(rows) if is_hidden else ""


def _why_empty(source: LiveSource, table: Table) -> str:
    """An empty window and an empty table look the same (trap 4)."""
    rows = source.count(table, None)
    return spoken(phrase("nothing; none of its {rows} rows lies in these months", rows=rows)) if rows else ""


def _zone(moment: tuple[str, str] | None) -> Verdict:
    if moment is None:
        unknown = phrase("Time zone: not known; the account can read no user row. Ask for its own row to be readable.")
        return Verdict(Part.INSTANCE, spoken(unknown))
    if shows_utc(*moment):
        return Verdict(Part.INSTANCE, spoken(phrase("Time zone: the account's is UTC, as it should be.")))
    return Verdict(
        Part.INSTANCE,
        spoken(
            phrase(
                "The account's time zone is not UTC, or its date format is not the system's. Ask the ServiceNow "
                "administrator to set the integration user's time zone to GMT. Drumbeat reads 14 hours more on both "
                "sides of a period meanwhile, so that no record is lost."
            )
        ),
        is_note=True,
    )


def _templates(settings: Settings, try_pages: Callable[[Settings], None]) -> Verdict:
    """Every template and catalogue is used once, so that a mistake in one is found now."""
    try:
        languages = app.languages(settings)
        for language in languages:
            renderer = app.renderer(settings, language, _WITH_ALL)
            for render in (renderer.html, renderer.text, renderer.markdown):
                render(sample())
        try_pages(settings)
    except DrumbeatError as error:
        return Verdict(Part.TEMPLATES, spoken(phrase("Templates: {problem}", problem=error.args[0])), error=error)
    look = settings.brand
    good = phrase(
        "Templates: good, in {languages}. Colour {colour}, {logo}.",
        languages=tuple(languages),
        colour=look.accent,
        logo=phrase("logo {file}", file=str(look.logo)) if look.logo else phrase("no logo"),
    )
    return Verdict(Part.TEMPLATES, spoken(good))
