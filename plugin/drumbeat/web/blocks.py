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


@dataclass(frozen=True, slots=True)
class Input:
    """What all fields have in common."""

    kind: ClassVar[str] = ""
    name: str
    label: Words

    @property
    def at(self) -> str:
        """The name of its element, within the form's."""
        return self.name

    def described_by(self, own: str) -> str:
        """Names of the elements that a reader by ear hears with the field, whose own name this is."""
        return " ".join(f"{own}-{each}" for each in ("hint", "wrong") if getattr(self, each, ""))


@dataclass(frozen=True, slots=True)
class Field(Input):
    """One line of text, or something that a browser offers a picker for."""

    kind: ClassVar[str] = "field"
    value: str = ""
    type: Literal["text", "email", "search", "date", "month", "number", "time"] = "text"
    hint: Words = ""
    wrong: Words = ""
    """What is wrong with the value; shown beside it and above the form."""
    is_required: bool = False
    autocomplete: str = "off"
    longest: int = 254


@dataclass(frozen=True, slots=True)
class Area(Input):
    """Several lines of text."""

    kind: ClassVar[str] = "area"
    value: str = ""
    hint: Words = ""
    wrong: Words = ""
    lines: int = 6
    longest: int = 0
    """Characters; 0: as many as a body holds."""
    most_words: int = 0
    """So many words at most, counted beside it while somebody writes; 0: they are not counted."""


@dataclass(frozen=True, slots=True)
class Tick(Input):
    """A box; its value is sent when it is ticked."""

    kind: ClassVar[str] = "tick"
    value: str = "yes"
    is_ticked: bool = False
    hint: Words = ""
    wrong: Words = ""

    @property
    def at(self) -> str:
        """As above: several boxes may have one name."""
        return f"{self.name}-{self.value}"


@dataclass(frozen=True, slots=True)
class Option:
    """One of a choice."""

    value: str
    words: Words
    hint: Words = ""
    opens: bool = False
    """Whether fields of the form are for this choice alone: a group that `is_opened`."""


@dataclass(frozen=True, slots=True)
class Choice(Input):
    """One of several: radio buttons, or a menu where they are many."""

    kind: ClassVar[str] = "choice"
    options: tuple[Option, ...]
    chosen: str = ""
    is_menu: bool = False
    hint: Words = ""
    wrong: Words = ""


@dataclass(frozen=True, slots=True)
class FileField(Input):
    """A file to send. A form that has one is sent as multipart."""

    kind: ClassVar[str] = "file"
    accept: str = ""
    hint: Words = ""
    wrong: Words = ""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a form carries unseen."""

    kind: ClassVar[str] = "hidden"
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, under a heading."""

    kind: ClassVar[str] = "group"
    label: Words
    fields: tuple[FormField, ...]
    hint: Words = ""
    is_row: bool = False
    """They stand beside each other."""
    name: str = ""
    """Tells groups of a form apart of which something may be wrong."""
    wrong: Words = ""
    """What is wrong with them together."""
    is_opened: bool = False
    """Seen only while an option that opens it is chosen; always, by browsers that cannot tell."""

    @property
    def at(self) -> str:
        """The name of the first field's element, within the form's."""
        return next((each.at for each in self.fields if not isinstance(each, Hidden)), "")


FormField: TypeAlias = Field | Area | Tick | Choice | FileField | Hidden | Group


@dataclass(frozen=True, slots=True)
class Button:
    """Sends the form; the name tells which of several was pressed."""

    words: Words
    name: str = ""
    value: str = "yes"
    tone: Literal["main", "plain", "grave"] = "main"
    about: Words = ""


@dataclass(frozen=True, slots=True)
class Form(Block):
    """Fields and buttons. What protects it (session, double click) is added when it is shown; GET forms only search."""

    kind: ClassVar[str] = "form"
    to: str
    """The address that takes it, without that of the installation."""
    fields: tuple[FormField, ...]
    buttons: tuple[Button, ...]
    version: str = ""
    """Of what it shows (`versions.version_of`), so that a stale one is noticed."""
    name: str = "form"
    """Tells forms of one page apart."""
    is_search: bool = False
    is_row: bool = False
    """Fields and button stand beside each other."""
    is_multipart: bool = False
    """Whether it is encoded as forms with files are, though it has no field for one."""

    @property
    def sends_files(self) -> bool:
        """Whether it is encoded as a form that has a field for a file."""
        return self.is_multipart or any(each.kind == "file" for each in flat(self.fields))

    @property
    def wrong(self) -> tuple[FormField, ...]:
        """The fields of which something is wrong, and the groups."""
        return tuple(each for each in flat(self.fields) if getattr(each, "wrong", ""))


@dataclass(frozen=True, slots=True)
class Movable:
    """A line of a list that buttons change."""

    words: Words
    buttons: tuple[Button, ...]
    note: Words = ""


@dataclass(frozen=True, slots=True)
class Moves(Block):
    """A list of which each line has buttons of its own: up, down, hide. It is one form, of a version as others."""

    kind: ClassVar[str] = "moves"
    to: str
    lines: tuple[Movable, ...]
    language: str = ""
    version: str = ""
    is_ordered: bool = False


def flat(fields: tuple[FormField, ...]) -> tuple[FormField, ...]:
    """The fields, with groups before what is in them."""
    return tuple(each for one in fields for each in ((one, *flat(one.fields)) if isinstance(one, Group) else (one,)))
