"""Links that sign somebody in once, and how often somebody tried."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, select

from drumbeat.store.database import Database, moment_text
from drumbeat.store.schema import sign_in_link, web_attempt
from drumbeat.visitors import Invited


class SignInStore:
    """Links by the hash of what they hold, and attempts by the hash of whose they are."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def invite(self, key: str, invited: Invited, now: datetime, valid: timedelta) -> None:
        """Keep a link for so long. Those that are too old go."""
        row = {"key": key, "address": invited.address, "goes_to": invited.goes_to}
        with self._database.begin() as connection:
            connection.execute(delete(sign_in_link).where(sign_in_link.c.expires_at <= moment_text(now)))
            connection.execute(insert(sign_in_link).values(**row, expires_at=moment_text(now + valid)))

    def invited(self, key: str, now: datetime) -> Invited | None:
        """Whom the link would sign in; None for one that there is not, that was used, or that is too old."""
        with self._database.read() as connection:
            row = connection.execute(select(sign_in_link).where(_is_good(key, now))).one_or_none()
        return Invited(row.address, row.goes_to) if row is not None else None

    def awaited(self, now: datetime) -> list[str]:
        """The addresses that hold a link which would sign them in."""
        is_good = sign_in_link.c.expires_at > moment_text(now)
        with self._database.read() as connection:
            return list(connection.scalars(select(sign_in_link.c.address).where(is_good).distinct()))

    def use(self, key: str, now: datetime) -> Invited | None:
        """Use the link up: of several who do so at once, one is told whom it signs in."""
        used = delete(sign_in_link).where(_is_good(key, now))
        with self._database.begin() as connection:
            row = connection.execute(used.returning(sign_in_link.c.address, sign_in_link.c.goes_to)).one_or_none()
        return Invited(row.address, row.goes_to) if row is not None else None

    def try_once(self, kind: str, key: str, now: datetime, most: int, within: timedelta) -> bool:
        """Note an attempt; False, and nothing is noted, where there were `most` within that time already."""
        is_lately = web_attempt.c.happened_at > moment_text(now - within)
        known = select(func.count()).where(web_attempt.c.kind == kind, web_attempt.c.key == key, is_lately)
        with self._database.begin() as connection:
            connection.execute(delete(web_attempt).where(web_attempt.c.kind == kind, ~is_lately))
            if connection.execute(known).scalar_one() >= most:
                return False
            connection.execute(insert(web_attempt).values(kind=kind, key=key, happened_at=moment_text(now)))
            return True


def _is_good(key: str, now: datetime) -> ColumnElement[bool]:
    return (sign_in_link.c.key == key) & (sign_in_link.c.expires_at > moment_text(now))
