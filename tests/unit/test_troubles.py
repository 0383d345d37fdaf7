"""What went wrong, as pages say it: in the reader's language, with advice that a lead can follow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from drumbeat import app
from drumbeat.desk.decisions import approve, said
from drumbeat.desk.forecasts import refuse_too_much
from drumbeat.desk.mail_checks import mail_verdicts
from drumbeat.desk.pending_lists import given_file
from drumbeat.desk.reports import report
from drumbeat.desk.team_tokens import make_token
from drumbeat.digest.sample import sample
from drumbeat.errors import DeliveryError, DrumbeatError, SettingsError, SourceError, TryLater
from drumbeat.records.period import Period
from drumbeat.rendering import Renderer
from drumbeat.rendering.languages import wording
from drumbeat.rendering.logo import read_logo
from drumbeat.sentences import Sentence, sentence
from drumbeat.settings import MailSettings, ServiceNowSettings
from drumbeat.source.faults import _BY_FAILURE as BY_FAILURE
from drumbeat.source.table_api import _error as error_of
from drumbeat.web.troubles import trouble_told
from installation import NETWORK, OCTOBER, installed

GERMAN, ENGLISH = wording("de"), wording("en")
EARLY = Period.month(2020, 1, ZoneInfo("UTC"))


def told(error, say=GERMAN):
    """The paragraphs, each with the language that it is marked with."""
    return [(say.said(each.piece), each.language) for each in trouble_told(error)]


PROVOKED = (
    (
        lambda here: refuse_too_much(here, 0, 12_000),
        "Das wären 12.000 Mails, und 1.000 dürfen an einem Tag hinausgehen.",
    ),
    (lambda _: given_file("a.csv", b"<html>", ""), "a.csv ist eine Webseite oder XML, keine Liste."),
    (lambda _: given_file("a.csv", b"name;team\r\nAnn;Network", ""), "a.csv hat keine Spalte mit Adressen."),
    (lambda here: make_token(here, NETWORK, "Nightly", ["read"], 0), "Ein Token gilt 1 bis 730 Tage."),
    (lambda here: approve(here, NETWORK, OCTOBER), "Es gibt noch keinen Entwurf von „Network“ für Oktober 2026."),
    (lambda _: said(""), "Namen und Gründe sind ein paar Worte, bis zu 200 Buchstaben, ohne Steuerzeichen."),
    (
        lambda here: list(report(here, ["Network"], EARLY, [])),
        "Es gibt keine Datensätze für Januar 2020; sie beginnen am 1. August 2025.",
    ),
)


@pytest.fixture(scope="module", name="here")
def _here(tmp_path_factory):
    here = installed(tmp_path_factory.mktemp("troubles"))
    here.store.teams.add(NETWORK)
    given = here.settings.model_copy(
        update={"mail": MailSettings(transport="smtp", host="mail.example.com", per_day=1000)}
    )
    return replace(here, given=given)


@pytest.mark.parametrize(("provoke", "words"), PROVOKED, ids=[words[:20] for _, words in PROVOKED])
def test_what_a_lead_can_provoke_is_said_in_german(here, provoke, words):
    """On a German page what happened and what to do are German; as text both are English."""
    with pytest.raises(DrumbeatError) as caught:
        provoke(here)
    paragraphs = told(caught.value)
    assert paragraphs[0] == (words, "")
    assert [language for _, language in paragraphs if language] == []
    assert str(caught.value) == ENGLISH.said(caught.value.args[0]) != words


def of_template(content):
    """The installation's own template of the digest holds this."""

    def provoke(here):
        folder = here.settings.store.url.removeprefix("sqlite:///").rpartition("/")[0] + "/own"
        own = Path(folder, "email")
        own.mkdir(parents=True, exist_ok=True)
        (own / "digest.html.j2").write_text(content)
        Renderer(Path(folder)).html(sample())

    return provoke


OF_THE_CHECK = (
    (lambda here: app.servicenow(here.settings.servicenow), "Die Einstellungen nennen keine ServiceNow-Instanz."),
    (
        lambda _: app.servicenow(ServiceNowSettings(url="https://a.example", client_id="a")),
        "Die Anmeldung bei ServiceNow mit client_credentials braucht",
    ),
    (lambda _: read_logo(Path("/no.png")), "Das Logo /no.png lässt sich nicht lesen: "),
    (of_template("{{ nothing.there }}"), "Vorlage "),
    (of_template("{% if %}"), "Vorlage "),
    (lambda _: wording("xx"), "Es gibt keine Sprache „xx“."),
)
"""What the page “Setup” shows of settings, templates and the way to ServiceNow."""


@pytest.mark.parametrize(("provoke", "words"), OF_THE_CHECK, ids=map(str, range(len(OF_THE_CHECK))))
def test_what_the_check_finds_is_said_in_german(here, provoke, words):
    """A mistake in settings, logo, catalogue or template is told in German, with what to do."""
    with pytest.raises(DrumbeatError) as caught:
        provoke(here)
    assert GERMAN.said(caught.value.args[0]).startswith(words)
    assert isinstance(caught.value.recovery, Sentence)
    assert GERMAN.said(caught.value.recovery) != caught.value.recovery


@pytest.mark.parametrize("fault", [each for _, each in BY_FAILURE], ids=lambda fault: fault.reason[:30])
def test_a_reply_that_is_none_is_told_in_german(fault):
    """Why ServiceNow could not be read is said within a German sentence; what a server says is quoted as it came."""
    said = GERMAN.said(error_of("incident", fault).args[0])
    assert said.startswith("ServiceNow ließ sich nicht lesen: ")
    assert str(fault.reason) not in said
    graph = DeliveryError(sentence("Graph refused the mail ({said}).", said="400: ErrorInvalidRecipients"))
    assert told(graph)[0] == ("Graph hat die Mail abgelehnt (400: ErrorInvalidRecipients).", "")


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (SourceError(sentence("{name} is empty.", name="a")), "Fragen Sie den Administrator von Drumbeat"),
        (
            TryLater(sentence("{name} is empty.", name="a"), recovery="Run the command again."),
            "Versuchen Sie es in",
        ),
        (DeliveryError(sentence("{name} is empty.", name="a")), "Bitten Sie den Administrator von Drumbeat"),
        (SettingsError(sentence("{name} is empty.", name="a"), recovery="See each with `drumbeat status`."), None),
        (SettingsError(sentence("{name} is empty.", name="a"), recovery="Say --skip-bad to add the others."), None),
    ],
)
def test_advice_for_commands_is_none_for_a_lead(error, advice):
    """What speaks of commands gives way to what a page can say, which goes by the kind of error."""
    first, *rest = told(error)
    assert first == ("a ist leer.", "")
    assert [words.startswith(advice or "") for words, _ in rest] == [True] * bool(advice)


def test_what_is_english_alone_says_so():
    """What ServiceNow or a template's author said is shown as it is, marked as English for who listens."""
    error = SourceError("ServiceNow refused it.", recovery="Ask for the role itil.")
    assert told(error) == [("ServiceNow refused it.", "en"), ("Ask for the role itil.", "en")]


@pytest.mark.parametrize(
    "mail",
    [
        MailSettings(transport="outbox"),
        MailSettings(transport="smtp", host="127.0.0.1", port=1, security="none", per_minute=0, per_day=0),
        MailSettings(
            transport="smtp", host="127.0.0.1", port=1, security="tls", user="ann", password="x" * 12, connections=0
        ),
    ],
    ids=lambda mail: f"{mail.transport} {mail.security}",
)
def test_lines_of_the_check_are_said_in_german(mail):
    """Every line about mail is other words in German, with the same values."""
    for verdict in mail_verdicts(mail):
        assert GERMAN.said(verdict.words) != str(verdict.words)
        assert (mail.host in GERMAN.said(verdict.words)) == (mail.host in verdict.words)
