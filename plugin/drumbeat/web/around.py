"""What stands around a page: the way to others, who is signed in, what was done, what protects its forms."""

from __future__ import annotations

from dataclasses import dataclass

from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.visitors import Told
from drumbeat.web.blocks import Words

_SKIP = phrase("Skip to the content")
_MENU = phrase("Menu")
_SKIP_FRAME = phrase("Skip the mail")
_MENU_NAME = phrase("Pages")
_TEAM_MENU_NAME = phrase("Pages of the team")
_SIGN_OUT = phrase("Sign out")
_WRONG_TITLE = phrase("Please look at this again")
_IS_NEEDED = phrase("(needed)")


@dataclass(frozen=True, slots=True)
class Entry:
    """Of a menu."""

    words: Words
    to: str
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """All that the layout says beside the page itself. Words of its own are said here, so that templates hold none."""

    language: str
    direction: str
    base: str
    """Path of the public address, before each of ours; usually empty."""
    style: str
    script: str
    """Names of the assets."""
    signed_in: str = ""
    """The address of who is signed in."""
    menu: tuple[Entry, ...] = ()
    team: str = ""
    """The name of the team that the page is of."""
    team_menu: tuple[Entry, ...] = ()
    told: Told | None = None
    csrf: str = ""
    once: str = ""
    """Another one each time a page is shown: a form that is sent twice is noticed by it."""
    skip: Phrase = _SKIP
    skip_frame: Phrase = _SKIP_FRAME
    """By which the keyboard passes by the links of a mail within the page."""
    product: str = "Drumbeat"
    menu_word: Phrase = _MENU
    """What opens it on a narrow screen."""
    menu_name: Phrase = _MENU_NAME
    team_menu_name: Phrase = _TEAM_MENU_NAME
    sign_out: Phrase = _SIGN_OUT
    wrong_title: Phrase = _WRONG_TITLE
    is_needed: Phrase = _IS_NEEDED
