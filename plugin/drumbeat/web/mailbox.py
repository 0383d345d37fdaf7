"""The demo's mailbox: what was mailed, in a folder in place of everybody's mailboxes. No installation serves it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.parser import BytesHeaderParser, BytesParser
from pathlib import Path
from zoneinfo import ZoneInfo

from drumbeat.digest.language.phrase import Moment, phrase, plural
from drumbeat.records.zones import zone_named
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Page, Preview, with_links_on_top
from drumbeat.web.blocks import Block, Column, Facts, Frame, Link, Links, Pager, Table, Text
from drumbeat.web.query import address, page_of
from drumbeat.web.refusals import Refused
from drumbeat.web.routes import Routes
from drumbeat.web.visits import Visit

MAILBOX = "/mailbox"
_A_PAGE = 50
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Head:
    """What a list of mails says of one."""

    path: Path
    sender: str
    to: str
    subject: str
    at: datetime

    @property
    def page(self) -> str:
        """The address of its page, which tells nobody's name."""
        return f"{MAILBOX}/{_key(self.path)}"


def _key(path: Path) -> str:
    """Stands for a mail in addresses: what the folder tells it apart by."""
    return path.stem.rpartition("-")[2]


def _head(path: Path, zone: ZoneInfo) -> Head:
    mail = BytesHeaderParser(policy=policy.default).parsebytes(path.read_bytes())
    said = mail["Date"]
    at = said.datetime if said is not None and said.datetime is not None else _NEVER
    return Head(path, str(mail["From"]), str(mail["To"]), str(mail["Subject"]), at.astimezone(zone))


def _html(path: Path) -> str:
    """Its HTML part, with its pictures inside, and links that open in place of the whole page; empty for none."""
    mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    part = mail.get_body(("html",))
    if part is None:
        return ""
    html = with_links_on_top(str(part.get_content()))
    for each in mail.walk():
        if each["Content-ID"]:
            held = base64.b64encode(each.get_content()).decode()
            html = html.replace(
                f"cid:{str(each['Content-ID']).strip('<> ')}", f"data:{each.get_content_type()};base64,{held}"
            )
    return html


def _text(path: Path) -> str:
    """Its plain-text part; empty for none."""
    part = BytesParser(policy=policy.default).parsebytes(path.read_bytes()).get_body(("plain",))
    return str(part.get_content()) if part is not None else ""


def pages(outbox: Path) -> Routes:
    """The pages of a mailbox over a folder of mails."""
    found = Routes()

    @found.get(MAILBOX, Rule.ANYBODY, phrase("Mailbox of the demo"))
    def mailbox(visit: Visit) -> Answer:
        """All mails, the newest first."""
        heads = (_head(path, _zone(visit)) for path in outbox.glob("*.eml"))
        return _listed(sorted(heads, key=lambda head: (head.at, head.path.stat().st_mtime_ns), reverse=True), visit)

    @found.get(f"{MAILBOX}/{{mail}}", Rule.ANYBODY)
    def mail(visit: Visit) -> Answer:
        """One of them."""
        return _shown(_mail(outbox, visit), visit)

    @found.get(f"{MAILBOX}/{{mail}}/html", Rule.ANYBODY)
    def html(visit: Visit) -> Answer:
        """Its HTML, for the frame."""
        return Preview(_html(_mail(outbox, visit)), leads_on=True)

    return found


def _zone(visit: Visit) -> ZoneInfo:
    return zone_named(visit.context.settings.report.time_zone)


def _mail(outbox: Path, visit: Visit) -> Path:
    """The mail in the address; no path is made of what it says."""
    for path in outbox.glob("*.eml"):
        if _key(path) == visit.path["mail"]:
            return path
    raise Refused.missing()


def _listed(mails: list[Head], visit: Visit) -> Page:
    shown, at, last = page_of(mails, visit.query.get("page", ""), _A_PAGE)
    table = Table(
        phrase("Mails"),
        tuple(map(Column, (phrase("Subject"), phrase("To"), phrase("Written")))),
        tuple((Link(each.subject, each.page), each.to, Moment(each.at)) for each in shown),
        empty=phrase("There is no mail yet."),
        is_titled=True,
    )
    blocks: list[Block] = [
        Text(phrase("Every mail of this demo lies here, to whomever it is written. Nothing has left this machine.")),
        # A link to sign in by is mailed after the page that tells of it, so that who asks may be here before it.
        Links((Link(phrase("Look for new mails"), MAILBOX),)),
        table,
    ]
    if last > 1:
        count = plural("{n} mail", "{n} mails", len(mails))
        earlier = Link(phrase("Earlier"), address(MAILBOX, page=at - 1)) if at > 1 else None
        later = Link(phrase("Later"), address(MAILBOX, page=at + 1)) if at < last else None
        blocks.append(Pager(phrase("{count}, page {page} of {last}", count=count, page=at, last=last), earlier, later))
    return Page(phrase("Mailbox of the demo"), tuple(blocks))


def _shown(path: Path, visit: Visit) -> Page:
    head = _head(path, _zone(visit))
    said = Facts(((phrase("From"), head.sender), (phrase("To"), head.to), (phrase("Written"), Moment(head.at))))
    if _html(path):
        body: list[Block] = [Frame(head.subject, f"{head.page}/html", leads_on=True)]
    else:
        body = _paragraphs(_text(path), visit.context.settings.web.url)
    return Page(head.subject, (said, *body, Links((Link(phrase("All mails"), MAILBOX),))))


def _paragraphs(text: str, ours: str) -> list[Block]:
    """A plain text; an address of ours on a line of its own is a link."""
    said = (" ".join(each.split()) for each in "\n".join(text.splitlines()).split("\n\n"))
    return [
        Links((Link(each, each.removeprefix(ours)),)) if each.startswith(f"{ours}/") else Text(each)
        for each in said
        if each
    ]
