"""A mail from a mould is the mail that is made from nothing, whatever stands in it and whoever receives it."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import example, given, settings
from hypothesis import strategies as st

from drumbeat.delivery.leaving import Leaving
from drumbeat.delivery.message import Envelope, Rendered, build_message, finished
from drumbeat.delivery.mould import Mould, filled
from drumbeat.digest.letter.model import Leave
from samples import examples

ENVELOPE = Envelope(
    sender="Drumbeat <drumbeat@example.com>",
    recipient="",
    reply_to="Zoë Dana <dana@example.com>",
    message_id="",
    date=datetime(2026, 11, 2, 8, tzinfo=UTC),
    list_id="network.drumbeat.example.com",
)
PIECES = st.sampled_from(
    [
        *("<!--leave-->", "<!--/leave-->", '<a class="x" href="https://d.example.com/u/preview">Leave</a>', "</body>"),
        *("\n-- \n", "\n", "\r\n", "\r", " \n", "\t\n", ".\n", "\x0b", "\x1c", "\x85", "\u2028", "=", "ü", "x" * 90),
        'cid:logo@drumbeat">',
    ]
)
WORDS = st.lists(PIECES | st.text(max_size=20), max_size=12).map("".join)
LINES = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1, max_size=90)
HREFS = st.sampled_from(["", "https://d.example.com/u/tMINE.a-b_c", "https://d.example.com/u/t" + "y" * 300])
LEAVES = st.builds(Leave, LINES, HREFS, st.just("") | LINES)
ADDRESSES = st.sampled_from(
    ["zoe@example.com", "jürgen@example.com", '"a b"@example.com', f"{'z' * 64}@{'long.' * 20}example.com"]
)
SOME = Leave("Stop", "https://d.example.com/u/tMINE")


@settings(deadline=None, max_examples=examples(300))
@given(
    html=WORDS,
    text=WORDS,
    logo=st.sampled_from([b"", b"\x89PNG" * 30]),
    attached=st.sampled_from(["", "evidence.html"]),
    readers=st.lists(st.tuples(ADDRESSES, LEAVES | st.none()), min_size=1, max_size=3),
)
@example(html="", text="", logo=b"", attached="", readers=[("zoe@example.com", SOME)])
@example(html="a<!--leave-->b<!--/leave-->c", text="a\n-- \nb", logo=b"", attached="", readers=[("z@x.example", SOME)])
def test_a_mould_makes_what_is_made_from_nothing(html, text, logo, attached, readers):
    """With any content, words of leaving, addresses and Message-IDs each mail is byte for byte as made from nothing."""
    frozen = Rendered("Oktober: Zoë’s digest", html, text, logo, html if attached else "", attached)
    mould = Mould(frozen, ENVELOPE)
    for number, (recipient, leave) in enumerate(readers):
        addresses = tuple(filter(None, (leave and leave.href, "mailto:stop@example.com?subject=unsubscribe")))
        message_id = f"<{number}.{'m' * 32}.drumbeat@example.com>"
        envelope = Envelope(
            *(ENVELOPE.sender, recipient, ENVELOPE.reply_to, message_id, ENVELOPE.date, ENVELOPE.list_id, addresses)
        )
        whole = finished(build_message(filled(frozen, leave), envelope))
        assert mould.mail(recipient, message_id, Leaving(leave, addresses)) == whole


def test_a_mould_is_used():
    """With an ordinary edition nothing but the recipient's own lines is encoded again: the test above can fail."""
    html = '<p>One</p>\n<!--leave--><a href="https://d.example.com/u/preview">Leave</a><!--/leave-->\n</body>\n'
    mould = Mould(Rendered("October", html, "One\n\n-- \nLeave:\nhttps://d.example.com/u/preview\n"), ENVELOPE)
    assert mould.is_cast
    made = mould.mail("zoe@example.com", "<1@example.com>", Leaving(SOME))
    assert made.content.count(b"tMINE") == 2
    assert b"preview" not in made.content
    assert b"stand-in" not in made.content
