"""Report now: a digest of any period, in any format, made while one waits and fetched by whoever asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from drumbeat import app
from drumbeat.desk.formats import Format
from drumbeat.desk.periods import FIRST_YEAR, Said, period_of
from drumbeat.desk.reports import report
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.phrase import Month, Phrase, phrase, plural
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Download, Page
from drumbeat.web.blocks import Text, Words
from drumbeat.web.fields import Button, Choice, Field, Form, FormField, Group, Option, Tick
from drumbeat.web.forms import NO_FORM
from drumbeat.web.jobs import Outcome, Tell, Work
from drumbeat.web.leads.jobs import jobs_of_late
from drumbeat.web.leads.months import written
from drumbeat.web.routes import Routes
from drumbeat.web.visits import Visit

pages = Routes()
_MONTHS = 15
"""That are offered: as far as records are usually read back."""
_QUARTERS = 4
_DAYS = "days"
_FORMATS: dict[Format, Words] = {
    Format.HTML: phrase("Web page, with its page of evidence"),
    Format.TEXT: phrase("Plain text"),
    Format.MARKDOWN: "Markdown",
    Format.JSON: phrase("JSON, for programs"),
    Format.CSV: phrase("CSV: every record behind the figures"),
    Format.EML: phrase("Mail, as a file"),
}


@pages.get("/teams/{team:int}/report", Rule.LEAD, phrase("Report now"))
def ask(visit: Visit) -> Answer:
    """Of which period, in which formats."""
    return _page(visit, {})


@pages.post("/teams/{team:int}/report", Rule.LEAD)
def begin(visit: Visit) -> Answer:
    """It is made."""
    wrong: dict[str, Phrase] = {}
    period = _period(visit, wrong)
    formats = [form for form in Format if form.value in visit.form.all("format")]
    if not formats:
        wrong["format"] = phrase("Choose at least one.")
    language = visit.form.text("language")
    if language and language not in app.languages(visit.context.settings):
        wrong["language"] = phrase("There is no such language.")
    if wrong or period is None:
        return _page(visit, wrong)
    title = phrase("Report: {period}", period=visit.say.period(view_of(period)))
    work = _making(visit, period, formats, language)
    return visit.begin(title, work, back=visit.within("report"))


def _making(visit: Visit, period: Period, formats: list[Format], language: str) -> Work:
    context, name = visit.context, visit.team.name

    def work(tell: Tell) -> Outcome:
        tell(phrase("The records are being read."))
        files: list[Download] = []
        for each in report(context, [name], period, formats, language=language):
            files.append(Download(each.name, each.content, each.media_type))
            tell(plural("{n} file is made.", "{n} files are made.", len(files)))
        said = phrase("The report is made. Its files are kept for an hour, for you alone.")
        if Format.HTML in formats:
            said = phrase(
                "The report is made. Its files are kept for an hour, for you alone. The web page opens its evidence "
                "where it lies beside it: keep the two together."
            )
        return Outcome(said, tuple(sorted(files, key=lambda file: file.name.endswith("-evidence.html"))))

    return work


def _period(visit: Visit, wrong: dict[str, Phrase]) -> Period | None:
    """What was asked for; what is wrong with it is put among what is wrong, by field."""
    chosen, zone, now = visit.form.text("period"), visit.team.zone, visit.context.clock()
    if chosen != _DAYS:
        try:
            return period_of(Said(_as_month(chosen), **_as_longer(chosen)), zone, now)
        except SettingsError:
            wrong["period"] = phrase("Choose a month, a quarter or a year that has begun, or other days.")
            return None
    first, last = (_day(visit.form.text(name), name, wrong) for name in ("first", "last"))
    if first is None or last is None:
        return None
    if last < first:
        wrong["last"] = phrase("It lies before the first day.")
    elif first > now.astimezone(zone).date():
        wrong["first"] = phrase("It lies in the future.")
    else:
        try:
            return period_of(Said(first=first.isoformat(), last=last.isoformat()), zone, now)
        except SettingsError:
            wrong["last"] = phrase("A report is of ten years at most, and ends no later than next year.")
    return None


def _day(said: str, name: str, wrong: dict[str, Phrase]) -> date | None:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        wrong[name] = phrase("Write a day like 2026-10-01.")
        return None
    if day.year < FIRST_YEAR:
        wrong[name] = phrase("No record is older than {year}.", year=str(FIRST_YEAR))
        return None
    return day


def _page(visit: Visit, wrong: Mapping[str, Words]) -> Page:
    form, months = visit.form, _months(visit)
    is_first = form is NO_FORM
    chosen = {Format.HTML.value} if is_first else set(form.all("format"))
    formats = tuple(
        Tick("format", words, each.value, is_ticked=each.value in chosen) for each, words in _FORMATS.items()
    )
    fields: tuple[FormField, ...] = (
        Choice(
            "period",
            phrase("Period"),
            months,
            months[1].value if is_first else form.text("period"),
            is_menu=True,
            wrong=wrong.get("period", ""),
        ),
        Group(
            phrase("Other days"),
            (
                Field("first", phrase("First day"), form.text("first"), "date", wrong=wrong.get("first", "")),
                Field("last", phrase("Last day"), form.text("last"), "date", wrong=wrong.get("last", "")),
            ),
            phrase("Only where “other days” is chosen above."),
            is_opened=True,
        ),
        Group(phrase("Formats"), formats, name="format", wrong=wrong.get("format", "")),
        *_languages(visit, wrong),
    )
    said = Text(phrase("Nothing is sent, and nobody else sees it. It takes up to a few minutes."))
    button = Button(phrase("Make the report"))
    body = Form(visit.within("report"), fields, (button,))
    return Page(phrase("Report now"), (said, body, *jobs_of_late(visit)), 422 if wrong else 200)


def _months(visit: Visit) -> tuple[Option, ...]:
    """The running month and those before it, the last quarters and years, and any other days."""
    here = visit.context.clock().astimezone(visit.team.zone)
    running = Period.month(here.year, here.month, visit.team.zone)
    months = [running, *running.earlier(_MONTHS)]
    options = [Option(written(each), Month(each.start)) for each in months]
    quarters = Period.quarter(here.year, (here.month + 2) // 3, visit.team.zone).earlier(_QUARTERS)
    options += [Option(_quarter(each), visit.say.period(view_of(each))) for each in quarters]
    options += [Option(str(year), str(year)) for year in (here.year, here.year - 1)]
    return (*options, Option(_DAYS, phrase("other days"), opens=True))


def _quarter(period: Period) -> str:
    """As it is written: 2026-Q3."""
    return f"{period.start.year}-Q{(period.start.month + 2) // 3}"


def _as_month(chosen: str) -> str | None:
    return None if _as_longer(chosen) else chosen or "none"


def _as_longer(chosen: str) -> dict[str, str]:
    """A quarter or a year, as it is written."""
    if "Q" in chosen:
        return {"quarter": chosen}
    return {"year": chosen} if chosen.isdigit() else {}


def _languages(visit: Visit, wrong: Mapping[str, Words]) -> tuple[FormField, ...]:
    spoken = app.languages(visit.context.settings)
    if len(spoken) < 2:  # noqa: PLR2004  one is no choice
        return ()
    own = visit.team.language or visit.context.settings.report.language
    options = tuple(Option(each, str(visit.say.locale.languages.get(each, each))) for each in spoken)
    chosen = visit.form.text("language") or own
    return (Choice("language", phrase("Language"), options, chosen, is_menu=True, wrong=wrong.get("language", "")),)
