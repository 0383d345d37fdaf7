"""An edition's mail as it is kept: HTML within a frame, plain text, in every language, and its page of evidence."""

from __future__ import annotations

from drumbeat import app
from drumbeat.desk.drafts import shown
from drumbeat.digest.language.phrase import phrase
from drumbeat.ports import Content, Edition
from drumbeat.records.period import Period
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Page, Preview, with_links_on_top
from drumbeat.web.blocks import Block, Facts, Frame, Lines, Link, Links, Plain, Tab, Tabs
from drumbeat.web.leads.months import month_of, named, place
from drumbeat.web.query import address
from drumbeat.web.refusals import Refused
from drumbeat.web.routes import Routes
from drumbeat.web.visits import Visit

pages = Routes()
_TELEPHONE = 360
"""Pixels: the commonest width of telephones."""
_VIEWS = {"": phrase("Desktop"), "phone": phrase("Telephone"), "text": phrase("Plain text")}


@pages.get("/teams/{team:int}/editions/{month}/mail", Rule.LEAD)
def mail(visit: Visit) -> Answer:
    """What was sent, or would be: subject and mail, in each view and language."""
    period = month_of(visit)
    edition = edition_of(visit, period)
    back = Links((Link(phrase("Back to the edition"), place(visit, period)),))
    title = phrase("Mail of {month}", month=named(period))
    return Page(title, (*mail_blocks(visit, period, edition, place(visit, period, "mail")), back))


@pages.get("/teams/{team:int}/editions/{month}/mail/html", Rule.LEAD)
def mail_html(visit: Visit) -> Answer:
    """The mail's HTML alone, for a frame, as it is sent but for where its evidence is."""
    period = month_of(visit)
    edition = edition_of(visit, period)
    content, language = _content(visit, edition), _language(visit, edition)
    html = with_links_on_top(app.html_file(content.html, content.logo).decode())
    here = f"{visit.context.settings.web.url}{_evidence(visit, period, language)}"
    return Preview(app.with_evidence_at(visit.context.settings, content, html, here), leads_on=True)


@pages.get("/teams/{team:int}/editions/{month}/evidence", Rule.LEAD)
def evidence(visit: Visit) -> Answer:
    """The records behind each figure, frozen with the edition: the page that readers open, which names nobody."""
    content = _content(visit, edition_of(visit, month_of(visit)))
    if not content.evidence:
        raise Refused.missing()
    return Preview(content.evidence)


def edition_of(visit: Visit, period: Period) -> Edition:
    """The month's edition. Raises Refused (404) where there is none."""
    edition = visit.context.store.editions.find(visit.team.name, period)
    if edition is None:
        raise Refused.missing()
    return edition


def language_of(visit: Visit) -> str:
    """The language of the team's own editions."""
    return visit.team.language or visit.context.settings.report.language


def mail_blocks(visit: Visit, period: Period, edition: Edition, to: str) -> tuple[Block, ...]:
    """The mail and the ways to look at it, which are those of the page at `to`."""
    view, language = _view(visit), _language(visit, edition)
    content = shown(visit.context, edition, language)
    further = visit.context.store.editions.languages(edition.id)
    tabs = [Tab(words, address(to, view=each, language=language), each == view) for each, words in _VIEWS.items()]
    blocks: list[Block] = [
        Facts(((phrase("Subject"), Lines((content.subject,), language or language_of(visit))),)),
        Tabs(phrase("Ways to look at the mail"), tuple(tabs)),
    ]
    if further:
        spoken = [("", language_of(visit)), *((each, each) for each in further)]
        languages = [
            Tab(_called(visit, said), address(to, view=view, language=each), each == language) for each, said in spoken
        ]
        blocks.append(Tabs(phrase("Languages of the mail"), tuple(languages)))
    if view == "text":
        return (*blocks, Plain(content.text, language or language_of(visit)))
    frame = address(place(visit, period, "mail/html"), language=language)
    title = phrase("The mail as it is sent")
    width = _TELEPHONE if view == "phone" else 0
    return (*blocks, Frame(title, frame, width, leads_on=True), _beside(visit, period, edition, language))


def _called(visit: Visit, language: str) -> str:
    return str(visit.say.locale.languages.get(language, language))


def _beside(visit: Visit, period: Period, edition: Edition, language: str) -> Block:
    alone = address(place(visit, period, "mail/html"), language=language)
    links = [Link(phrase("Open the mail alone"), alone)]
    if edition.content.evidence:
        links.append(Link(phrase("Evidence of its figures"), _evidence(visit, period, language)))
    return Links(tuple(links))


def _evidence(visit: Visit, period: Period, language: str) -> str:
    return address(place(visit, period, "evidence"), language=language)


def _content(visit: Visit, edition: Edition) -> Content:
    return shown(visit.context, edition, _language(visit, edition))


def _view(visit: Visit) -> str:
    wanted = visit.query.get("view", "")
    return wanted if wanted in _VIEWS else ""


def _language(visit: Visit, edition: Edition) -> str:
    """The language that is wanted, if the edition was made in it; empty for its own."""
    wanted = visit.query.get("language", "")
    return wanted if wanted in visit.context.store.editions.languages(edition.id) else ""
