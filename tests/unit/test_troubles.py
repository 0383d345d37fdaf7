"""What went wrong, as pages say it: in the reader's language, with advice that a lead can follow."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from drumbeat.desk.decisions import approve, said
from drumbeat.desk.forecasts import refuse_too_much
from drumbeat.desk.mail_checks import mail_verdicts
from drumbeat.desk.pending_lists import given_file
from drumbeat.desk.reports import report
from drumbeat.desk.team_tokens import make_token
from drumbeat.errors import DeliveryError, DrumbeatError, SettingsError, SourceError, TryLater
from drumbeat.records.period import Period
from drumbeat.rendering.languages import wording
from drumbeat.sentences import sentence
from drumbeat.settings import MailSettings
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
