"""Setup: is everything there that a digest needs, and what to ask for where it is not."""

from __future__ import annotations

from drumbeat.desk.checks import check
from drumbeat.desk.verdicts import Part, TableFinding, Verdict
from drumbeat.digest.language.phrase import Phrase, phrase, plural
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Page
from drumbeat.web.blocks import Badge, Block, Column, Details, Facts, Items, Piece, Table, Text, Tone
from drumbeat.web.fields import Button, Form
from drumbeat.web.jobs import Outcome, Tell
from drumbeat.web.layouts import try_web_pages
from drumbeat.web.routes import Routes
from drumbeat.web.visits import Visit

pages = Routes()
SETUP = "/setup"
_TITLE = phrase("Try the installation")
_NEXT: dict[Part, Phrase] = {
    Part.SETTINGS: phrase("The store is being tried."),
    Part.STORE: phrase("The instance and its tables are being tried."),
    Part.INSTANCE: phrase("The instance and its tables are being tried."),
    Part.TABLES: phrase("The mail server is being tried."),
    Part.MAIL: phrase("The mail server and the templates are being tried."),
    Part.EVIDENCE: phrase("The templates are being tried."),
    Part.TEMPLATES: phrase("That was the last part."),
}
"""What follows when something of this part is known."""
_STATES: dict[str, tuple[Phrase, Tone]] = {
    "ok": (phrase("read in full"), "good"),
    "partial": (phrase("read in part"), "note"),
    "denied": (phrase("not readable"), "trouble"),
    "absent": (phrase("not there"), "quiet"),
}


@pages.get(SETUP, Rule.ADMINISTRATOR, phrase("Setup"))
def setup(visit: Visit) -> Answer:
    """What is set up, in short, and the button that tries it."""
    settings = visit.context.settings
    mail = settings.mail
    ways: dict[str, Piece] = {
        "smtp": f"SMTP: {mail.host}",
        "graph": "Microsoft Graph",
        "outbox": phrase("a folder: nothing leaves this machine"),
    }
    said = Facts(
        (
            ("ServiceNow", settings.servicenow.url or phrase("not set")),
            (phrase("Mails leave by"), ways[mail.transport]),
            (phrase("Their sender"), mail.sender or phrase("not set")),
            (phrase("These pages"), settings.web.url),
            (phrase("Records of technicians"), _switched(is_on=settings.privacy.keeps_personal_records)),
        )
    )
    told = (
        Text(
            phrase("This tries ServiceNow, each table, the mail server, links and templates, and says what to ask for.")
        ),
        Text(phrase("It changes nothing and sends nothing. It takes a minute or so."), "quiet"),
    )
    return Page(phrase("Setup"), (said, *told, Form(SETUP, (), (Button(phrase("Try it")),))))


@pages.post(SETUP, Rule.ADMINISTRATOR)
def try_it(visit: Visit) -> Answer:
    """Tries it, as `drumbeat check` does."""
    context = visit.context

    def work(tell: Tell) -> Outcome:
        tell(_NEXT[Part.SETTINGS])
        wrong = 0
        for verdict in check(context, try_web_pages):
            tell(_NEXT[verdict.part], *shown(verdict))
            wrong += verdict.error is not None
        if not wrong:
            return Outcome(phrase("Everything that a digest needs is there."))
        return Outcome(
            plural("{n} thing is wrong: see below.", "{n} things are wrong: see below.", wrong), is_good=False
        )

    return visit.begin(_TITLE, work, back=SETUP)


def shown(verdict: Verdict) -> tuple[Block, ...]:
    """A line of the check, with what to do about it, and its tables."""
    tone: Tone = "trouble" if verdict.error is not None else "note" if verdict.is_note else "good"
    is_whole = bool(verdict.tables) and not any(each.advice for each in verdict.tables)
    said: list[Block] = [Text(phrase("Every table can be read.") if is_whole else verdict.words, tone)]
    if verdict.error is not None and verdict.tables:
        said.append(Text(verdict.error.args[0], "trouble"))
    if verdict.error is not None and verdict.error.recovery:
        said.append(Text(phrase("What to do: {words}", words=verdict.error.recovery)))
    return (*said, *_tables(verdict.tables))


def _tables(found: tuple[TableFinding, ...]) -> tuple[Block, ...]:
    """What somebody has to be asked for, and below it what can be read."""
    wanting = tuple(_row(each) for each in found if each.advice)
    good = tuple(each.table.name for each in found if not each.advice)
    columns = (
        Column(phrase("Table")),
        Column(phrase("State")),
        Column(phrase("Read"), is_number=True),
        Column(phrase("Expected"), is_number=True),
        Column(phrase("Counted"), is_number=True),
        Column(phrase("What to ask the ServiceNow administrator for")),
    )
    return (
        *((Table(phrase("Tables to ask about"), columns, wanting),) if wanting else ()),
        *(
            (Details(plural("{n} table as it should be", "{n} tables as they should be", len(good)), (Items(good),)),)
            if good
            else ()
        ),
    )


def _row(found: TableFinding) -> tuple[Piece, ...]:
    words, tone = _STATES[found.status]
    numbers = ("–" if each is None else each for each in (found.read, found.expected, found.counted))
    return (found.table.name, Badge(words, tone), *numbers, found.advice)


def _switched(*, is_on: bool) -> Phrase:
    return phrase("kept, and read by their owners alone") if is_on else phrase("not kept")
