"""`drumbeat edit` as a lead runs it: the note, the titles that may appear, and until when."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from command import environment, quickly
from drumbeat.digest.editing import UNEDITED
from html_page import read_page
from installation import NETWORK, OCTOBER, WORD, again, installed
from stores import receives

MONTH = ("--team", "Network", "--month", "2026-10")
SIXTY = " ".join(f"word{at}" for at in range(60))
HOSTILE = "<b>Thanks</b> & {{ 7*7 }} [all](http://x.example) `of` *you*"
KEPT = HOSTILE.replace("http://x.example)", "[…]")
"""The same as it may leave."""
UNSEEN = "a\N{RIGHT-TO-LEFT OVERRIDE}b\N{ZERO WIDTH SPACE}c\x07d\N{RIGHT-TO-LEFT ISOLATE}e\nf\r\n\tg\x1b[31mh"


@pytest.fixture(name="folder")
def _folder(tmp_path):
    """A store with the team Network, its lead and a reader."""
    context = installed(tmp_path)
    context.store.teams.add(replace(NETWORK, lead="Dana", lead_address="dana@example.com"))
    receives(context.store.recipients, "Network", "ann@example.com")
    return tmp_path


@pytest.fixture(name="context")
def _context(folder):
    """The same installation from inside."""
    from drumbeat.desk.context import Context  # noqa: PLC0415
    from drumbeat.settings import Settings  # noqa: PLC0415

    return Context(None, given=Settings.model_validate({"store": {"url": f"sqlite:///{folder / 'drumbeat.db'}"}}))


def edited(folder, *words: str):
    """What `drumbeat edit` of October said; it went well."""
    ended = quickly("edit", *MONTH, *words, cwd=folder)
    assert ended.code == 0, ended.err
    return ended.out


def text_of(folder) -> str:
    """The text of the edition as a new preview shows it, on one line."""
    ended = quickly("preview", *MONTH, cwd=folder)
    assert ended.code == 0, ended.err
    return " ".join(ended.out.split())


@pytest.mark.long
def test_sixty_words_are_kept_and_sixty_one_refused(folder, context):
    """The note holds up to sixty words; one more is refused with its count, and nothing is kept of it."""
    assert SIXTY in edited(folder, "--note", SIXTY)
    refused = quickly("edit", *MONTH, "--note", f"{SIXTY} more", cwd=folder)
    assert (refused.code, "has 61 words" in refused.err, "Shorten it" in refused.err) == (2, True, True)
    assert context.store.editing.get("Network", OCTOBER).note == SIXTY
    assert SIXTY.split()[-1] in text_of(folder)


@pytest.mark.long
def test_a_note_of_long_words_is_not_cut(folder, context):
    """Sixty words that are too long for a first screen are refused like a sixty-first; none is lost unseen."""
    refused = quickly("edit", *MONTH, "--note", " ".join(["Datenschutzgrundverordnung"] * 60), cwd=folder)
    assert (refused.code, "more than 600 characters" in refused.err) == (2, True)
    assert context.store.editing.get("Network", OCTOBER) == UNEDITED


def test_what_cannot_be_seen_is_taken_out(folder, context):
    """Control characters and line ends become blanks, marks without width go: one line of plain words is kept."""
    edited(folder, "--note", UNSEEN)
    note = context.store.editing.get("Network", OCTOBER).note
    assert note == "abc de f g [31mh"
    assert note.isprintable()


@pytest.mark.parametrize("empty", ["", "  ", "\n\t"])
def test_an_empty_note_takes_it_out(folder, context, empty):
    """An empty text removes the note, and leaves the ticks."""
    edited(folder, "--note", "A good month.", "--tick", "INC0003")
    assert "Note: none" in edited(folder, "--note", empty)
    kept = context.store.editing.get("Network", OCTOBER)
    assert (kept.note, set(kept.ticked)) == ("", {"INC0003"})


def test_titles_appear_by_tick_only(folder):
    """An incident's title is told from the preview after its tick on, and no more after the tick is taken back."""
    assert WORD not in text_of(folder)
    assert "INC0003, INC0005" in edited(folder, "--tick", " inc0003 ", "--tick", "INC0005")
    with_titles = text_of(folder)
    assert f"“{WORD} 3”" in with_titles
    assert f"“{WORD} 5”" in with_titles
    assert f"{WORD} 7" not in with_titles
    assert "Titles ticked: INC0005" in edited(folder, "--untick", "inc0003")
    assert f"“{WORD} 3”" not in text_of(folder)
    edited(folder, "--untick", "INC0005")
    assert WORD not in text_of(folder)


def test_one_is_taken_back_in_the_order_of_reason(folder):
    """A number that is ticked and unticked at once is not shown."""
    assert "Titles ticked: none" in edited(folder, "--tick", "INC0003", "--untick", "INC0003")
    assert WORD not in text_of(folder)


@pytest.mark.parametrize("number", ["INC1,INC2", "", "INC 1", "<b>", "INC1\x1b[31m", "x" * 41])
def test_what_is_no_number_is_refused(folder, context, number):
    """A list, a blank or a control character is no number of a record; nothing is kept."""
    refused = quickly("edit", *MONTH, "--note", "x", "--tick", number, cwd=folder)
    assert (refused.code, "like INC0010001" in refused.err) == (2, True)
    assert context.store.editing.get("Network", OCTOBER) == UNEDITED


def test_it_holds_from_the_next_preview_on(folder, context):
    """The draft that lies there stays as it was previewed, until it is made anew."""
    text_of(folder)
    edited(folder, "--note", "A good month.")
    assert "A good month." not in context.store.editions.find("Network", OCTOBER).content.text
    assert "A good month." in text_of(folder)
    assert "A good month." in context.store.editions.find("Network", OCTOBER).content.text


def test_other_months_and_teams_are_untouched(folder, context):
    """What is decided about October is October's, and the team's."""
    context.store.teams.add(replace(NETWORK, name="Desk"))
    edited(folder, "--note", "A good month.")
    assert context.store.editing.get("Network", OCTOBER.before()) == UNEDITED
    assert context.store.editing.get("Desk", OCTOBER) == UNEDITED
    assert "A good month." not in quickly("report", "--team", "Desk", "--month", "2026-10", cwd=folder).out


def test_an_edition_that_has_begun_to_leave_stays(folder, context):
    """After sending, the edition is refused any change, and nothing is kept; it can still be shown."""
    edited(folder, "--note", "A good month.")
    text_of(folder)
    assert quickly("send", "--approve", *MONTH, cwd=folder).code == 0
    for words in (("--note", "Better."), ("--tick", "INC0003"), ("--note", "")):
        refused = quickly("edit", *MONTH, *words, cwd=folder)
        assert (refused.code, "has begun to leave" in refused.err, "correction" in refused.err) == (2, True, True)
    assert context.store.editing.get("Network", OCTOBER).note == "A good month."
    assert "A good month." in edited(folder)
    assert "A good month." in edited(folder, "--note", "A good month.")


def test_who_decided_is_in_the_audit_log(folder):
    """Each change leaves one row with team and month, and none of the words; showing and repeating leave none."""
    edited(folder, "--note", "Confidential words")
    edited(folder, "--note", "Confidential words")
    edited(folder)
    edited(folder, "--tick", "INC0003")
    log = quickly("person", "audit", cwd=folder).out
    assert log.count("edit edition") == 2
    assert log.count("Network, 2026-10-01") == 2
    assert "Confidential" not in log


@pytest.mark.long
def test_two_leads_at_once_do_not_undo_each_other(folder, context):
    """Of eight processes that each tick one incident, and one that writes the note, nothing is lost."""
    wanted = [("--tick", f"INC000{at}") for at in range(1, 9)] + [("--note", "A good month.")]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "drumbeat", "edit", *MONTH, *words],
            cwd=folder,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for words in wanted
    ]
    said = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0] * len(running), said
    kept = context.store.editing.get("Network", OCTOBER)
    assert set(kept.ticked) == {f"INC000{at}" for at in range(1, 9)}
    assert kept.note == "A good month."


def test_a_removed_team_takes_it_along(folder, context):
    """A team of the same name begins without note and ticks."""
    edited(folder, "--note", "A good month.", "--tick", "INC0003")
    assert quickly("team", "remove", "Network", cwd=folder).code == 0
    assert context.store.editing.get("Network", OCTOBER) == UNEDITED
    again(context).store.teams.add(NETWORK)
    assert "Note: none" in edited(folder)


def test_the_note_is_in_every_form_and_can_do_nothing(folder):
    """HTML, text, Markdown and JSON have the note without its address, under the lead's name; markup in it is text."""
    edited(folder, "--note", HOSTILE)
    made = quickly("report", *MONTH, "--format", "html,text,md,json,eml", "--out", "out", cwd=folder)
    assert made.code == 0, made.err
    html, text, markdown, data = (
        (folder / "out" / f"network-2026-10.{each}").read_text() for each in ("html", "txt", "md", "json")
    )
    page = read_page(html)
    (cell,) = [each for each in page.every("td") if "note-text" in each.attributes.get("class", "")]
    note, name = cell.every("p")
    assert (note.text, name.text) == (KEPT, "Dana")
    assert (note.attributes["dir"], cell.every("b", "a")) == ("auto", [])
    assert KEPT in " ".join(text.replace("\n| ", " ").split())
    assert r"> <b\>" not in markdown
    assert r"> \<b\>Thanks\</b\> &amp; \{\{ 7\*7 \}\} \[all\](\[…\] \`of\` \*you\*" in markdown
    assert json.loads(data)["note"] == KEPT


def test_an_unknown_team_or_month_is_refused(folder):
    """A team that is not there, a month that is none, and one to come are told with what to do."""
    for words, said in (
        (("--team", "Nobody", "--month", "2026-10"), "Known teams: Network"),
        (("--team", "Network", "--month", "2026-13"), "Write it like 2026-10"),
        (("--team", "Network", "--month", "8999-01"), "in the future"),
    ):
        refused = quickly("edit", *words, "--note", "x", cwd=folder)
        assert (refused.code, said in refused.err) == (2, True), refused.err


def test_sentences_are_hidden_and_put_first(folder):
    """`--list` names what can be told; what is hidden is in no new preview, what is put first is its first sentence."""
    listed = edited(folder, "--list")
    assert "first screen  improvement:CIM0000" in listed
    assert "Hidden: improvement:CIM0000" in edited(folder, "--hide", "improvement:CIM0000")
    assert "hidden" in edited(folder, "--list")
    assert "First: improvement:CIM0001" in edited(folder, "--first", "improvement:CIM0001")
    assert "CIM0000" not in text_of(folder)
    again_shown = edited(folder, "--show", "improvement:CIM0000", "--usual-order")
    assert "Hidden:" not in again_shown + edited(folder)
    assert "CIM0000" in text_of(folder)


def test_volume_cannot_be_put_first(folder):
    """How much was done is no outcome; a mistyped id is refused with those that there are."""
    refused = quickly("edit", *MONTH, "--first", "volume:incidents_resolved", cwd=folder)
    assert (refused.code, "no outcome" in refused.err) == (2, True)
    refused = quickly("edit", *MONTH, "--hide", "improvement:CIM9", cwd=folder)
    assert (refused.code, "improvement:CIM0000" in refused.err) == (2, True)
