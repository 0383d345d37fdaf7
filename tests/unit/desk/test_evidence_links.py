"""The link to the evidence of an edition: in the reader's language, and no other for a draft made anew unchanged."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from email.policy import default

import pytest

from drumbeat.desk.context import Context
from drumbeat.desk.drafts import draft
from drumbeat.desk.recipients import change_rules
from drumbeat.desk.turn import turn
from drumbeat.digest.editing import note_of
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.standing import Act, ActKind
from drumbeat.settings.evidence import EvidenceSettings
from installation import NETWORK, OCTOBER
from schedules import ANN, office

URL = "https://digest.example.com/evidence"
DORA = "dora@example.com"
SEPTEMBER = OCTOBER.before()


@pytest.fixture(name="pages")
def _pages(tmp_path):
    """The folder that a web server hands out."""
    folder = tmp_path / "pages"
    folder.mkdir()
    return folder


@pytest.fixture(name="here")
def _here(tmp_path, pages):
    """A team whose pages of evidence are served; one of its readers reads German."""
    made = office(tmp_path, readers=(ANN,))
    served = EvidenceSettings.model_validate({"url": URL, "folder": pages, "secret": "nobody knows this " * 2})
    settings = made.context.settings.model_copy(update={"evidence": served})
    made = replace(made, context=Context(None, clock=made.clock, given=settings, actor=made.context.actor))
    change_rules(made.context, NETWORK.name, [Rule(RecipientKind.ADDRESS, DORA, language="de")])
    made.clock.at(10, 1)
    turn(made.fresh(), lambda: None)
    return made


def made_anew(here) -> None:
    """September's draft, by a command of its own."""
    draft(here.fresh(), here.context.store.teams.get(NETWORK.name), SEPTEMBER)


def seal_of(here) -> str:
    """What an approval of September's draft would be of."""
    edition = here.context.store.editions.find(NETWORK.name, SEPTEMBER)
    return here.context.store.editions.seal(edition.id)


def test_each_reader_opens_the_page_in_the_own_language(here, pages):
    """The links of an English mail open the English page, those of a German one the German page."""
    act = Act(ActKind.APPROVE, seal_of(here), "Marit", here.clock(), "")
    here.context.store.acts.add(NETWORK.name, SEPTEMBER, act, here.context.entry("approve edition"))
    here.clock.at(10, 7)
    turn(here.fresh(), lambda: None)
    for reader, language in ((ANN, "en"), (DORA, "de")):
        [mail] = here.mails(reader)
        message = email.message_from_bytes((here.outbox / mail).read_bytes(), policy=default)
        html = message.get_body(("html",)).get_content()
        [name] = set(re.findall(rf'href="{URL}/([^"#]+)', html))
        assert f'<html lang="{language}"' in (pages / name).read_text()
    assert len(list(pages.iterdir())) == 2


def test_an_unchanged_draft_made_anew_keeps_its_approval(here):
    """A preview a day later, with nothing changed, is what was approved; with the lead's note it is something else."""
    before = seal_of(here)
    here.clock.at(10, 2)
    made_anew(here)
    assert seal_of(here) == before
    change = here.context.store.editing.change
    change(NETWORK.name, SEPTEMBER, lambda was: replace(was, note=note_of("Thank you.")), here.context.entry("edit"))
    made_anew(here)
    assert seal_of(here) != before
