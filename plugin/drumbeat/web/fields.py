"""What a page is filled in by: forms with their fields and buttons.

Fields are values as blocks are, and stand in a form alone; `templates/web/fields.html.j2` lays them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from drumbeat.web.blocks import Block, Words


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
