"""What pages are made of. A page is a value: blocks one below the other, with words that are said when it is shown.

Words are phrases (`phrase("Recipients")`), which the catalogues translate, or values such as a name, a number, a day or
a `Moment`, which are said as they are; templates hold none. A block's `kind` names its template,
`templates/web/blocks/<kind>.html.j2`: a page that needs a further block declares a class here and a template there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from drumbeat.digest.language.phrase import Value

Words: TypeAlias = Value
Tone: TypeAlias = Literal["", "good", "note", "trouble", "quiet"]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a page."""

    kind: ClassVar[str] = ""

    @property
    def template(self) -> str:
        """What lays it out."""
        return f"web/blocks/{self.kind}.html.j2"


LEADS_ON = "allow-top-navigation-by-user-activation"
"""A framed page may lead its reader elsewhere, if the reader clicks; it may do nothing by itself."""

# Pieces: they stand in a sentence's place, in tables and lists.


@dataclass(frozen=True, slots=True)
class Link:
    """Leads to a page of ours; `to` is its address without that of the installation: /teams/5."""

    kind: ClassVar[str] = "link"
    words: Words
    to: str
    about: Words = ""
    """What a reader by ear hears beside the words, where many links are called the same."""
    is_apart: bool = False
    """It opens in a window of its own, and this page stays."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in a word or two."""

    kind: ClassVar[str] = "badge"
    words: Words
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Several pieces, one below the other."""

    kind: ClassVar[str] = "lines"
    pieces: tuple[Piece, ...]
    language: str = ""
    """As a `Text`'s: a mail server's words."""


Piece: TypeAlias = Words | Link | Badge | Lines


@dataclass(frozen=True, slots=True)
class Text(Block):
    """A paragraph."""

    kind: ClassVar[str] = "text"
    piece: Piece
    tone: Tone = ""
    language: str = ""
    """Of words that are in another language than the page, and are left so: a rule, as it was told."""


@dataclass(frozen=True, slots=True)
class Section(Block):
    """A heading and what stands below it."""

    kind: ClassVar[str] = "section"
    title: Words
    blocks: tuple[Block, ...]
    name: str = ""
    """By which an address names it: /teams/5/recipients#unsubscribed."""


@dataclass(frozen=True, slots=True)
class Details(Block):
    """What is opened by those who want to know."""

    kind: ClassVar[str] = "details"
    summary: Words
    blocks: tuple[Block, ...]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Links(Block):
    """Ways to go on, in a row. The first may be the usual one."""

    kind: ClassVar[str] = "links"
    links: tuple[Link, ...]
    has_main: bool = False


@dataclass(frozen=True, slots=True)
class Facts(Block):
    """What something is: a word and its value, pair by pair."""

    kind: ClassVar[str] = "facts"
    pairs: tuple[tuple[Words, Piece], ...]


@dataclass(frozen=True, slots=True)
class Items(Block):
    """A list of points."""

    kind: ClassVar[str] = "items"
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """Of a table."""

    words: Words
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table(Block):
    """Rows under headings; the first cell of a row is its name. On a narrow window each row becomes a card."""

    kind: ClassVar[str] = "table"
    caption: Words
    columns: tuple[Column, ...]
    rows: tuple[tuple[Piece, ...], ...]
    empty: Words = ""
    """Said in place of a table without rows."""
    is_titled: bool = False
    """The page's own title says already what the caption does, which then only readers by ear hear."""


@dataclass(frozen=True, slots=True)
class Pager(Block):
    """Where one is in a long list, and how to go on."""

    kind: ClassVar[str] = "pager"
    words: Words
    earlier: Link | None = None
    later: Link | None = None


@dataclass(frozen=True, slots=True)
class Frame(Block):
    """Another page within the page: a mail as it is sent (`answers.Preview`)."""

    kind: ClassVar[str] = "frame"
    title: Words
    to: str
    width: int = 0
    """In pixels, as a telephone's; 0: as wide as the page."""
    leads_on: bool = False
    """Whether its links work: they open in place of the whole page."""

    @property
    def sandbox(self) -> str:
        """What the page within may do (HTML standard, section 4.8.5)."""
        return LEADS_ON if self.leads_on else ""


@dataclass(frozen=True, slots=True)
class Plain(Block):
    """Text as it is, line by line: a mail's plain-text part."""

    kind: ClassVar[str] = "plain"
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """One of several views of the same."""

    words: Words
    to: str
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Tabs(Block):
    """Ways to look at the same, of which one is taken."""

    kind: ClassVar[str] = "tabs"
    name: Words
    """What a reader by ear hears them called."""
    tabs: tuple[Tab, ...]
