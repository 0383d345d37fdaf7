"""How each fault answers. What it changes is the instance's own answer; an answer that is no list passes as it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from http import HTTPStatus

from drumbeat.simulator.faults import bodies
from drumbeat.simulator.faults.fault import Act, Exchange, table_of, token_of
from drumbeat.simulator.front import passed
from drumbeat.simulator.instance import sys_id_for
from drumbeat.simulator.lifecycle.bulk import stir
from drumbeat.simulator.limits import Proxy
from drumbeat.simulator.messages import Reply, error_reply, json_reply, not_authenticated

_COUNTLESS = Proxy(strips=frozenset({"X-Total-Count"}))
HOURLY_LIMIT = 100


def fixed(reply: Reply) -> Act:
    """Always the same reply."""
    return lambda _exchange: reply


def cut_json(exchange: Exchange, *, with_error: bool) -> Reply:
    """Trap 23."""
    return _rewritten(exchange, lambda rows: bodies.broken_off(rows, with_error=with_error))


def result_with_error(exchange: Exchange) -> Reply:
    """Trap 24."""
    return _rewritten(exchange, bodies.beside_an_error)


def cancelled(_exchange: Exchange) -> Reply:
    """Trap 25."""
    return error_reply(500, bodies.CANCELLED, bodies.CANCELLED_DETAIL)


def cancelled_when_long(exchange: Exchange) -> Reply:
    """Trap 25, and the cure: a page of no more rows than the measure passes."""
    reply = exchange.passed_on()
    rows = bodies.rows_of(reply)
    return cancelled(exchange) if rows is not None and len(rows) > exchange.number else reply


def rate_limited(exchange: Exchange) -> Reply:
    """Trap 27. Date, Retry-After and X-RateLimit-Reset tell of one moment."""
    ends = exchange.now + timedelta(seconds=exchange.number)
    headers = {
        "Retry-After": str(exchange.number),
        "X-RateLimit-Limit": str(HOURLY_LIMIT),
        "X-RateLimit-Reset": str(int(ends.timestamp())),
        "X-RateLimit-Rule": sys_id_for("sys_rate_limit_rules", "rehearsal"),
        "Date": format_datetime(exchange.now, usegmt=True),
    }
    detail = f"Rate limit of {HOURLY_LIMIT} requests per hour for Table API exceeded"
    return error_reply(429, "Rate limit exceeded", detail, headers)


def token_expired(exchange: Exchange) -> Reply:
    """Trap 32. The token of a request that is due is refused, then and from then on; the next one is good."""
    token, dead = token_of(exchange.request), exchange.dead_tokens
    if exchange.is_due:
        dead.add(token)
    return not_authenticated() if token in dead else exchange.passed_on()


def truncated(exchange: Exchange) -> Reply:
    """Half of the body under the whole body's length."""
    reply = exchange.passed_on()
    length = str(len(reply.body))
    return Reply(reply.status, reply.body[: len(reply.body) // 2], {**reply.headers, "Content-Length": length})


def dropped(_exchange: Exchange) -> Reply:
    """No answer at all."""
    raise ConnectionResetError


def dripping(exchange: Exchange) -> Reply:
    """The measure is in milliseconds a byte."""
    reply = exchange.passed_on()
    return Reply(reply.status, reply.body, reply.headers, pause=exchange.number / 1000)


def repeated_page(exchange: Exchange) -> Reply:
    """The answer to the request before, whatever this one asks for; the first passes."""
    return exchange.answer(exchange.previous or exchange.request)


def without_count(exchange: Exchange) -> Reply:
    """Trap 20."""
    return passed(_COUNTLESS, exchange.passed_on())


def header_only(exchange: Exchange) -> Reply:
    """Trap 3: the count is there, the rows are not."""
    reply = exchange.passed_on()
    return reply if bodies.rows_of(reply) is None else json_reply(200, {"result": []}, reply.headers)


def moving(exchange: Exchange) -> Reply:
    """Traps 15 and 16: records change, then the request is answered."""
    with exchange.instance.lock:
        stir(exchange.instance, table_of(exchange.request), exchange.number, turn=exchange.place - 1)
    return exchange.passed_on()


def _rewritten(exchange: Exchange, written: Callable[[list[object]], bytes]) -> Reply:
    reply = exchange.passed_on()
    rows = bodies.rows_of(reply)
    return reply if rows is None else Reply(HTTPStatus.OK, written(rows), reply.headers)
