"""The Table API, reading only: lists and single records (fact sheet 1.1, 1.2)."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from drumbeat.simulator.display import View, row_texts
from drumbeat.simulator.instance import Row
from drumbeat.simulator.messages import (
    RefusedError,
    Reply,
    Request,
    error_reply,
    is_true,
    json_text_reply,
    no_record,
    with_headers,
)
from drumbeat.simulator.paths import resolve
from drumbeat.simulator.predicates import Scope
from drumbeat.simulator.rights import (
    by_readable_names,
    check_query,
    check_table,
    counted,
    readable,
    visible,
    visible_part,
)
from drumbeat.simulator.selection import selected

DEFAULT_LIMIT = 10_000
FIRST_VERSION = "v1"


@dataclass(frozen=True, slots=True)
class Slice:
    """The part of a result that was asked for, and how many rows there are in all, before ACLs."""

    offset: int
    limit: int
    total: int


def list_reply(scope: Scope, request: Request, rng: random.Random, base: str, version: str) -> Reply:
    """The rows of a query, one page of them."""
    params = request.params
    asked = (_whole(params, "sysparm_offset", 0), _whole(params, "sysparm_limit", DEFAULT_LIMIT))
    check_table(scope)
    check_query(scope, params)
    found = visible_part(scope, params, selected(scope, params, rng))
    part = Slice(asked[0], min(asked[1], scope.instance.properties.max_page or asked[1]), counted(scope, found))
    # ServiceNow applies row and field ACLs after the limit and leaves the count as it was (1.5, nos. 1, 2 and 4)
    page = readable(scope, found.page(part.offset, part.limit))
    headers = _headers(request, part, base)
    if not page and version == FIRST_VERSION:
        return with_headers(no_record(), headers)
    texts = b",".join(_texts(scope, params, base, page))
    return json_text_reply(200, b'{"result":[%b]}' % texts, headers)


def record_reply(scope: Scope, request: Request, sys_id: str, base: str) -> Reply:
    """One record by sys_id: an object, not a list."""
    check_table(scope)
    row = scope.instance.get(scope.table, sys_id)
    if row is None or not readable(scope, visible(scope, {}, [row])):
        return no_record()
    return json_text_reply(200, b'{"result":%b}' % _texts(scope, request.params, base, [row])[0])


def _whole(params: Mapping[str, str], name: str, default: int) -> int:
    """A number of rows. Negative ones are refused (fact sheet 1.1); what is no number is refused with them."""
    text = params.get(name, "")
    if not text:
        return default
    if not text.isdecimal():
        raise RefusedError(error_reply(400, f"Invalid value for {name}", "A whole number, not negative"))
    return int(text)


def _texts(scope: Scope, params: Mapping[str, str], base: str, rows: Sequence[Row]) -> list[bytes]:
    """Each row with the fields asked for, as JSON; fields that are not there are left out (fact sheet 1.1)."""
    instance = scope.instance
    asked = [name.strip() for name in params.get("sysparm_fields", "").split(",") if name.strip()]
    names = asked or list(instance.columns(scope.table))
    resolved = ((name, resolve(instance, scope.table, name)) for name in names)
    paths = {name: path for name, path in resolved if path is not None}
    mode = params.get("sysparm_display_value", "").lower()
    links = not is_true(params, "sysparm_exclude_reference_link")
    view = View(mode if mode in ("true", "all") else "false", links=links, base=base)
    texts = [b""] * len(rows)
    for some, places in by_readable_names(scope, tuple(paths), rows):
        kept = {name: paths[name] for name in some}
        found = row_texts(instance, scope.session, kept, view, [rows[place] for place in places])
        for place, text in zip(places, found, strict=True):
            texts[place] = text
    return texts


def _headers(request: Request, part: Slice, base: str) -> dict[str, str]:
    counted = not is_true(request.params, "sysparm_no_count")
    headers = {"X-Total-Count": str(part.total)} if counted else {}
    if not is_true(request.params, "sysparm_suppress_pagination_header"):
        link = _link(request, part, base, counted=counted)
        headers |= {"Link": link} if link else {}
    return headers


def _link(request: Request, part: Slice, base: str, *, counted: bool) -> str:
    """The Link header: the whole address up to four times; nothing when all rows fit on one page."""
    if part.limit == 0 or (part.offset == 0 and part.total <= part.limit):
        return ""
    offsets = {"first": 0}
    if part.offset > 0:
        offsets["prev"] = max(0, part.offset - part.limit)
    if part.offset + part.limit < part.total:
        offsets["next"] = part.offset + part.limit
    if counted:
        offsets["last"] = max(0, part.total - 1) // part.limit * part.limit
    return ",".join(
        f'<{base}{request.path}?{urlencode({**request.params, "sysparm_offset": offset})}>;rel="{relation}"'
        for relation, offset in offsets.items()
    )
