"""`drumbeat recipient` as a lead runs it."""

from __future__ import annotations

import io
import sys
import time
from unittest import mock

import pytest

from command import quickly
from drumbeat.editions.recipients import Reason
from installation import NOW, fill, installed
from rows import cells, group, person, sys_id

TEAM = "Network"
ALLOWED = {"DRUMBEAT_MAIL__ALLOWED_DOMAINS": "x.example"}


def _member(who: str, where: str):
    return cells(sys_id=sys_id(f"m{who}"), user=person(who), group=group(where))


@pytest.fixture(name="installation")
def _installation(tmp_path):
    """A store that knows a group of three, of whom one has left, and one outsider."""
    people = [("Ann", "true"), ("Ben", "true"), ("Cy", "false"), ("Zed", "true")]
    users = [
        cells(
            sys_id=person(name)[0], user_name=name.lower(), name=name, email=f"{name.lower()}@x.example", active=active
        )
        for name, active in people
    ]
    rows = {
        "sys_user": users,
        "sys_user_group": [cells(sys_id=group(name)[0], name=name, active="true") for name in ("Network", "Empty")],
        "sys_user_grmember": [_member(name, "Network") for name in ("Ann", "Ben", "Cy")],
    }
    context = installed(tmp_path, rows)
    assert quickly("team", "add", TEAM, "--group", TEAM, cwd=tmp_path).code == 0
    return context


@pytest.fixture(name="recipient")
def _recipient(installation, tmp_path):
    """Runs `drumbeat recipient VERB --team Network …`; what is typed goes to standard input."""

    def run(verb, *words, typed=b"", team=(TEAM,), **extra):
        said = ("--team", *team) if team else ()
        with mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed))):
            return quickly("recipient", verb, *said, *words, cwd=tmp_path, **extra)

    return run


def test_every_kind_is_added_and_listed(recipient):
    """A lead adds people, lists, the company's list, users and groups, leaves one out, and sees whom that reaches."""
    for words, said in (
        (("ann@x.example", "--language", "de"), "ann@x.example will receive the digest of “Network”.\n"),
        (
            ("all@x.example", "--list", "--keeper", "the desk"),
            "all@x.example will receive the digest of “Network”, once",
        ),
        (
            ("firm@x.example", "--company", "--keeper", "HR"),
            "firm@x.example will receive the digest of “Network”, once",
        ),
        (("--user", "Zed"), "The user “Zed” will receive the digest of “Network”."),
        (("--group", "Network"), "The members of the group “Network” will receive the digest of “Network”."),
        (
            ("ben@x.example", "--exclude"),
            "ben@x.example will not receive the digest of “Network”, whoever else says so.",
        ),
    ):
        ended = recipient("add", *words)
        assert (ended.code, said in ended.out) == (0, True), ended
    shown = recipient("list").out
    assert [line.split()[:2] for line in shown.splitlines()[1:7]] == [
        *(["company", "firm@x.example"], ["list", "all@x.example"], ["address", "ann@x.example"]),
        *(["user", "Zed"], ["group", "Network"], ["address", "ben@x.example"]),
    ]
    assert "readers are taken off by the desk" in shown
    assert "4 mailboxes receive the digest of “Network”, 2 of them lists." in shown
    assert "Not: 1 left, 1 excluded." in shown
    assert "cy@x.example" in shown


def test_groups_below_are_told(recipient, installation):
    """ServiceNow counts members of a group below to that alone: whoever names the group above is told of it."""
    above = cells(sys_id=group("Above")[0], name="Above", active="true")
    below = [
        cells(sys_id=group(name)[0], name=name, active=active, parent=group("Above"))
        for name, active in (("Empty", "true"), ("Network", "true"), ("Closed", "false"))
    ]
    fill(installation, "sys_user_group", [above, *below])
    for words, meant in (((), "receive it"), (("--exclude",), "be left out")):
        told = " ".join(recipient("add", "--group", "Above", *words).err.split())
        assert "Below the group “Above” there is Empty and Network. In ServiceNow the members of a group below" in told
        assert f"name those groups as well if they are to {meant}." in told
        recipient("remove", "--group", "Above")
    assert "Below" not in recipient("add", "--group", "Network").err


def test_who_receives_nothing_is_told_at_once(recipient):
    """A group that is not known, one without members, a leaver: the command says so when they are added."""
    ended = recipient("add", "--group", "Nowhere", "--group", "Empty", "--user", "Cy")
    assert ended.code == 0
    assert "not everybody receives it" in ended.err
    assert "Nowhere" in ended.out
    assert "hold none of that name" in ended.out
    assert "The group has no members." in ended.out
    assert "left: not active in ServiceNow any more" in ended.out
    assert "leads to nobody" in recipient("list").out


@pytest.mark.parametrize("way", ["add", "paste"])
def test_an_address_that_looks_like_a_list_asks_what_it_is(recipient, tmp_path, way):
    """It is added as it was said, with a note on what that means and the command that makes a list of it; it does."""
    (tmp_path / "lines.txt").write_text("all-staff@x.example\nann@x.example\n")
    told = recipient(way, *(["lines.txt"] if way == "paste" else ["all-staff@x.example", "ann@x.example"]))
    assert told.code == 0
    assert "all-staff@x.example looks like a list" in told.err
    assert "ann@x.example looks" not in told.err
    (said,) = (line.split("recipient ")[1] for line in told.out.splitlines() if line.startswith("  drumbeat"))
    assert said == 'change --team "Network" --list --keeper WORDS all-staff@x.example'
    changed = recipient("change", "--list", "--keeper", "Ann", "all-staff@x.example")
    assert (changed.code, changed.err) == (0, "")
    assert "once for all its readers" in changed.out


def test_what_was_said_of_a_recipient_is_changed(recipient):
    """Kind, keeper and language, each or together; nothing where one of them cannot be, or where nothing is said."""
    assert recipient("add", "info@x.example", "ann@x.example").code == 0
    assert recipient("change", "--language", "de", "ann@x.example").code == 0
    for wrong, said in (
        (("info@x.example",), "not said what changes"),
        (("--list", "info@x.example", "ann@x.example"), "needs a keeper"),
        (("--list", "--person", "info@x.example"), "An address is one of them"),
        (("--list", "--keeper", "Ann", "info@x.example", "eve@x.example"), "eve@x.example is in no entry"),
    ):
        ended = recipient("change", *wrong)
        assert (ended.code, said in ended.err) == (2, True), ended.err
    assert "list" not in recipient("export").out
    assert recipient("change", "--list", "--keeper", "Ann", "info@x.example").code == 0
    assert "list,info@x.example,,,Ann" in recipient("export").out
    assert recipient("change", "--person", "info@x.example").code == 0
    assert "address,info@x.example,,," in recipient("export").out
    assert "address,ann@x.example,,de," in recipient("export").out


def test_the_old_messages_stay(recipient):
    """Adding, adding again and removing plain addresses say what they always said."""
    assert recipient("list").out == (
        "Nobody receives the digest of “Network” yet. Add recipients with `drumbeat recipient add`.\n"
    )
    added = recipient("add", "ann@x.example", "bob@x.example")
    assert added.out == (
        "ann@x.example will receive the digest of “Network”.\nbob@x.example will receive the digest of “Network”.\n"
    )
    again = recipient("add", "Ann@x.example")
    assert (again.code, "receives the digest of “Network” already" in again.err) == (2, True)
    wrong = recipient("add", "not-an-address", "a..b@x.example")
    assert wrong.code == 2
    assert "Not an e-mail address: not-an-address, a..b@x.example." in wrong.err
    assert "Nobody was added. Write addresses like ann@example.com." in wrong.err
    assert "not-an-address: It has no @." in wrong.err
    removed = recipient("remove", "ANN@x.example")
    assert removed.out == "ANN@x.example will no longer receive the digest of “Network”.\n"
    assert recipient("remove", "ann@x.example").code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Nobody is named"),
        (("a@x.example", "--list"), "needs a keeper"),
        (("a@x.example", "--keeper", "HR"), "has a keeper"),
        (("a@x.example", "--list", "--company", "--keeper", "HR"), "Say --list or --company"),
        (("--group", " "), "A name is words"),
        (("--group", "Net\x1b[31m"), "A name is words"),
        (("a@x.example", "--language", "xx"), "no such language; there are"),
        (("a@x.example", "--exclude", "--language", "de"), "in no language"),
        (("a@x.example\r\nBcc: eve@y.example",), "control character"),
        (("Ann <ann@x.example> (IT)",), "Did you mean ann@x.example?"),
        (("ann@\u0445.example",), "is written in other letters"),
        (("good@x.example", "bad"), "Not an e-mail address: bad."),
    ],
)
def test_what_cannot_be_a_recipient_is_refused(recipient, words, said):
    """Each mistake has its own sentence, and nobody is added, not even those who were named beside it."""
    ended = recipient("add", *words)
    assert ended.code == 2
    assert said in ended.err
    assert "Nobody receives" in recipient("list").out


def test_only_allowed_domains(recipient):
    """With mail.allowed_domains others are refused; what was kept before is listed as receiving nothing."""
    assert recipient("add", "eve@y.example").code == 0
    refused = recipient("add", "bob@y.example", **ALLOWED)
    assert refused.code == 2
    assert "Not what can be a recipient here" in refused.err
    assert "mail.allowed_domains" in refused.err
    assert recipient("add", "ann@x.example", **ALLOWED).code == 0
    shown = recipient("list", **ALLOWED).out
    assert "1 mailbox receives" in shown
    assert "the address is not one that may be used. Its domain is none of those" in shown


def test_pasting_is_all_or_nothing(recipient):
    """One bad line among good ones adds nobody and is told by its number; --skip-bad adds the others."""
    typed = b"ann@x.example\r\n\r\nBen <ben@x.example> (IT)\r\nCAT@x.example\r\ncat@x.example\r\n"
    refused = recipient("paste", "-", typed=typed)
    assert refused.code == 2
    assert refused.out == (
        "Row 3: Ben <ben@x.example> (IT): It is more than the bare address: a name or angle brackets stand beside it. "
        "Did you mean ben@x.example?\n"
    )
    assert "Nobody was added: 1 row is not good." in refused.err
    assert "Nobody receives" in recipient("list").out
    done = recipient("paste", "-", "--skip-bad", typed=typed)
    assert done.code == 0
    assert done.out.endswith("2 added, 0 known already, 1 written twice.\n")
    assert recipient("paste", "-", "--skip-bad", typed=typed).out.endswith(
        "0 added, 2 known already, 1 written twice.\n"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_pasted_files_as_editors_write_them(recipient, tmp_path, encoding):
    """UTF-8 with and without its mark, UTF-16 and Windows-1252 are read alike."""
    (tmp_path / "list.txt").write_bytes("zo\u00eb@x.example\nann@x.example".encode(encoding))
    assert recipient("paste", "list.txt").out == "2 added, 0 known already, 0 written twice.\n"
    assert "zo\u00eb@x.example" in recipient("list").out


def test_a_file_that_is_not_there(recipient, tmp_path):
    """A wrong path, and a file that is no text, are told in a sentence."""
    assert "cannot be read" in recipient("paste", "none.txt").err
    assert "/dev/zero is larger than 32 MiB." in recipient("paste", "/dev/zero").err
    (tmp_path / "list.txt").write_bytes(b"\xff\xfe\x00\xd8")
    assert "is no text" in recipient("paste", "list.txt").err


def test_ten_thousand_lines_are_pasted(recipient):
    """Ten thousand lines are judged, kept and logged within seconds; the same again changes nothing."""
    typed = "\n".join(f"u{at}@x.example" for at in range(10_000)).encode()
    begun = time.process_time()
    assert recipient("paste", "-", typed=typed).out == "10,000 added, 0 known already, 0 written twice.\n"
    bad = recipient("paste", "-", typed=typed.replace(b"@", b" at "))
    assert "Nobody was added: 10,000 rows are not good." in bad.err
    assert bad.out.count("\n") == 10_000
    assert time.process_time() - begun < 10


def test_export_and_import_round_trip(recipient, tmp_path, installation):
    """What is exported and imported elsewhere is the same list; importing it once more changes nothing."""
    recipient("add", "ann@x.example", "--language", "de")
    recipient("add", "=cmd@x.example", "+x@x.example")
    recipient("add", "all@x.example", "--list", "--keeper", '=the "desk", 2nd floor')
    recipient("add", "--group", "Network", "--user", "Zed")
    recipient("add", "ben@x.example", "--exclude")
    assert recipient("export", "--out", "list.csv").out == "Wrote 7 recipients into list.csv.\n"
    lines = (tmp_path / "list.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "kind,name,excluded,language,keeper"
    assert not [line for line in lines for cell in line.split(",") if cell[:1] in "=+-@" and cell]
    quickly("team", "add", "Desk", "--group", "Desk", cwd=tmp_path)
    moved = recipient("import", "list.csv", team=("Desk",))
    assert moved.out == "7 added, 0 changed, 0 removed, 0 known already.\n"
    rules = installation.store.recipients.rules
    assert rules("Desk") == rules(TEAM)
    assert recipient("import", "list.csv").out == "0 added, 0 changed, 0 removed, 7 known already.\n"
    shown = recipient("export").out.splitlines()
    assert shown == lines


def test_import_changes_and_replaces(recipient, tmp_path):
    """A row that says other changes the rule; --replace removes whom the list does not name; a bad row stops all."""
    recipient("add", "ann@x.example", "bob@x.example", "cat@x.example")
    (tmp_path / "list.csv").write_text("Kind,Name,Language\naddress,ANN@x.example,de\naddress,bob@x.example,\n")
    assert recipient("import", "list.csv").out == "0 added, 1 changed, 0 removed, 1 known already.\n"
    assert recipient("import", "list.csv", "--replace").out == "0 added, 0 changed, 1 removed, 2 known already.\n"
    assert "cat@x.example" not in recipient("list").out
    (tmp_path / "list.csv").write_text("kind,name\naddress,dan@x.example\nperson,eve@x.example\n")
    refused = recipient("import", "list.csv", "--replace")
    assert (refused.code, "Row 3: eve@x.example: The kind is none of" in refused.out) == (2, True)
    assert "bob@x.example" in recipient("list").out
    (tmp_path / "list.csv").write_text("kind,name\n")  # cut off after its heading
    refused = recipient("import", "list.csv", "--replace")
    assert (refused.code, "nobody would remain" in refused.err) == (2, True)
    assert "bob@x.example" in recipient("list").out
    (tmp_path / "list.csv").write_text("address\ndan@x.example\n")
    assert "They are kind, name, excluded, language, keeper." in recipient("import", "list.csv").err


def test_who_unsubscribed_is_listed_and_comes_back(recipient, installation):
    """An unsubscribed reader is listed and skipped, is told of when added again, and comes back on their word."""
    assert recipient("unsubscribed").out == "Nobody has unsubscribed, and no mailbox is known to be gone.\n"
    recipient("add", "--group", "Network")
    suppressions = installation.store.suppressions
    suppressions.add("ann@x.example", TEAM, Reason.UNSUBSCRIBED, "link of the mail", NOW)
    suppressions.add("ann@x.example", "", Reason.LEFT, "550 5.1.1", NOW)
    listed = recipient("unsubscribed").out
    assert [line.split()[:3] for line in listed.splitlines()[1:]] == [
        ["ann@x.example", "every", "team"],
        ["ann@x.example", "Network", "unsubscribed"],
    ]
    assert "1 mailbox receives" in recipient("list").out
    added = recipient("add", "ann@x.example")
    assert "drumbeat recipient resubscribe" in added.err
    back = recipient("resubscribe", "Ann@x.example", "--said", "mail of 3 May")
    assert back.out == ("ann@x.example receives again what the rules say: Network.\nIt is still left of every team.\n")
    assert recipient("resubscribe", "ann@x.example", team=()).code == 0
    assert "2 mailboxes receive" in recipient("list").out
    assert recipient("resubscribe", "ann@x.example", team=()).code == 2
    told = [each.detail for each in installation.store.audit.all() if each.act == "resubscribe"]
    assert told == ["ann@x.example; team Network; mail of 3 May", "ann@x.example; every team"]


def test_an_exclude_that_nobody_understands_is_told(recipient):
    """Leaving out a group that is not known could send by mistake: the list says that nobody knows who is left out."""
    recipient("add", "ann@x.example")
    recipient("add", "--group", "Nowhere", "--exclude")
    assert "nobody knows who is left out by the group “Nowhere”" in recipient("list").err
    ended = recipient("remove", "--group", "nowhere")
    assert ended.out == "The group “nowhere” is not left out of the digest of “Network” any more.\n"


def test_each_change_says_who_made_it(recipient, installation):
    """The audit log holds each change of recipients with the user of the operating system."""
    recipient("add", "ann@x.example", "--group", "Network")
    recipient("remove", "ann@x.example")
    told = [(each.act, each.detail) for each in installation.store.audit.all()]
    assert told == [
        ("add recipient", "Network: ann@x.example"),
        ("add recipient", "Network: the group “Network”"),
        ("remove recipient", "Network: ann@x.example"),
    ]
    assert all(each.actor for each in installation.store.audit.all())


def test_teams_tell_how_many_rules_they_have(recipient, tmp_path):
    """The list of teams counts every rule that lets somebody receive, groups too, and none that leaves somebody out."""
    recipient("add", "ann@x.example", "--group", "Network", "--user", "Zed")
    recipient("add", "ben@x.example", "--exclude")
    assert quickly("team", "list", cwd=tmp_path).out.splitlines()[1].split()[-1] == "3"
