"""Articles and their versions (fact sheet 2.6): one number, many rows, counters that are carried over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo

from drumbeat.simulator.instance import Instance, Row, sys_id_for
from drumbeat.simulator.lifecycle.writing import now, record, user_name, write

TABLE = "kb_knowledge"
COUNTERS = ("sys_view_count", "use_count", "helpful_count")
_UNREAD = frozenset({"draft", "review"})
_OF_A_VERSION = frozenset(
    {"sys_id", "sys_created_on", "sys_created_by", "sys_updated_on", "sys_updated_by", "sys_mod_count"}
)


def publish(instance: Instance, article: Mapping[str, str], *, by: str, zone: tzinfo = UTC) -> str:
    """Publish a new article; its sys_id. `article` has at least a number and a short_description.

    `published` is a date without time: that of `zone`, in which the author works (trap 59).
    """
    with instance.lock:
        number = article["number"]
        first = {
            "article_id": sys_id_for("kb_article", number),
            "author": by,
            "base_version": "",
            **dict.fromkeys(COUNTERS, "0"),
            **article,
        }
        return instance.insert(TABLE, first | _published(instance, number, "1.0", by, zone))


def publish_version(
    instance: Instance, sys_id: str, *, by: str, changes: Mapping[str, str] | None = None, zone: tzinfo = UTC
) -> str:
    """Publish a new version over the latest one, which becomes outdated; the new row's sys_id.

    The new row has the same number, the author of the first version and, in `revised_by`, who wrote this one. Views
    and uses go on from where they stood (traps 57 and 58). Raises ValueError when the row is not the latest
    published version.
    """
    with instance.lock:
        old = record(instance, TABLE, sys_id)
        if (old.get("workflow_state"), old.get("latest")) != ("published", "true"):
            raise ValueError(f"{old.get('display_number') or sys_id} is not the latest published version")
        version = f"{len(_versions(instance, old)) + 1}.0"
        copied = {name: value for name, value in old.items() if name not in _OF_A_VERSION}
        new = {**copied, **(changes or {}), "base_version": old.get("base_version") or sys_id}
        write(instance, TABLE, sys_id, {"workflow_state": "outdated", "latest": "false", "active": "false"}, by)
        return instance.insert(old["sys_class_name"], new | _published(instance, old["number"], version, by, zone))


def view(instance: Instance, sys_id: str, *, by: str) -> None:
    """A user reads a version: its counter and those of all later versions that are out go up by one (trap 58).

    The reading itself is a row of kb_use, of the version that was read.
    """
    with instance.lock:
        row = record(instance, TABLE, sys_id)
        for version in _versions(instance, row):
            if version["sys_id"] == sys_id or _is_later(version, row):
                count = str(int(version.get("sys_view_count") or 0) + 1)
                write(instance, TABLE, version["sys_id"], {"sys_view_count": count}, by)
        place = len(instance.rows("kb_use"))
        use = {"sys_id": sys_id_for("kb_use", f"{sys_id}:{place}"), "article": sys_id, "user": by, "times_viewed": "1"}
        instance.insert("kb_use", use | {"viewed": "true", "used": "false", "sys_created_on": now(instance)})


def attach(instance: Instance, sys_id: str, *, task: str, by: str) -> None:
    """A technician attaches an article to a ticket: a row of m2m_kb_task, and a use more (fact sheet 2.6)."""
    with instance.lock:
        row = record(instance, TABLE, sys_id)
        write(instance, TABLE, sys_id, {"use_count": str(int(row.get("use_count") or 0) + 1)}, by)
        link = {"sys_id": sys_id_for("m2m_kb_task", f"{sys_id}:{task}"), "kb_knowledge": sys_id, "task": task}
        stamps = {"sys_created_on": now(instance), "sys_created_by": user_name(instance, by)}
        instance.insert("m2m_kb_task", link | stamps)


def _published(instance: Instance, number: str, version: str, by: str, zone: tzinfo) -> Row:
    return {
        "version": version,
        "display_number": f"{number} v{version}",
        "workflow_state": "published",
        "latest": "true",
        "active": "true",
        "revised_by": by,
        "published": instance.clock().astimezone(zone).date().isoformat(),
    }


def _versions(instance: Instance, row: Row) -> list[Row]:
    return [other for other in instance.rows(TABLE) if other.get("number") == row.get("number")]


def _is_later(version: Row, row: Row) -> bool:
    is_out = version.get("workflow_state") not in _UNREAD
    return is_out and float(version.get("version") or 0) > float(row.get("version") or 0)
