"""A letter: a digest said in one language, ready to be laid out. The whole contract of the templates of mails.

Every string is said already, so that HTML, text and Markdown cannot differ in words or figures (rule E03); templates
add nothing but layout.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reference:
    """What a line stands on."""

    text: str
    """A few record numbers, or a source: PRB0040011 and 37 more."""
    href: str = ""
    """Where its frozen list opens; empty where there is no such place."""


@dataclass(frozen=True, slots=True)
class Line:
    """One statement."""

    text: str
    beside: str = ""
    """What else is known of it, said more quietly."""
    reference: Reference | None = None
    is_title: bool = False
    """Whether the text is a title, which what is beside it explains."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that belong together."""

    lines: tuple[Line, ...]
    title: str = ""
    more: str = ""
    """and 26 more: what a list does not show."""
    more_href: str = ""
    """Where all of it opens."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the letter below the first screen."""

    id: str
    """By which a template folder can lay it out by itself: `email/section_<id>.html.j2`."""
    title: str
    groups: tuple[Group, ...]
    is_small_print: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a small comparison."""

    label: str
    value: str
    percent: int
    """Of the longest bar, from 0 to 100."""
    is_now: bool


@dataclass(frozen=True, slots=True)
class Key:
    """A figure of the first screen."""

    label: str
    value: str
    comparison: str
    """The same as its bars say, in words: September 398 · typical 401."""
    bars: tuple[Bar, ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class TeamPart:
    """What a combined letter says of one of its teams."""

    name: str
    whose: str
    """Team and period: before figures whose links have the same words in every part (rule E39)."""
    note: str
    note_by: str
    outcomes: tuple[Line, ...]
    """Three sentences at the most."""
    keys: tuple[Key, ...]
    """Up to four, compared with the period before alone, and without bars."""
    quiet: str
    """What is said where there is nothing to tell, or why there are no figures."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of the table."""

    label: str
    value: str
    previous: str
    typical: str
    comparison: str
    """Both in words, as far as they are known: September 398 · typical 401."""
    notes: tuple[str, ...] = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """All figures; what is nought now and was before is left out."""

    title: str
    caption: str
    columns: tuple[str, str, str, str]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Leave:
    """How one stops receiving the digest."""

    text: str
    """Words of a link, or a sentence."""
    href: str = ""
    """The page by which a reader unsubscribes; empty where somebody has to be asked."""
    beside: str = ""
    """What else that page does."""


@dataclass(frozen=True, slots=True)
class Letter:
    """All that a mail says."""

    language: str
    direction: str
    subject: str
    whose: str
    """Team and period."""
    outcome: str
    """What the subject says of them, with a capital."""
    intro: str
    """The customer's own words above everything."""
    note: str
    note_by: str
    outcomes: tuple[Line, ...]
    """Three sentences at the most."""
    quiet: str
    """What is said of a month with nothing to tell."""
    keys: tuple[Key, ...]
    teams: tuple[TeamPart, ...]
    """Of a combined letter: a part for each team, in the order in which they were said."""
    further: tuple[Section, ...]
    """In the order of the design."""
    table: Table
    counting: Section
    replies: str
    sender: str
    evidence: str
    """Where the lists behind the figures are."""
    evidence_in_words: str
    """The same for a form in which no figure is a link."""
    leave: Leave | None = None
    """How one stops receiving it; None of a report, which nobody receives by itself."""

    @property
    def preview(self) -> str:
        """What a mailbox shows beside the subject."""
        return self.outcomes[0].text if self.outcomes else self.quiet
