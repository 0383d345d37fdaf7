"""The store, opened and migrated."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from drumbeat.app.process import process_name
from drumbeat.errors import StoreError
from drumbeat.settings import Settings

if TYPE_CHECKING:
    from drumbeat.store.acts import ActStore
    from drumbeat.store.audit import AuditLog
    from drumbeat.store.bounces import BounceStore
    from drumbeat.store.census import CensusStore
    from drumbeat.store.consents import ConsentStore
    from drumbeat.store.corrections import CorrectionStore
    from drumbeat.store.database import Database
    from drumbeat.store.declared import DeclaredStore
    from drumbeat.store.drafts import DraftStore
    from drumbeat.store.editing import EditingStore
    from drumbeat.store.editions import EditionStore
    from drumbeat.store.evidence_pages import EvidencePageStore
    from drumbeat.store.facts import FactStore
    from drumbeat.store.history import HistoryStore
    from drumbeat.store.homes import HomeStore
    from drumbeat.store.notices import NoticeStore
    from drumbeat.store.pending_lists import PendingListStore
    from drumbeat.store.persons import PersonStore
    from drumbeat.store.recipients import RecipientStore
    from drumbeat.store.records import RecordStore
    from drumbeat.store.schedulers import SchedulerStore
    from drumbeat.store.sessions import SessionStore
    from drumbeat.store.sheets import SheetStore
    from drumbeat.store.sign_ins import SignInStore
    from drumbeat.store.signals import SignalStore
    from drumbeat.store.suppressions import SuppressionStore
    from drumbeat.store.team_tokens import TeamTokenStore
    from drumbeat.store.teams import TeamStore
    from drumbeat.store.timetables import TimetableStore


class Store:
    """The parts of one database, each made when it is first asked for: a command pays only for what it uses."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @cached_property
    def records(self) -> RecordStore:
        """What was read from ServiceNow, and how far each table's pull is."""
        from drumbeat.store.records import RecordStore  # noqa: PLC0415

        return RecordStore(self._database)

    @cached_property
    def teams(self) -> TeamStore:
        """Whose work is told."""
        from drumbeat.store.teams import TeamStore  # noqa: PLC0415

        return TeamStore(self._database)

    @cached_property
    def recipients(self) -> RecipientStore:
        """By which rules somebody receives a team's digest."""
        from drumbeat.store.recipients import RecipientStore  # noqa: PLC0415

        return RecipientStore(self._database)

    @cached_property
    def pending_lists(self) -> PendingListStore:
        """Lists of recipients that wait for somebody's yes."""
        from drumbeat.store.pending_lists import PendingListStore  # noqa: PLC0415

        return PendingListStore(self._database)

    @cached_property
    def suppressions(self) -> SuppressionStore:
        """To whom nothing is sent any more."""
        from drumbeat.store.suppressions import SuppressionStore  # noqa: PLC0415

        return SuppressionStore(self._database)

    @cached_property
    def editions(self) -> EditionStore:
        """Editions and their deliveries: the ledger."""
        from drumbeat.store.editions import EditionStore  # noqa: PLC0415

        return EditionStore(self._database, process_name())

    @cached_property
    def evidence_pages(self) -> EvidencePageStore:
        """Pages of evidence, by the names in links of mails."""
        from drumbeat.store.evidence_pages import EvidencePageStore  # noqa: PLC0415

        return EvidencePageStore(self._database)

    @cached_property
    def editing(self) -> EditingStore:
        """What leads have decided of their digests' words."""
        from drumbeat.store.editing import EditingStore  # noqa: PLC0415

        return EditingStore(self._database)

    @cached_property
    def corrections(self) -> CorrectionStore:
        """What has changed about months that were told."""
        from drumbeat.store.corrections import CorrectionStore  # noqa: PLC0415

        return CorrectionStore(self._database)

    @cached_property
    def audit(self) -> AuditLog:
        """Who did what."""
        from drumbeat.store.audit import AuditLog  # noqa: PLC0415

        return AuditLog(self._database)

    @cached_property
    def consents(self) -> ConsentStore:
        """Who may be named, and in what."""
        from drumbeat.store.consents import ConsentStore  # noqa: PLC0415

        return ConsentStore(self._database)

    @cached_property
    def declared(self) -> DeclaredStore:
        """What people said of their work that ServiceNow does not hold."""
        from drumbeat.store.declared import DeclaredStore  # noqa: PLC0415

        return DeclaredStore(self._database)

    @cached_property
    def signals(self) -> SignalStore:
        """What was found of a person's work."""
        from drumbeat.store.signals import SignalStore  # noqa: PLC0415

        return SignalStore(self._database)

    @cached_property
    def persons(self) -> PersonStore:
        """All that is kept of one person."""
        from drumbeat.store.persons import PersonStore  # noqa: PLC0415

        return PersonStore(self._database)

    @cached_property
    def facts(self) -> FactStore:
        """Figures from outside the tickets, and what people said of them."""
        from drumbeat.store.facts import FactStore  # noqa: PLC0415

        return FactStore(self._database)

    @cached_property
    def acts(self) -> ActStore:
        """What leads have decided about editions."""
        from drumbeat.store.acts import ActStore  # noqa: PLC0415

        return ActStore(self._database)

    @cached_property
    def timetables(self) -> TimetableStore:
        """When teams' digests are drafted and sent."""
        from drumbeat.store.timetables import TimetableStore  # noqa: PLC0415

        return TimetableStore(self._database)

    @cached_property
    def notices(self) -> NoticeStore:
        """What leads have been told."""
        from drumbeat.store.notices import NoticeStore  # noqa: PLC0415

        return NoticeStore(self._database)

    @cached_property
    def schedulers(self) -> SchedulerStore:
        """Which schedulers were seen, and which of them is at it."""
        from drumbeat.store.schedulers import SchedulerStore  # noqa: PLC0415

        return SchedulerStore(self._database)

    @cached_property
    def homes(self) -> HomeStore:
        """Where the store may send from."""
        from drumbeat.store.homes import HomeStore  # noqa: PLC0415

        return HomeStore(self._database)

    @cached_property
    def sessions(self) -> SessionStore:
        """Who is signed in."""
        from drumbeat.store.sessions import SessionStore  # noqa: PLC0415

        return SessionStore(self._database)

    @cached_property
    def sign_ins(self) -> SignInStore:
        """Who is signing in."""
        from drumbeat.store.sign_ins import SignInStore  # noqa: PLC0415

        return SignInStore(self._database)

    @cached_property
    def team_tokens(self) -> TeamTokenStore:
        """Keys with which programs read a team's editions."""
        from drumbeat.store.team_tokens import TeamTokenStore  # noqa: PLC0415

        return TeamTokenStore(self._database)

    @cached_property
    def sheets(self) -> SheetStore:
        """Deliveries, page by page."""
        from drumbeat.store.sheets import SheetStore  # noqa: PLC0415

        return SheetStore(self._database)

    @cached_property
    def bounces(self) -> BounceStore:
        """Mails that came back."""
        from drumbeat.store.bounces import BounceStore  # noqa: PLC0415

        return BounceStore(self._database, process_name())

    @cached_property
    def census(self) -> CensusStore:
        """How many editions and deliveries stand how, for those who watch."""
        from drumbeat.store.census import CensusStore  # noqa: PLC0415

        return CensusStore(self._database)

    @cached_property
    def history(self) -> HistoryStore:
        """What of the ledger and of what people did is still kept."""
        from drumbeat.store.history import HistoryStore  # noqa: PLC0415

        return HistoryStore(self._database)

    @cached_property
    def drafts(self) -> DraftStore:
        """Drafts of many teams at once, for pages that list them."""
        from drumbeat.store.drafts import DraftStore  # noqa: PLC0415

        return DraftStore(self._database)


def open_store(settings: Settings) -> Store:
    """The store, migrated. Raises StoreError when it cannot be opened, or is older and may not be changed here."""
    from drumbeat.store.database import Database  # noqa: PLC0415

    return Store(Database(settings.store.url, may_upgrade=settings.store.upgrade))


@dataclass(frozen=True, slots=True)
class Schema:
    """How far a store's schema is."""

    revision: str | None
    """None: there are no tables yet."""
    newest: str
    """What this Drumbeat needs."""
    named: str
    """The store for people: what and where, without role and password."""
    file: Path | None
    """Where it is a file."""


def schema_of(settings: Settings) -> Schema:
    """How far the store's schema is; nothing is made or changed. Raises StoreError for that of a newer Drumbeat."""
    from drumbeat.store.database import NEWEST, Database, address_of, require_no_newer  # noqa: PLC0415

    address = address_of(settings.store.url)
    file = Path(address.database or "").absolute() if address.get_backend_name() == "sqlite" else None
    if file is not None and not file.exists():
        return Schema(None, NEWEST, str(file), file)
    database = Database(settings.store.url, migrate=False)
    found = database.revision()
    require_no_newer(found, database.named)
    return Schema(found, NEWEST, database.named, file)


def refuse_behind(schema: Schema) -> None:
    """Raises StoreError for a store of which the schema is not the newest."""
    if not schema.revision:
        message = f"The store {schema.named} has no tables yet, this Drumbeat needs {schema.newest}."
        raise StoreError(message, recovery="Make them: drumbeat migrate")
    if schema.revision != schema.newest:
        message = f"The store {schema.named} is of schema {schema.revision}, this Drumbeat needs {schema.newest}."
        raise StoreError(message, recovery="Make a backup with the former version, then run: drumbeat migrate")


def migrate(settings: Settings) -> None:
    """Bring the store's schema up to date, or make it, whatever `store.upgrade` says. Raises StoreError."""
    from drumbeat.store.database import Database  # noqa: PLC0415

    Database(settings.store.url).close()
