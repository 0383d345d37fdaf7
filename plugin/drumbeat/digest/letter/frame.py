"""What stands round a letter: the customer's own words, and where the lists behind the figures open."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """One mailing's surroundings."""

    intro: str = ""
    """The customer's own words above everything."""
    evidence_page: str = ""
    """Address of the edition's evidence page; a part of it is `#figure`. Empty: no such address."""
    attached: str = ""
    """File name of the evidence page where it comes with the mail."""
    too_long: bool = False
    """Whether the page would come with the mail, were it not too long for one."""
    is_subscribed: bool = False
    """Whether readers receive it month by month, so that it has to say how one stops that."""
    is_mail: bool = True
    """Whether it is mailed; a report that somebody asked for is a file, which nobody can reply to."""
    leave_page: str = ""
    """Stands in the frozen letter for the recipient's own page to unsubscribe by. Empty: somebody has to be asked."""

    def href(self, part: str) -> str:
        """Where a part of the evidence opens; empty for nowhere."""
        return f"{self.evidence_page}#{part}" if self.evidence_page else ""


BARE = Frame()
