"""Replies that no instance would send, and those that it would, spoiled: strategies for Hypothesis."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from hypothesis import strategies as st

from drumbeat.records.tables import INCIDENT
from drumbeat.source.servicenow import Patience
from sources import OCTOBER, TEXT, incidents, instance_of, oauth, simulators, source_of
from wire import message

PATIENCE = Patience(limit=4, smallest=2, attempts=1, timeout=5.0)
ROWS = [{**row, "short_description": f"{TEXT} ☕ <b>é"} for row in incidents(5)]
KEYS = ["a" * 32, "b" * 32]


@dataclass(frozen=True)
class Said:
    """A reply as it goes over the wire."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> bytes:
        """All of it."""
        return message(self.body, self.headers, self.status)


def recorded() -> dict[str, bytes]:
    """Bodies that the simulator sends, by what was asked for."""
    kept: dict[str, bytes] = {}
    instance = instance_of(ROWS)

    def keeping(request, answer):
        reply = answer(request)
        kept[request.path.split("/")[-2] if "api" in request.path else "token"] = reply.body
        return reply

    with simulators() as start:
        simulator = start(instance, around=keeping)
        source = source_of(simulator, sign_in=oauth(simulator), patience=Patience(limit=10))
        source.fetch(INCIDENT, OCTOBER)
        source.count(INCIDENT, OCTOBER)
    return kept


REAL = recorded()


# What may be said.

DATES = [
    "Mon, 02 Nov 2026 08:00:00 GMT",
    "Mon, 02 Nov 2026 08:00:00 -0000",
    "Fri, 31 Dec 9999 23:59:59 -2359",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "Mon, 30 Feb 2026 00:00:00 GMT",
]
LIES = {
    "Content-Length": ["0", "1", "99999", "-5", "x", "", "5, 5", "9" * 30],
    "Transfer-Encoding": ["chunked", "identity", "gzip, chunked"],
    "Content-Encoding": ["gzip", "deflate", "br", "zstd", "x", "gzip, deflate", "identity", ", ".join(["gzip"] * 6)],
    "Content-Type": ["text/html", "application/json; charset=utf-16", ""],
    "X-Total-Count": ["-1", "x", "", "1e3", "²", "9" * 25, "9" * 5000, "1.5", "0x10", " 7 ", "1,000"],
    "Link": [
        "<http://[x>;rel=next",
        '<http://[x>;rel="next"',
        '<?sysparm_offset=999999999999999999999999>;rel="next"',
        f'<?sysparm_offset={"9" * 5000}>;rel="next"',
        '<?sysparm_offset=-4>;rel="next"',
        '<>;rel="next"',
        "<;;;=,",
        '<http://x:y/?sysparm_offset=4>;rel="next"',
        ",,,,",
    ],
    "Retry-After": ["-1", "x", "1e9", "9" * 400, "nan", "inf", "²", *DATES],
    "X-RateLimit-Reset": ["x", "-1", "nan", "inf", "-inf", "1e400", "9" * 400, ""],
    "Date": ["", "x", *DATES],
    "Location": ["http://[x", "", f"https://x.example/{TEXT.replace(' ', '')}"],
    "Set-Cookie": ["", ";;;=", "a=b; Expires=x; Domain=.", "JSESSIONID=x; Max-Age=99999999999999999999"],
}  # fmt: skip
FRAMING = {"Content-Encoding", "Transfer-Encoding", "Content-Length"}
TEXTS = st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=30)
HEADERS = st.dictionaries(st.sampled_from([*LIES]), st.integers(0, 30), max_size=4).flatmap(
    lambda chosen: st.fixed_dictionaries(
        {
            name: st.sampled_from(LIES[name]) if name in FRAMING else st.one_of(st.sampled_from(LIES[name]), TEXTS)
            for name in chosen
        }
    )
)
STATUSES = st.sampled_from([200, 200, 200, 101, 201, 202, 204, 206, 301, 302, 304, 400, 401, 403, 404, 406, 408,
                            414, 429, 429, 499, 500, 502, 503, 504, 599, 999])  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from([TEXT, "\ud83d", "", "a" * 32, "^,@\n"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["sys_id", "value", "display_value", "link", "resolved_at", "x"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)
ROW = st.dictionaries(st.sampled_from(["sys_id", "number", "resolved_at", "", "sys_id.value"]), JSON, max_size=4)
REPLIES = st.fixed_dictionaries(
    {},
    optional={
        "result": st.one_of(st.lists(ROW, max_size=3), JSON),
        "error": JSON,
        "status": JSON,
        "access_token": JSON,
        "refresh_token": JSON,
    },
).map(lambda content: json.dumps(content).encode())


@st.composite
def spoiled(draw, whole: bytes) -> bytes:
    """Real bytes with a few of them changed, taken away, put in, or all cut off."""
    body = bytearray(whole)
    for _ in range(draw(st.integers(1, 3))):
        begin = draw(st.integers(0, max(len(body) - 1, 0)))
        match draw(st.sampled_from(["flip", "delete", "insert", "cut", "repeat"])):
            case "flip" if body:
                body[begin] ^= 1 << draw(st.integers(0, 7))
            case "delete":
                del body[begin : begin + draw(st.integers(1, 40))]
            case "insert":
                body[begin:begin] = draw(
                    st.binary(min_size=1, max_size=4) | st.sampled_from([b'"', b"}", b"],", b"\\", b'"error":1,'])
                )
            case "repeat":
                body[begin:begin] = body[begin : begin + draw(st.integers(1, 40))]
            case _:
                del body[begin:]
    return bytes(body)


SPOILED = st.sampled_from([REAL["table"], REAL["stats"], REAL["token"]]).flatmap(spoiled)
BODIES = st.one_of(SPOILED, REPLIES, st.binary(max_size=60), st.sampled_from([REAL["table"], REAL["stats"]]))
