"""The store, opened and migrated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from drumbeat.app.process import process_name
from drumbeat.settings import Settings

if TYPE_CHECKING:
    from drumbeat.store.acts import ActStore
    from drumbeat.store.audit import AuditLog
    from drumbeat.store.consents import ConsentStore
    from drumbeat.store.corrections import CorrectionStore
    from drumbeat.store.declared import DeclaredStore
    from drumbeat.store.drafts import DraftStore
    from drumbeat.store.editing import EditingStore
    from drumbeat.store.editions import EditionStore
    from drumbeat.store.facts import FactStore
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


@dataclass(frozen=True, slots=True)
class Store:
    """The parts of one database."""

    records: RecordStore
    teams: TeamStore
    recipients: RecipientStore
    pending_lists: PendingListStore
    suppressions: SuppressionStore
    editions: EditionStore
    editing: EditingStore
    corrections: CorrectionStore
    audit: AuditLog
    consents: ConsentStore
    declared: DeclaredStore
    signals: SignalStore
    persons: PersonStore
    facts: FactStore
    acts: ActStore
    timetables: TimetableStore
    notices: NoticeStore
    schedulers: SchedulerStore
    homes: HomeStore
    sessions: SessionStore
    sign_ins: SignInStore
    team_tokens: TeamTokenStore
    sheets: SheetStore
    drafts: DraftStore


def open_store(settings: Settings) -> Store:
    """The store, migrated. Raises StoreError when it cannot be opened."""
    from drumbeat.store.acts import ActStore  # noqa: PLC0415
    from drumbeat.store.audit import AuditLog  # noqa: PLC0415
    from drumbeat.store.consents import ConsentStore  # noqa: PLC0415
    from drumbeat.store.corrections import CorrectionStore  # noqa: PLC0415
    from drumbeat.store.database import Database  # noqa: PLC0415
    from drumbeat.store.declared import DeclaredStore  # noqa: PLC0415
    from drumbeat.store.drafts import DraftStore  # noqa: PLC0415
    from drumbeat.store.editing import EditingStore  # noqa: PLC0415
    from drumbeat.store.editions import EditionStore  # noqa: PLC0415
    from drumbeat.store.facts import FactStore  # noqa: PLC0415
    from drumbeat.store.homes import HomeStore  # noqa: PLC0415
    from drumbeat.store.notices import NoticeStore  # noqa: PLC0415
    from drumbeat.store.pending_lists import PendingListStore  # noqa: PLC0415
    from drumbeat.store.persons import PersonStore  # noqa: PLC0415
    from drumbeat.store.recipients import RecipientStore  # noqa: PLC0415
    from drumbeat.store.records import RecordStore  # noqa: PLC0415
    from drumbeat.store.schedulers import SchedulerStore  # noqa: PLC0415
    from drumbeat.store.sessions import SessionStore  # noqa: PLC0415
    from drumbeat.store.sheets import SheetStore  # noqa: PLC0415
    from drumbeat.store.sign_ins import SignInStore  # noqa: PLC0415
    from drumbeat.store.signals import SignalStore  # noqa: PLC0415
    from drumbeat.store.suppressions import SuppressionStore  # noqa: PLC0415
    from drumbeat.store.team_tokens import TeamTokenStore  # noqa: PLC0415
    from drumbeat.store.teams import TeamStore  # noqa: PLC0415
    from drumbeat.store.timetables import TimetableStore  # noqa: PLC0415

    database = Database(settings.store.url)
    return Store(
        records=RecordStore(database),
        teams=TeamStore(database),
        editions=EditionStore(database, process_name()),
        recipients=RecipientStore(database),
        pending_lists=PendingListStore(database),
        suppressions=SuppressionStore(database),
        editing=EditingStore(database),
        corrections=CorrectionStore(database),
        audit=AuditLog(database),
        consents=ConsentStore(database),
        declared=DeclaredStore(database),
        signals=SignalStore(database),
        persons=PersonStore(database),
        facts=FactStore(database),
        acts=ActStore(database),
        timetables=TimetableStore(database),
        notices=NoticeStore(database),
        schedulers=SchedulerStore(database),
        homes=HomeStore(database),
        sessions=SessionStore(database),
        sign_ins=SignInStore(database),
        team_tokens=TeamTokenStore(database),
        sheets=SheetStore(database),
        drafts=DraftStore(database),
    )
