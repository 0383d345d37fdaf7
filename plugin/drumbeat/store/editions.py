"""Editions: a digest frozen with its renderings, its evidence and its hash. One edition a team and period."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from drumbeat.digest.evidence.lines import EvidenceLine
from drumbeat.digest.figures.compared import is_of_few
from drumbeat.digest.language.phrase import Unit
from drumbeat.digest.people.consent import NamedBy, NamedIn
from drumbeat.editions.deliveries import DeliveryState, EditionState, Summary
from drumbeat.editions.standing import seal
from drumbeat.errors import MadeAnew
from drumbeat.ports import Content, Edition, Nameless, Translation
from drumbeat.records.period import Period
from drumbeat.sentences import sentence
from drumbeat.store.database import moment_text
from drumbeat.store.deliveries import DeliveryLedger
from drumbeat.store.namings import (
    PARTS,
    content_of,
    drafts_naming,
    first_named,
    holds,
    keep_nameless,
    named_since,
    nameless_content,
    note_first,
    whom_drafts_name,
    with_page,
)
from drumbeat.store.schema import choice, delivery, edition, evidence, evidence_page, named_first, naming
from drumbeat.store.seals import contents_of, seal_of
from drumbeat.store.translations import (
    NONE,
    keep_translations,
    languages_of,
    translated,
)

_MADE_ANEW = sentence("The draft was made anew meanwhile; nothing has left.")


class EditionStore(DeliveryLedger):
    """Editions, with the ledger of their deliveries."""

    def save_draft(
        self,
        team_name: str,
        period: Period,
        content: Content,
        lines: Sequence[EvidenceLine],
        now: datetime,
        *,
        nameless: Nameless | None = None,
        translations: Mapping[str, Translation] = NONE,
        choices: str = "",
        decided: str = "",
        made_of: str = "",
    ) -> Edition:
        """Keep the draft in place of an earlier draft, under a new id.

        A content that names people needs its `nameless` rendering beside it, which is kept in its place when one
        of their consents was taken back meanwhile; so do its `translations`, by language. `choices` is what its lead
        can decide about it; `decided` and `made_of` are as `Edition` has them. An edition that has begun to leave is
        returned unchanged.
        """
        with self._database.begin() as connection:
            found = _find(connection, team_name, period)
            if found is not None and found.state is not EditionState.DRAFT:
                return found
            if found is not None:
                connection.execute(delete(edition).where(edition.c.id == found.id))
            if nameless is not None and not holds(connection, nameless.lines.keys()):
                content, nameless = nameless.content, None
                translations = {language: Translation(each.bare) for language, each in translations.items()}
            edition_id = _insert(connection, team_name, period, content, (now, decided, made_of))
            if nameless is not None:
                keep_nameless(connection, edition_id, nameless)
                note_first(connection, edition_id, now)
            keep_translations(connection, edition_id, translations)
            if choices:
                connection.execute(insert(choice).values(edition_id=edition_id, content=choices))
            if lines:
                connection.execute(
                    insert(evidence),
                    [{"edition_id": edition_id, "position": at, **asdict(line)} for at, line in enumerate(lines)],
                )
            return Edition(edition_id, EditionState.DRAFT, content, moment_text(now), decided, made_of)

    def named_since(self, edition_id: int) -> datetime | None:
        """When the last of the lines that name people first stood in a draft of it; None where it names nobody."""
        with self._database.read() as connection:
            return named_since(connection, edition_id)

    def first_named(self, team_name: str, period: Period) -> dict[tuple[str, str], datetime]:
        """Since when drafts of a team and period name whom for which line (`Naming.line`)."""
        with self._database.read() as connection:
            return first_named(connection, team_name, period.start.isoformat(), period.end.isoformat())

    def drafts_naming(self, person: str) -> list[NamedIn]:
        """Drafts that name the person, the latest period first."""
        with self._database.read() as connection:
            return drafts_naming(connection, person)

    def whom_drafts_name(self) -> list[NamedBy]:
        """Whom drafts name now: each person once a draft."""
        with self._database.read() as connection:
            return whom_drafts_name(connection)

    def choices(self, edition_id: int) -> str:
        """What its lead can decide about the draft, as it was kept; empty where nothing was."""
        with self._database.read() as connection:
            found = connection.scalar(select(choice.c.content).where(choice.c.edition_id == edition_id))
        return str(found or "")

    def let_go_of_choices(self, before: str) -> int:
        """Forget the choices, which hold titles, of editions that have begun to leave or are of older periods (F15).

        `before`: the first day, as ISO date, of the periods whose drafts keep theirs. How many there were. Since when
        older periods named people goes as well, and for what those editions do.
        """
        over = or_(edition.c.state != EditionState.DRAFT.value, edition.c.period_start < before)
        with self._database.begin() as connection:
            gone = delete(choice).where(choice.c.edition_id.in_(select(edition.c.id).where(over)))
            connection.execute(delete(named_first).where(named_first.c.period_start < before))
            of = naming.c.edition_id.in_(select(edition.c.id).where(over))
            connection.execute(update(naming).where(of, naming.c.lines != "[]").values(lines="[]"))
            return connection.execute(gone).rowcount

    def find(self, team_name: str, period: Period) -> Edition | None:
        """The edition of a team and period, if there is one."""
        with self._database.read() as connection:
            return _find(connection, team_name, period)

    def summaries(
        self, teams: Collection[str] | None = None, most: int | None = 100, since: date | None = None
    ) -> list[Summary]:
        """Editions of these teams, or of all: the latest period first, by team, so many at most; without contents.

        `since`: of periods that begin on that day or later.
        """
        columns = ("id", "team", "period_start", "period_end", "state", "subject", "built_at")
        query = select(*(edition.c[name] for name in columns))
        if teams is not None:
            query = query.where(edition.c.team.in_(teams))
        if since is not None:
            query = query.where(edition.c.period_start >= since.isoformat())
        query = query.order_by(edition.c.period_start.desc(), edition.c.team, edition.c.period_end).limit(most)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            counts = _counts(connection, [row.id for row in rows])
        return [
            Summary(
                id=row.id,
                team=row.team,
                start=date.fromisoformat(row.period_start),
                end=date.fromisoformat(row.period_end),
                state=EditionState(row.state),
                subject=row.subject,
                built_at=row.built_at,
                counts=counts.get(row.id, {}),
            )
            for row in rows
        ]

    def stand(self, team_name: str, period: Period) -> tuple[int, EditionState] | None:
        """Id and state of the edition of a team and period, without what it holds; None where there is none."""
        query = select(edition.c.id, edition.c.state).where(_is_of(team_name, period))
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        return (row.id, EditionState(row.state)) if row is not None else None

    def counts(self, edition_id: int) -> dict[DeliveryState, int]:
        """How many of its mails are in which state."""
        with self._database.read() as connection:
            return _counts(connection, [edition_id]).get(edition_id, {})

    def last_sent(self, team_name: str) -> date | None:
        """The first day of the latest period whose edition everybody received; None where nothing was sent."""
        sent = select(func.max(edition.c.period_start)).where(
            edition.c.team == team_name, edition.c.state == EditionState.SENT.value
        )
        with self._database.read() as connection:
            found = connection.scalar(sent)
        return date.fromisoformat(found) if found else None

    def has_reached_anybody(self, team_name: str) -> bool:
        """Whether any mail of the team was ever accepted: its next edition is not its first."""
        reached = (
            select(func.count())
            .select_from(edition.join(delivery))
            .where(edition.c.team == team_name, delivery.c.state == DeliveryState.SENT.value)
        )
        with self._database.read() as connection:
            return bool(connection.scalar(reached))

    def content(self, edition_id: int, *, names: bool = True, language: str = "") -> Content:
        """What the edition holds now, or without any names; in its own language, or in another that it was made in.

        Whoever sends reads it after the claim: a consent that was taken back before is then out of it. Raises
        MadeAnew when a newer draft took its place.
        """
        with self._database.read() as connection:
            if language and (found := translated(connection, edition_id, language, names=names)):
                return found
            other = None if names else nameless_content(connection, edition_id)
            row = connection.execute(with_page(edition).where(edition.c.id == edition_id)).one_or_none()
        if row is None:
            raise MadeAnew(_MADE_ANEW)
        return other or content_of(row)

    def seal(self, edition_id: int) -> str:
        """What an approval of it is of: its content in every language, and the rules of who receives it.

        Empty when a newer draft took its place, or its team is gone.
        """
        with self._database.read() as connection:
            return seal_of(connection, edition_id)

    def contents_key(self, edition_id: int) -> str:
        """What tells what it holds, in every language, from what another draft does."""
        with self._database.read() as connection:
            return seal(contents_of(connection, edition_id), "")

    def languages(self, edition_id: int) -> list[str]:
        """Those that it was made in beside its own."""
        with self._database.read() as connection:
            return languages_of(connection, edition_id)

    def told(self, team_name: str, period: Period) -> Mapping[str, float]:
        """The figures, by id, that the edition told, if it has begun to leave; none else.

        Without shares and times of fewer than ten: beside what they are now they would be percentages of few.
        """
        found = self.find(team_name, period)
        if found is None or found.state is EditionState.DRAFT:
            return {}
        figures = json.loads(found.content.digest)["figures"]
        return {each["id"]: each["value"] for each in figures if not is_of_few(Unit(each["unit"]), each["n"])}

    def evidence(self, edition_id: int) -> list[EvidenceLine]:
        """The frozen list, in its order."""
        names = [field.name for field in fields(EvidenceLine)]
        query = select(*(evidence.c[name] for name in names)).where(evidence.c.edition_id == edition_id)
        with self._database.read() as connection:
            return [EvidenceLine(*row) for row in connection.execute(query.order_by(evidence.c.position))]


def _counts(connection: Connection, ids: Sequence[int]) -> dict[int, dict[DeliveryState, int]]:
    """Of each edition, how many deliveries are in which state."""
    query = select(delivery.c.edition_id, delivery.c.state, func.count()).where(delivery.c.edition_id.in_(ids))
    found: dict[int, dict[DeliveryState, int]] = {}
    for edition_id, state, count in connection.execute(query.group_by(delivery.c.edition_id, delivery.c.state)):
        found.setdefault(edition_id, {})[DeliveryState(state)] = count
    return found


def _find(connection: Connection, team_name: str, period: Period) -> Edition | None:
    row = connection.execute(with_page(edition).where(_is_of(team_name, period))).one_or_none()
    if row is None:
        return None
    return Edition(row.id, EditionState(row.state), content_of(row), row.built_at, row.decided, row.made_of)


def _is_of(team_name: str, period: Period) -> ColumnElement[bool]:
    return and_(
        edition.c.team == team_name,
        edition.c.period_start == period.start.isoformat(),
        edition.c.period_end == period.end.isoformat(),
    )


def _insert(
    connection: Connection, team_name: str, period: Period, content: Content, made: tuple[datetime, str, str]
) -> int:
    """`made`: when, of what decisions, and of whom."""
    now, decided, made_of = made
    inserted = connection.execute(
        insert(edition)
        .values(
            team=team_name,
            period_start=period.start.isoformat(),
            period_end=period.end.isoformat(),
            state=EditionState.DRAFT.value,
            content_hash=content.hash,
            built_at=moment_text(now),
            decided=decided,
            made_of=made_of,
            **{name: getattr(content, name) for name in PARTS},
        )
        .returning(edition.c.id)
    )
    edition_id = int(inserted.scalar_one())
    if content.evidence:
        page = {"page": content.evidence, "name": content.evidence_name, "attached": content.attached}
        connection.execute(insert(evidence_page).values(edition_id=edition_id, **page))
    return edition_id
