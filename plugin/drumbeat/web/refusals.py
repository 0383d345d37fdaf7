"""Requests that are not answered as they were meant, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from drumbeat.digest.language.phrase import Phrase, phrase

_NONE: Mapping[str, str] = MappingProxyType({})


class Refused(Exception):
    """The request is answered with this status, and a page that says why and what to do."""

    def __init__(self, status: int, title: Phrase, *told: Phrase, headers: Mapping[str, str] = _NONE) -> None:
        super().__init__(title.text)
        self.status = status
        self.title = title
        self.told = told
        self.headers = headers

    @classmethod
    def missing(cls) -> Refused:
        """404: there is no such page, or none that this person may know of."""
        return cls(
            404,
            phrase("There is no such page"),
            phrase("It may have moved, or be of a team that you do not look after."),
            phrase("Begin again with your teams."),
        )

    @classmethod
    def forbidden(cls) -> Refused:
        """403: the page is there, for others."""
        return cls(
            403,
            phrase("This page is not for you"),
            phrase("You are signed in, and this address may not open it."),
            phrase("If it should, ask the administrator of Drumbeat; who leads a team is set there or in ServiceNow."),
        )

    @classmethod
    def foreign(cls) -> Refused:
        """403: a form that did not come from a page of this session."""
        return cls(
            403,
            phrase("Nothing has changed"),
            phrase("The form was not from a page of yours that is still good: you may have signed in anew since."),
            phrase("Go back, load the page again, and send it once more."),
        )

    @classmethod
    def too_long(cls) -> Refused:
        """413: more than the page takes."""
        return cls(
            413,
            phrase("That is too much at once"),
            phrase("Nothing has changed."),
            phrase("Send it in smaller parts."),
        )

    @classmethod
    def unreadable(cls) -> Refused:
        """400: what was sent is not the form that it says it is."""
        return cls(
            400,
            phrase("What was sent cannot be read"),
            phrase("Nothing has changed."),
            phrase("Go back, load the page again, and send it once more."),
        )

    @classmethod
    def too_slow(cls) -> Refused:
        """408: a body that does not come to its end."""
        return cls(
            408,
            phrase("It did not arrive whole"),
            phrase("Nothing has changed."),
            phrase("See that you are connected, go back, and send it again."),
        )

    @classmethod
    def too_many(cls, seconds: int) -> Refused:
        """429: too often of late."""
        return cls(
            429,
            phrase("That was too often"),
            phrase("Nothing was done this time."),
            phrase("Try again later."),
            headers={"Retry-After": str(seconds)},
        )

    @classmethod
    def elsewhere(cls) -> Refused:
        """421: the request was made for another host than ours (RFC 9110, section 15.5.20)."""
        return cls(
            421,
            phrase("There are no pages under this address"),
            phrase("Use the address that is set as web.url, and let the web server before it pass it on (Host)."),
        )

    @classmethod
    def at_work(cls) -> Refused:
        """409: the same form is being worked on."""
        return cls(
            409,
            phrase("It is being worked on"),
            phrase("You sent this twice, and the first time has not come to its end."),
            phrase("Wait a moment, then load the page again to see what came of it."),
        )

    @classmethod
    def failed(cls) -> Refused:
        """500: a bug."""
        return cls(
            500,
            phrase("This went wrong"),
            phrase("It is a bug in Drumbeat, and not your doing. What was kept before is kept."),
            phrase("Try it once more; if it happens again, tell the administrator what you did."),
        )

    @classmethod
    def away(cls) -> Refused:
        """503: the store cannot be read or written just now."""
        return cls(
            503,
            phrase("Please try again later"),
            phrase("It could not be read or written down just now. Nothing has changed."),
            headers={"Retry-After": "300"},
        )
