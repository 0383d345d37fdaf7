"""Who is signed in to the pages, and the forms that they have sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from drumbeat.store.database import Database, as_moment, insert_of, moment_text
from drumbeat.store.schema import web_form, web_session
from drumbeat.visitors import Answered, Holder, Lives, Told

_SEEN = timedelta(minutes=1)
"""Being seen again so soon is not written down."""


class SessionStore:
    """Sessions by the hash of what their cookie holds; nothing here opens one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, key: str, holder: Holder, now: datetime, lives: Lives) -> None:
        """Somebody has signed in. Sessions that are over go."""
        row = {"key": key, "address": holder.address, "person": holder.person}
        row |= {"began_at": moment_text(now), "seen_at": moment_text(now)}
        with self._database.begin() as connection:
            connection.execute(delete(web_session).where(_is_over(now, lives)))
            connection.execute(insert(web_session).values(**row, told="", is_trouble=0))

    def holder(self, key: str, now: datetime, lives: Lives) -> Holder | None:
        """Whose session it is; None for one that there is not, or that is over."""
        query = select(web_session).where(web_session.c.key == key)
        with self._database.read() as connection:
            row = connection.execute(query.where(~_is_over(now, lives))).one_or_none()
        if row is None:
            return None
        if now - as_moment(row.seen_at) >= _SEEN:
            with self._database.begin() as connection:
                seen = update(web_session).where(web_session.c.key == key)
                connection.execute(seen.values(seen_at=moment_text(now)))
        return Holder(row.address, row.person)

    def end(self, key: str) -> None:
        """Signed out: what the cookie holds opens nothing any more."""
        with self._database.begin() as connection:
            connection.execute(delete(web_session).where(web_session.c.key == key))

    def tell(self, key: str, told: Told) -> None:
        """Keep a sentence for the session's next page."""
        values = {"told": told.words, "is_trouble": int(told.is_trouble)}
        with self._database.begin() as connection:
            connection.execute(update(web_session).where(web_session.c.key == key).values(**values))

    def told(self, key: str) -> Told | None:
        """The sentence for this page, which is then told; None where there is none."""
        query = select(web_session.c.told, web_session.c.is_trouble).where(web_session.c.key == key)
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None or not row.told:
            return None
        self.tell(key, Told(""))
        return Told(row.told, bool(row.is_trouble))

    def take_form(self, key: str, form: str) -> Answered | None:
        """Take a form for work; how it was answered where it was sent before."""
        with self._database.begin() as connection:
            new = insert_of(connection)(web_form).values(session=key, key=form, goes_to="", told="")
            if connection.execute(new.on_conflict_do_nothing().returning(web_form.c.key)).first() is not None:
                return None
            row = connection.execute(select(web_form).where(_is_form(key, form))).one()
            return Answered(row.goes_to, row.told)

    def form(self, key: str, form: str) -> Answered | None:
        """How it was answered; None where it was given back."""
        with self._database.read() as connection:
            row = connection.execute(select(web_form).where(_is_form(key, form))).one_or_none()
        return Answered(row.goes_to, row.told) if row is not None else None

    def answer_form(self, key: str, form: str, answered: Answered) -> None:
        """It was worked on, and this is the answer to whoever sends it again."""
        values = {"goes_to": answered.goes_to, "told": answered.told}
        with self._database.begin() as connection:
            connection.execute(update(web_form).where(_is_form(key, form)).values(**values))

    def give_back_form(self, key: str, form: str) -> None:
        """Nothing was done: it may be sent again."""
        with self._database.begin() as connection:
            connection.execute(delete(web_form).where(_is_form(key, form)))


def _is_over(now: datetime, lives: Lives) -> ColumnElement[bool]:
    return or_(
        web_session.c.began_at <= moment_text(now - lives.whole),
        web_session.c.seen_at <= moment_text(now - lives.idle),
    )


def _is_form(session: str, form: str) -> ColumnElement[bool]:
    return (web_form.c.session == session) & (web_form.c.key == form)
