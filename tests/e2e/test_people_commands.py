"""The commands about people as a person runs them: imports, consents, records, explanations, purge."""

from __future__ import annotations

import json

import pytest

from command import quickly
from installation import installed

OCTOBER = ("--month", "2026-10")


@pytest.fixture(name="folder")
def _folder(tmp_path):
    """A folder with settings and a store, personal records switched on."""
    installed(tmp_path, personal_records=True)
    return tmp_path


def written(folder, text: str, name: str = "list.csv"):
    """A list in a file."""
    (folder / name).write_text(text, encoding="utf-8")
    return name


@pytest.mark.long
def test_a_record_needs_the_setting_a_reason_and_a_person(tmp_path, folder):
    """Without the switch, without a reason and for nobody a personal record is refused with what to do."""
    words = ("report", "--person", "Ann", *OCTOBER)
    assert quickly(*words, "--reason", "asked", cwd=folder).code == 0
    without = quickly(*words, cwd=folder)
    assert (without.code, "--reason needs a few words" in without.err) == (2, True)
    nobody = quickly("report", "--person", "Zoe", "--reason", "x", *OCTOBER, cwd=folder)
    assert (nobody.code, "Nobody is known" in nobody.err) == (2, True)
    (tmp_path / "off").mkdir()
    installed(tmp_path / "off")
    off = quickly(*words, "--reason", "asked", cwd=tmp_path / "off")
    assert off.code == 2
    assert "privacy.personal_records is off" in off.err
    assert "personal_records = true" in off.err


def test_a_record_is_handed_out_in_three_formats(folder):
    """JSON, Markdown and text lie in the folder and speak of the person; a mail or a page is not made."""
    words = ("report", "--person", "Fay", "--reason", "asked", *OCTOBER)
    assert quickly(*words, "--format", "json,md,text", "--out", "out", cwd=folder).code == 0
    record = json.loads((folder / "out" / "fay-2026-10.json").read_text())
    assert record["person"] == {"name": "Fay"}
    assert {"V02"} <= {line["rule"] for line in record["signals"]}
    for ending in ("md", "txt"):
        text = (folder / "out" / f"fay-2026-10.{ending}").read_text()
        assert "Leading an improvement" in text
        assert "no measure of anybody" in text.replace("\n", " ")
    refused = quickly(*words, "--format", "eml", cwd=folder)
    assert (refused.code, "not made as eml" in refused.err) == (2, True)


@pytest.mark.long
def test_the_same_record_is_the_same_bytes(folder):
    """Reading a record twice gives the same JSON, although both readings are in the log."""
    words = ("report", "--person", "Fay", "--reason", "asked", *OCTOBER, "--format", "json")
    assert quickly(*words, cwd=folder).out == quickly(*words, cwd=folder).out
    log = quickly("person", "audit", "--person", "Fay", cwd=folder).out
    assert log.count("read record") == 2


@pytest.mark.long
def test_an_import_is_all_or_nothing(folder):
    """A bad row stops the import and is told by its number; --skip-bad imports the rest; again it is known."""
    name = written(folder, "person,title,provider,completed,url\nAnn,SQL,,2026-10-02,\n\nZoe,Go,,2026-10-03,\n")
    refused = quickly("import", "training", name, cwd=folder)
    assert refused.code == 2
    assert " 4 " in refused.out or "4  " in refused.out
    assert "Nothing was imported" in refused.err
    assert "Nothing was imported yet" in quickly("import", "list", cwd=folder).out
    tried = quickly("import", "training", name, "--skip-bad", "--dry-run", cwd=folder)
    assert "1 new" in tried.out
    assert "1 new" in quickly("import", "training", name, "--skip-bad", cwd=folder).out
    assert "1 known already" in quickly("import", "training", name, "--skip-bad", cwd=folder).out
    listed = quickly("import", "list", cwd=folder).out
    assert "SQL" in listed
    entry = next(line.split()[0] for line in listed.splitlines() if "SQL" in line)
    assert quickly("import", "remove", entry, cwd=folder).code == 0
    assert "SQL" not in quickly("import", "list", cwd=folder).out


def test_an_import_without_people_is_refused(tmp_path):
    """Before anything was pulled nobody can be checked: the import says what to do first."""
    installed(tmp_path, {}, personal_records=True)
    name = written(tmp_path, "person,title,provider,completed,url\nAnn,SQL,,2026-10-02,\n")
    ended = quickly("import", "training", name, cwd=tmp_path)
    assert ended.code == 2
    assert "drumbeat pull" in ended.err


def test_a_hostile_list_is_refused_without_its_words(folder):
    """Formulas, control characters and a megabyte in a cell are told by row, never shown."""
    rows = ["=HYPERLINK(1)", "a\x1bb", "y" * 1_000_000]
    name = written(
        folder, "person,title,provider,completed,url\n" + "".join(f"Ann,{row},,2026-10-02,\n" for row in rows)
    )
    ended = quickly("import", "training", name, cwd=folder)
    assert ended.code == 2
    said = ended.out + ended.err
    assert "HYPERLINK" not in said
    assert "\x1b" not in said
    assert "yyyy" not in said
    assert said.count("title") >= 3


def test_consent_is_given_listed_and_taken_back(folder):
    """A consent names the person in the next report; taken back it does so no more; both acts are logged."""
    assert quickly("team", "add", "Network", "--group", "Network", cwd=folder).code == 0
    words = ("--person", "fay", "--category", "improvement")
    assert quickly("consent", "give", *words, cwd=folder).code == 2
    assert quickly("consent", "give", *words, "--said", "form of 3 November", cwd=folder).code == 0
    assert "form of 3 November" in quickly("consent", "list", cwd=folder).out
    report = ("report", "--team", "Network", *OCTOBER)
    assert "Fay" in quickly(*report, cwd=folder).out
    preview = ("preview", "--team", "Network", *OCTOBER)
    assert "Fay" in quickly(*preview, cwd=folder).out
    assert quickly("consent", "withdraw", *words, cwd=folder).code == 0
    assert "Fay" not in quickly(*report, cwd=folder).out + quickly(*preview, cwd=folder).out
    log = quickly("person", "audit", "--person", "Fay", cwd=folder).out
    assert "give consent" in log
    assert "withdraw consent" in log


@pytest.mark.long
def test_what_an_owner_says_is_done_and_undone(folder):
    """Hide, dispute and annotate work by line; an unknown line is refused; export and deletion end with 0."""
    words = ("report", "--person", "Fay", "--reason", "x", *OCTOBER, "--format", "json")
    line = next(each for each in json.loads(quickly(*words, cwd=folder).out)["signals"] if each["rule"] == "V02")
    of = ("--person", "Fay", "--line", line["line"])
    assert quickly("person", "dispute", *of, "--note", "Ann led it", cwd=folder).code == 0
    told = json.loads(quickly(*words, cwd=folder).out)["signals"]
    assert {(each["status"], each["note"]) for each in told if each["line"] == line["line"]} == {
        ("disputed", "Ann led it")
    }
    assert quickly("person", "dispute", *of, "--undo", cwd=folder).code == 0
    assert quickly("person", "hide", "--person", "Fay", "--line", "none", cwd=folder).code == 2
    assert quickly("person", "export", "--person", "Fay", "--out", "fay.json", cwd=folder).code == 0
    assert json.loads((folder / "fay.json").read_text())["signals"]
    assert quickly("person", "delete", "--person", "Fay", "--reason", "asked", cwd=folder).code == 0


@pytest.mark.long
def test_explain_says_why_and_names_nobody(folder):
    """`explain` tells gate, rules and skills of a record, in any spelling of its number; other people’s are refused."""
    told = quickly("explain", "INC0003", cwd=folder)
    assert told.code == 0
    assert "It counts." in told.out
    assert "Ben" not in told.out
    assert quickly("explain", "inc0003", cwd=folder).out == told.out
    unknown = quickly("explain", "INC9999", cwd=folder)
    assert (unknown.code, "no record INC9999" in unknown.err) == (2, True)
    assert quickly("explain", "INC0003", "--person", "Ann", cwd=folder).code == 2
    own = quickly("explain", "INC0003", "--person", "Ann", "--reason", "asked", cwd=folder)
    assert own.code == 0
    assert "explain record" in quickly("person", "audit", "--person", "Ann", cwd=folder).out


def test_purge_says_what_it_let_go(folder):
    """With nothing old enough, purge says so of each kind and ends well; a trial says that it is one."""
    ended = quickly("purge", "--dry-run", cwd=folder)
    assert (ended.code, ended.out.startswith("Would let go of 0 signals,")) == (0, True)
    assert "Nothing was let go of." in ended.out
    ended = quickly("purge", cwd=folder)
    assert (ended.code, ended.out.startswith("Let go of 0 signals,")) == (0, True)
    for kind in ("0 rows that are not read any more", "0 editions with 0 mails", "0 decisions", "0 marks", "0 acts"):
        assert kind in ended.out
