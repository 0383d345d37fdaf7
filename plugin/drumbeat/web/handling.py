"""From a request to an answer: the host, the session, the rule, the form; then the page's own function; then HTML.

One way for every route, so that no page can forget a step. What blocks (the store) is done in a thread.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from drumbeat.errors import DrumbeatError, MadeAnew, StoreError, TryLater
from drumbeat.logs import about
from drumbeat.visitors import Answered, Told
from drumbeat.web.access import Access, Identity, Rule, SignInFirst, refuse_uninvited
from drumbeat.web.answers import Answer, Go
from drumbeat.web.bodies import TooLong, pieces_of
from drumbeat.web.encodings import NoForm, reader_of
from drumbeat.web.forms import CSRF, ONCE, Form
from drumbeat.web.front import Front
from drumbeat.web.languages import accepted
from drumbeat.web.memory import Memory
from drumbeat.web.refusals import Refused
from drumbeat.web.replies import Replies
from drumbeat.web.resending import signed_in_anew, signed_out
from drumbeat.web.returning import sign_in_page
from drumbeat.web.routes import MOST_BYTES, Route
from drumbeat.web.security import client_of, is_csrf, is_from_us, is_ours
from drumbeat.web.sessions import Session, is_anothers, session_of
from drumbeat.web.visits import Visit

log = logging.getLogger(__name__)

_PATIENCE, _STEP = 10.0, 0.1
"""Seconds in which the first of two equal forms is waited for, and how often it is asked after."""


@dataclass(frozen=True)
class Handling:
    """Answers requests of one route."""

    front: Front
    route: Route

    async def handle(self, request: Request) -> Response:
        """The answer, whatever happens."""
        request.scope["route"] = self.route  # for the log: the address may hold what signs somebody in
        replies = Replies(self.front, self.route, self.front.site.say(*accepted(_header(request, "accept-language"))))
        try:
            replies = await run_in_threadpool(self._known, request, replies)
            return await self._handled(request, replies)
        except Refused as refused:
            return await run_in_threadpool(replies.refused, refused)
        except (StoreError, TryLater):
            return replies.bare(Refused.away())
        except DrumbeatError as error:
            return await run_in_threadpool(replies.failed, error)
        except Exception as error:  # noqa: BLE001  whatever it is, the visitor is told and the next one is served
            log.error("a page failed", extra=about(error))  # noqa: TRY400  its text may quote a ticket
            return replies.bare(Refused.failed())

    async def _handled(self, request: Request, replies: Replies) -> Response:
        """The answer. Raises Refused, or whatever goes wrong."""
        session = replies.session
        try:
            visit = self._admitted(request, replies)
        except SignInFirst:
            return await self._led_to_sign_in(request, replies)
        if self.route.method != "POST":
            try:
                return await self._answered(visit, session, replies)
            except MadeAnew:  # while it was read: to look once more changes nothing
                return await self._answered(visit, session, replies)
        with self.front.forms.one(visit.access.mailbox):
            visit = replace(visit, form=await self._form(request, session))
            if not self._is_of_the_session(visit.form, session):
                return await run_in_threadpool(self._not_taken, request, replies, visit.form)
            return await self._answered(visit, session, replies)

    async def _led_to_sign_in(self, request: Request, replies: Replies) -> Response:
        """The page to sign in on, which leads back; what was typed into a form stays before who typed it."""
        wanted = f"{_asked(request)}?{request.url.query}" if self.route.method == "GET" else ""
        if not wanted and (form := await self._form(request, None)).said:
            return await run_in_threadpool(replies.reply, signed_out(self._path(request), form))
        return replies.reply(Go(sign_in_page(self.front.context, wanted)))

    def _not_taken(self, request: Request, replies: Replies, form: Form) -> Response:
        """What a form is answered with that is of one of our pages, though not of this session."""
        if not form.said:
            raise Refused.foreign()
        return replies.reply(signed_in_anew(self._path(request), form))

    def _path(self, request: Request) -> str:
        """The address of the request without that of the installation."""
        return _asked(request).removeprefix(self.front.base)

    def _known(self, request: Request, replies: Replies) -> Replies:
        """For who asks. Raises Refused for what was not meant for us, or does not come from one of our pages."""
        if self.route.method == "POST" and not is_from_us(request.headers, self.front.context.settings.web.url):
            refuse_elsewhere(self.front, request)
            raise Refused.foreign()
        return replace(known(self.front, request, replies), team=_team_of(request))

    def _admitted(self, request: Request, replies: Replies) -> Visit:
        """The request, if the rule lets through who asks. Raises SignInFirst or Refused."""
        front, web, headers = self.front, self.front.context.settings.web, request.headers
        session, access = replies.session, replies.access
        refuse_uninvited(self.route.rule, access, _team_of(request))
        peer = request.client.host if request.client else ""
        return Visit(
            context=front.context.acting(access.address) if access.identity else front.context,
            access=access,
            say=replies.say,
            jobs=front.jobs,
            background=front.background,
            full_days=front.full_days,
            book=front.book,
            voucher=front.voucher,
            memory=Memory(front.memories, session.hash if session else ""),
            client=client_of(peer, headers.getlist("x-forwarded-for"), web.proxies),
            flow=front.cookies.flow.held(request.cookies),
            path=dict(request.path_params),
            query=dict(reversed(request.query_params.multi_items())),
        )

    async def _form(self, request: Request, session: Session | None) -> Form:
        """What was sent. Raises Refused for what is too long, too slow, or no form.

        More than a usual form is taken from who is signed in, and from a page of ours whose session has ended: its
        token, which comes before all else, is of the key that the browser still holds. What takes time is done in a
        thread, so that nobody waits for another's form.
        """
        length, is_known = 0, session is not None or self.route.rule is Rule.ANYBODY
        key = self.front.cookies.held(request.cookies)
        try:
            reader = reader_of(_header(request, "content-type"))
            async for piece in pieces_of(request, self.route.most_bytes):
                length += len(piece)
                if length > MOST_BYTES and not is_known:
                    is_known = await run_in_threadpool(lambda: self._is_of_key(reader.so_far(), key))
                    if not is_known:
                        raise Refused.foreign()
                await run_in_threadpool(reader.write, piece)
            return await run_in_threadpool(reader.form)
        except TimeoutError:
            raise Refused.too_slow() from None
        except TooLong:
            raise Refused.too_long() from None
        except NoForm:
            raise Refused.unreadable() from None

    def _is_of_the_session(self, form: Form, session: Session | None) -> bool:
        """Whether it holds the session's token; what everybody may send needs none."""
        if self.route.rule is Rule.ANYBODY:
            return True
        return session is not None and self._is_of_key(form, session.key)

    def _is_of_key(self, form: Form, key: str) -> bool:
        """Whether the form is of a page that was made for whoever holds this key, good or not any more."""
        return bool(key) and is_csrf(form.text(CSRF), key, self.front.context.settings.web.secrets)

    async def _answered(self, visit: Visit, session: Session | None, replies: Replies) -> Response:
        """What the page's function makes of it; the same answer again for the same form.

        Nobody waits for another's form in a thread, of which there are few for all.
        """
        if session is None or not visit.form.text(ONCE):
            return await run_in_threadpool(lambda: replies.reply(self.route.handler(visit)))
        form = await run_in_threadpool(self._name_of, visit)
        async with self._alone(visit):
            answer = await run_in_threadpool(self._once, visit, session, form, replies)
        return answer or await self._again(session, form, replies)

    def _name_of(self, visit: Visit) -> str:
        """The same for the same form sent again."""
        where = f"{self.route.path}\0{sorted(visit.path.items())}\0{visit.form.digest}"
        return hashlib.sha256(where.encode()).hexdigest()

    def _alone(self, visit: Visit) -> AbstractAsyncContextManager[object]:
        """One change of a team at a time: what a form's version was compared with still holds when it is kept."""
        return self.front.changing[visit.number] if self.route.rule is Rule.LEAD else nullcontext()

    def _once(self, visit: Visit, session: Session, form: str, replies: Replies) -> Response | None:
        """What the page's function makes of it; None where the form was sent before."""
        store = self.front.context.store.sessions
        if store.take_form(session.hash, form) is not None:
            return None
        done: Go | None = None
        try:
            answer: Answer = self.route.handler(visit)
            done = answer if isinstance(answer, Go) else None
        finally:
            if done is None:
                store.give_back_form(session.hash, form)
        if done is not None:
            store.answer_form(session.hash, form, Answered(done.to, replies.say.say(done.said)))
        return replies.reply(answer)

    async def _again(self, session: Session, form: str, replies: Replies) -> Response:
        """The answer to a form that was sent before: where the first one went. Raises Refused while it is worked on."""
        store, ends = self.front.context.store.sessions, time.monotonic() + _PATIENCE
        found = await run_in_threadpool(store.form, session.hash, form)
        while found is not None and not found.goes_to and time.monotonic() < ends:
            await asyncio.sleep(_STEP)
            found = await run_in_threadpool(store.form, session.hash, form)
        if found is None or not found.goes_to:
            raise Refused.at_work()
        if found.told:
            await run_in_threadpool(store.tell, session.hash, Told(found.told))
        return await run_in_threadpool(replies.reply, Go(found.goes_to))


def refuse_elsewhere(front: Front, request: Request) -> None:
    """Raises Refused for what was meant for another host."""
    if not is_ours(_header(request, "host"), front.context.settings.web.url, front.listens):
        raise Refused.elsewhere()


def known(front: Front, request: Request, replies: Replies) -> Replies:
    """For who asks: the session, and what they may do. Raises as `refuse_elsewhere`."""
    refuse_elsewhere(front, request)
    key = front.cookies.held(request.cookies)
    session = session_of(front.context.store, front.context.settings.web, key, front.context.clock())
    if session is None:
        return replies
    roles = front.book.roles(front.context, session.address)
    if is_anothers(session, roles):
        front.end(session)
        return replies
    return replace(replies, session=session, access=Access(Identity(session.address), roles))


def _header(request: Request, name: str) -> str:
    return request.headers.get(name, "")


def _asked(request: Request) -> str:
    """The path as it was written: what is encoded in it stays so."""
    return str(request.scope["raw_path"], "ascii")


def _team_of(request: Request) -> int | None:
    number = request.path_params.get("team")
    return int(number) if number is not None else None
