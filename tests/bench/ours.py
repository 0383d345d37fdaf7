"""Our own reader, as `drumbeat pull` wires it, on the incident table alone."""

from __future__ import annotations

from collections.abc import Callable

from task import Task

from drumbeat import app
from drumbeat.cli.collector import collect_seldom
from drumbeat.pull.plan import Plan
from drumbeat.pull.run import pull
from drumbeat.records.tables import INCIDENT
from drumbeat.settings import ServiceNowSettings
from drumbeat.store.database import Database
from drumbeat.store.records import RecordStore


def contender(workers: int) -> Callable[[Task], Callable[[], int]]:
    """The reader with so many workers."""

    def ready(task: Task) -> Callable[[], int]:
        settings = ServiceNowSettings(url=task.url, workers=workers, page_size=task.page, **app.demo_sign_in())
        sources = app.servicenow_workers(settings)
        records = RecordStore(Database(task.store))
        plan = Plan(task.window, (INCIDENT,))

        def read() -> int:
            collect_seldom()
            return pull(sources, records, plan, lambda _table, _state: None)[0].rows

        return read

    return ready
