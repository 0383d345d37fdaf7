"""Answers as HTTP: pages as HTML, ways to go on as redirections, files, each with the headers that protect it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from fastapi.responses import FileResponse, HTMLResponse, Response

from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.wording import Wording
from drumbeat.errors import DeliveryError, DrumbeatError, SettingsError, SourceError
from drumbeat.visitors import Holder, Told
from drumbeat.web.access import NO_ACCESS, Access, Rule
from drumbeat.web.answers import Answer, Download, Go, Leave, Page, Preview, SignedIn, SignedOut
from drumbeat.web.around import Around, Entry
from drumbeat.web.blocks import LEADS_ON, Link, Links, Text
from drumbeat.web.front import Front
from drumbeat.web.refusals import Refused
from drumbeat.web.returning import HOME, SIGN_IN
from drumbeat.web.routes import Route
from drumbeat.web.security import PREVIEW_POLICY, csrf_of, headers
from drumbeat.web.sessions import Session, hash_of, lives_of, new_key
from drumbeat.web.troubles import trouble_told

_STATUS = ((SettingsError, 422), (SourceError, 502), (DeliveryError, 502))
_SEE_OTHER = 303
_OF_ADDRESSES = "%:/?#[]@!$&'()*+,;="
"""What an address may hold beside letters, digits and -._~ (RFC 3986, section 2)."""


@dataclass(frozen=True)
class Replies:
    """Makes responses for one request."""

    front: Front
    route: Route | None
    say: Wording
    session: Session | None = None
    access: Access = NO_ACCESS
    team: int | None = None

    def reply(self, answer: Answer) -> Response:
        """The answer as HTTP."""
        match answer:
            case Page():
                made = self._page(answer, is_told=answer.status == 200)  # noqa: PLR2004
            case Go():
                made = self._gone(answer)
            case Download():
                made = self._download(answer)
            case Preview():
                policy = f"{PREVIEW_POLICY} {LEADS_ON}" if answer.leads_on else PREVIEW_POLICY
                made = HTMLResponse(answer.html, headers=self._headers(policy))
            case SignedIn():
                made = self._signed_in(answer)
            case Leave():
                made = self._leave(answer)
            case _:
                made = self._signed_out(answer)
        return made

    def refused(self, refused: Refused) -> Response:
        """Why it was refused, and what to do, within the pages that the visitor knows."""
        response = self._page(self._page_of(refused), is_told=False)
        response.headers.update(refused.headers)
        return response

    def bare(self, refused: Refused) -> Response:
        """The same without a look at the store, which may be what failed."""
        return replace(self, session=None, access=NO_ACCESS, team=None).refused(refused)

    def failed(self, error: DrumbeatError) -> Response:
        """What an error says that the page's function did not expect."""
        status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
        page = Page(phrase("That could not be done"), (*trouble_told(error), self._on()), status)
        return self._page(page, is_told=False)

    def _page_of(self, refused: Refused) -> Page:
        return Page(refused.title, (*map(Text, refused.told), self._on()), refused.status)

    def _on(self) -> Links:
        """Where one can go from any mistake."""
        teams = Link(phrase("Your teams"), HOME)
        return Links((teams,) if self.session is not None else (teams, Link(phrase("Sign in"), SIGN_IN)))

    def _page(self, page: Page, *, is_told: bool) -> Response:
        team = self.team if page.team is None else page.team
        html = self.front.site.html(page, self._around(team, is_told=is_told), self.say)
        made = self._headers()
        if page.refresh:
            made["Refresh"] = str(page.refresh)
        return HTMLResponse(html, page.status, {**made, "Content-Language": self.say.language})

    def _around(self, team: int | None, *, is_told: bool) -> Around:
        front, session = self.front, self.session
        assets = front.site.assets
        around = Around(
            language=self.say.language,
            direction=self.say.direction,
            base=front.base,
            style=assets["style"].name,
            script=assets["script"].name,
            once=secrets.token_urlsafe(12),
        )
        if session is None:
            return replace(around, menu=self._menu())
        listed = self.access.team(team) if team is not None else None
        return replace(
            around,
            signed_in=session.address,
            menu=self._menu(),
            team=listed.name if listed else "",
            team_menu=self._team_menu(listed.number) if listed else (),
            told=front.context.store.sessions.told(session.hash) if is_told else None,
            csrf=csrf_of(session.key, front.context.settings.web.secrets[0]),
        )

    def _menu(self) -> tuple[Entry, ...]:
        """The pages of no team that this visitor may open."""
        may = {
            Rule.ANYBODY: True,
            Rule.SIGNED_IN: bool(self.access.roles),
            Rule.ADMINISTRATOR: self.access.roles.is_administrator,
            Rule.OWNER: self.access.roles.is_technician,
        }
        return tuple(
            Entry(route.entry, route.path, route is self.route)
            for route in self.front.routes
            if route.entry is not None and may.get(route.rule, False)
        )

    def _team_menu(self, number: int) -> tuple[Entry, ...]:
        return tuple(
            Entry(route.entry, route.path.replace("{team:int}", str(number)), route is self.route)
            for route in self.front.routes
            if route.entry is not None and route.rule is Rule.LEAD
        )

    def _gone(self, answer: Go) -> Response:
        if self.session is not None and answer.said is not None:
            told = Told(self.say.say(answer.said), answer.is_trouble)
            self.front.context.store.sessions.tell(self.session.hash, told)
        return self._go(answer.to)

    def _go(self, to: str) -> Response:
        made = {**self._headers(), "Location": quote(f"{self.front.base}{to}", safe=_OF_ADDRESSES)}
        return Response(status_code=_SEE_OTHER, headers=made)

    def _download(self, answer: Download) -> Response:
        made = {**self._headers(), "Content-Disposition": _attachment(answer.name)}
        if isinstance(answer.content, Path):
            return FileResponse(answer.content, media_type=answer.media_type, headers=made)
        return Response(answer.content, media_type=answer.media_type, headers=made)

    def _signed_in(self, answer: SignedIn) -> Response:
        """Another session than the one before, if there was one: nobody can have known it (session fixation)."""
        context, key, response = self.front.context, new_key(), self._go(answer.to)
        if self.session is not None:
            self.front.end(self.session)
        now, lives = context.clock(), lives_of(context.settings.web)
        person = self.front.book.roles(context, answer.address).person
        holder = Holder(answer.address, person.key if person else "")
        context.store.sessions.begin(hash_of(key), holder, now, lives)
        context.store.audit.note(context.acting(answer.address).entry("sign in"))
        response.headers.append("Set-Cookie", self.front.cookies.given(key))
        if answer.was_elsewhere:
            response.headers.append("Set-Cookie", self.front.cookies.flow.taken())
        return response

    def _leave(self, answer: Leave) -> Response:
        to = quote(answer.to, safe=_OF_ADDRESSES)
        made = {**self._headers(), "Location": to, "Set-Cookie": self.front.cookies.flow.given(answer.flow)}
        return Response(status_code=_SEE_OTHER, headers=made)

    def _signed_out(self, answer: SignedOut) -> Response:
        context = self.front.context
        if self.session is not None:
            self.front.end(self.session)
            context.store.audit.note(context.acting(self.session.address).entry("sign out"))
        response = self._go(answer.to)
        response.headers["Set-Cookie"] = self.front.cookies.taken()
        return response

    def _headers(self, policy: str = "") -> dict[str, str]:
        more = {"policy": policy} if policy else {}
        return headers(is_https=self.front.is_https, **more)


def _attachment(name: str) -> str:
    """The header that has a browser keep a file, whatever it is called (RFC 6266)."""
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "-_. ") else "_" for char in name).strip(". ")
    return f"attachment; filename=\"{plain or 'file'}\"; filename*=UTF-8''{quote(name.replace('/', '_'), safe='')}"
