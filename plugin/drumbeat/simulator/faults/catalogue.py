"""All faults there are, by name. `docs/rehearsal.md` and `drumbeat simulate --faults` print this table."""

from __future__ import annotations

from functools import partial

from drumbeat.simulator.faults import acts, bodies
from drumbeat.simulator.faults.fault import Fault, Reach
from drumbeat.simulator.front import dropped, no_semaphore

FAULTS: tuple[Fault, ...] = (
    Fault(
        name="cut-json",
        sentence="Status 200, but the JSON breaks off after half of the rows and an error is glued on: "
        "the transaction ran for too long.",
        fact="1.8, trap 23",
        reach=Reach.LISTS,
        act=partial(acts.cut_json, with_error=True),
    ),
    Fault(
        name="cut-json-without-error",
        sentence="Status 200, and the JSON breaks off after half of the rows without a word.",
        fact="1.8, trap 23",
        reach=Reach.LISTS,
        act=partial(acts.cut_json, with_error=False),
    ),
    Fault(
        name="result-with-error",
        sentence="Status 200 and valid JSON with half of the rows, beside them an error.",
        fact="1.8, trap 24",
        reach=Reach.LISTS,
        act=acts.result_with_error,
    ),
    Fault(
        name="cancelled-500",
        sentence="Status 500: the transaction was cancelled after 60 seconds, however few rows were asked for.",
        fact="1.9, trap 25",
        reach=Reach.DATA,
        act=acts.cancelled,
    ),
    Fault(
        name="slow-query",
        sentence="A page of more rows than this is cancelled with status 500; a shorter one passes.",
        fact="1.9, trap 25",
        reach=Reach.LISTS,
        act=acts.cancelled_when_long,
        number=200,
        unit="rows",
    ),
    Fault(
        name="accepted-202",
        sentence="Status 202 with nothing in it: the session's queue was full and the request was dropped.",
        fact="1.9, trap 26",
        reach=Reach.DATA,
        act=acts.fixed(dropped()),
    ),
    Fault(
        name="rate-limited",
        sentence="Status 429 with Retry-After and X-RateLimit headers: a rate limit rule.",
        fact="1.9, trap 27",
        reach=Reach.DATA,
        act=acts.rate_limited,
        number=2,
        unit="seconds to wait",
    ),
    Fault(
        name="rate-limited-without-headers",
        sentence="Status 429 that says nothing about waiting: all workers of the instance are taken and their queue "
        "is full.",
        fact="1.9, trap 28",
        reach=Reach.DATA,
        act=acts.fixed(no_semaphore()),
    ),
    Fault(
        name="hibernating",
        sentence="Status 200 and a web page: a developer instance sleeps, its token address too.",
        fact="1.8, trap 29",
        reach=Reach.EVERYTHING,
        act=acts.fixed(bodies.hibernating()),
    ),
    Fault(
        name="login-page",
        sentence="Status 200 and the sign-in page in place of data.",
        fact="1.8, trap 30",
        reach=Reach.EVERYTHING,
        act=acts.fixed(bodies.login_page()),
    ),
    Fault(
        name="login-redirect",
        sentence="Status 302 to the company's identity provider.",
        fact="1.8, trap 30",
        reach=Reach.EVERYTHING,
        act=acts.fixed(bodies.login_redirect()),
    ),
    Fault(
        name="maintenance-502",
        sentence="Status 502 and a page of the web server before the instance.",
        fact="1.8, trap 31",
        reach=Reach.EVERYTHING,
        act=acts.fixed(bodies.maintenance(502)),
    ),
    Fault(
        name="maintenance-503",
        sentence="Status 503 and a page of the web server before the instance.",
        fact="1.8, trap 31",
        reach=Reach.EVERYTHING,
        act=acts.fixed(bodies.maintenance(503)),
    ),
    Fault(
        name="token-expired",
        sentence="Status 401: the access token is refused from this request on; the next token is good.",
        fact="1.12, trap 32",
        reach=Reach.TOKEN_BEARERS,
        act=acts.token_expired,
        usual="3",
        never_forgets=True,
    ),
    Fault(
        name="truncated-body",
        sentence="The connection ends in the middle of a body whose length was announced.",
        fact="1.8, trap 23",
        reach=Reach.DATA,
        act=acts.truncated,
    ),
    Fault(
        name="reset-connection",
        sentence="The connection is closed without an answer: a node restarts.",
        fact="1.8, trap 31",
        reach=Reach.EVERYTHING,
        act=acts.dropped,
    ),
    Fault(
        name="dripping",
        sentence="The body comes byte by byte, each after a pause: it never stands still, and hardly ever ends.",
        fact="1.9, trap 25",
        reach=Reach.DATA,
        act=acts.dripping,
        number=50,
        unit="milliseconds a byte",
    ),
    Fault(
        name="repeated-page",
        sentence="The page before is sent once more in place of the next.",
        fact="1.6, trap 13",
        reach=Reach.LISTS,
        act=acts.repeated_page,
    ),
    Fault(
        name="no-count-header",
        sentence="A proxy takes the X-Total-Count header away.",
        fact="1.1, trap 20",
        reach=Reach.LISTS,
        act=acts.without_count,
    ),
    Fault(
        name="header-only",
        sentence="X-Total-Count counts the rows, and none is sent: the account may read none of them.",
        fact="1.5, trap 3",
        reach=Reach.LISTS,
        act=acts.header_only,
    ),
    Fault(
        name="moving",
        sentence="Before each page so many records of the table change in one second, and a resolved incident among "
        "them is reopened.",
        fact="1.6, traps 15 and 16",
        reach=Reach.LISTS,
        act=acts.moving,
        number=20,
        unit="records",
    ),
)
BY_NAME = {fault.name: fault for fault in FAULTS}


def table_lines() -> list[str]:
    """The faults as the lines of a Markdown table, for people."""
    lines = ["| fault | what the client gets | happens to | fact |", "|---|---|---|---|"]
    for fault in FAULTS:
        name = f"`{fault.name}={fault.number}` ({fault.unit})" if fault.unit else f"`{fault.name}`"
        reach = f"{fault.reach.value}; `@{fault.usual}` if not said" if fault.usual else fault.reach.value
        lines.append(f"| {name} | {fault.sentence} | {reach} | {fault.fact} |")
    return lines
