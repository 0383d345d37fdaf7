"""How each recipient of a digest stops receiving it: the link of the mail, or whom to ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from drumbeat.records.team import Team
from drumbeat.settings import Settings

if TYPE_CHECKING:
    from drumbeat.delivery.leaving import Leaving


@dataclass(frozen=True, slots=True)
class Reader:
    """Who receives a digest at an address."""

    address: str
    is_shared: bool = False
    """A mailing list, or the company's: many read one mail, and one of them must not unsubscribe all (rule E17)."""
    keeper: str = ""
    """Of such a list: who takes readers off it; or empty."""


def leaving(settings: Settings, team: Team, reader: Reader, now: datetime) -> Leaving:
    """What the mail to this reader says of it, in the team's language, and what its headers say (rule E12).

    A mail that many read has no header of the kind: whoever used it would act for all.
    """
    return leavings(settings, team, now)(reader)


def leavings(settings: Settings, team: Team, now: datetime) -> Callable[[Reader], Leaving]:
    """The same for many readers of a team's digest, of whom only the link differs."""
    from drumbeat.delivery.identity import list_id  # noqa: PLC0415
    from drumbeat.delivery.leaving import Leaving  # noqa: PLC0415
    from drumbeat.digest.letter.leaving import by_asking, by_link, by_list  # noqa: PLC0415
    from drumbeat.rendering import plainly, wording  # noqa: PLC0415

    say = wording(team.language or settings.report.language, settings.report.templates)
    mailbox = settings.web.unsubscribe_mailto
    subject = quote(f"unsubscribe {list_id(team.name, settings.mail.domain)}")
    mailto = f"mailto:{mailbox}?subject={subject}" if mailbox else ""
    asking = by_asking(plainly(team.lead) or say.word("the team’s lead"), say)

    def of(reader: Reader) -> Leaving:
        if reader.is_shared:
            return Leaving(by_list(plainly(reader.keeper), say))
        page = _page(settings, team, reader.address, now)
        return Leaving(by_link(page, say) if page else asking, tuple(filter(None, (page, mailto))))

    return of


def leave_page(settings: Settings) -> str:
    """What stands in an edition for the recipient's own page; empty where there are no pages."""
    from drumbeat.tokens.unsubscribing import preview_link  # noqa: PLC0415

    return preview_link(settings.web.url) if settings.web.url else ""


def _page(settings: Settings, team: Team, address: str, now: datetime) -> str:
    if not settings.web.url:
        return ""
    from drumbeat.tokens.unsubscribing import Subscription, link  # noqa: PLC0415

    whose = Subscription(address, team.name, team.language or settings.report.language)
    return link(settings.web.url, whose, settings.web.secrets, now)
