"""One request, as a page sees it: who asks, for what, and all that it takes to answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from drumbeat.desk.context import Context
from drumbeat.desk.roles import RoleBook
from drumbeat.digest.language.phrase import Phrase
from drumbeat.digest.language.wording import Wording
from drumbeat.records.team import Team
from drumbeat.visitors import Voucher
from drumbeat.web.access import Access
from drumbeat.web.answers import Go
from drumbeat.web.forms import NO_FORM, Form
from drumbeat.web.full_days import FullDays
from drumbeat.web.jobs import Jobs, Lane, Work
from drumbeat.web.memory import Memory
from drumbeat.web.refusals import Refused
from drumbeat.web.worker import Worker


@dataclass(frozen=True)
class Visit:
    """A request that the page's rule has let through."""

    context: Context
    """Acts for who is signed in: `context.entry` names the address in the audit log."""
    access: Access
    say: Wording
    jobs: Jobs
    background: Worker
    """Does what must not be waited for, or whose duration must not tell anything."""
    full_days: FullDays
    """Whether editions find room on their day."""
    book: RoleBook
    voucher: Voucher | None
    """Who else says who somebody is."""
    memory: Memory
    """What is remembered of the session, and kept nowhere."""
    client: str
    """The address of the network that the request comes from."""
    path: Mapping[str, str | int] = field(default_factory=dict)
    """Parts of the address that the route names."""
    query: Mapping[str, str] = field(default_factory=dict)
    """What stands behind the question mark, the first of each name."""
    form: Form = NO_FORM
    flow: str = ""
    """What the browser holds of a sign-in that is under way elsewhere."""

    @property
    def number(self) -> int:
        """Of the team in the address."""
        return int(self.path["team"])

    @cached_property
    def team(self) -> Team:
        """The team in the address. Raises Refused (404) where it was removed meanwhile."""
        listed = self.access.team(self.number)
        if listed is None:
            raise Refused.missing()
        return self.context.store.teams.get(listed.name)

    def begin(self, title: Phrase, work: Work, *, back: str, lane: Lane = Lane.READING) -> Go:
        """Have a job done for who is signed in; the way to its page. `back`: the page that it is begun on.

        Raises Refused (429) where too many wait.
        """
        team, access = self.number if "team" in self.path else None, self.access
        job = self.jobs.start(access.address, title, work, back=back, team=team, whose=access.mailbox, lane=lane)
        return Go(job.page)

    def within(self, page: str = "") -> str:
        """The address of a page of this team: `within("recipients")` is /teams/5/recipients."""
        return f"/teams/{self.number}{f'/{page}' if page else ''}"
