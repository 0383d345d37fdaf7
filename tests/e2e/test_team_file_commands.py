"""`drumbeat team export` and `import`: teams go from one store to another and come back, all of them or none."""

from __future__ import annotations

import pytest

from command import quickly
from departments import department
from drumbeat.desk.context import Context
from drumbeat.editions.recipients import Reason
from installation import installed


@pytest.fixture(name="here")
def _here(tmp_path):
    return installation(tmp_path / "here")


@pytest.fixture(scope="module", name="unchanged")
def _unchanged(tmp_path_factory):
    """One that no test changes."""
    return installation(tmp_path_factory.mktemp("unchanged") / "here")


def installation(folder):
    """Three teams and one that combines them, each with recipients."""
    folder.mkdir()
    department(folder, {"Desk": 6, "Field": 6})
    ran(folder, "recipient", "add", "--team", "IT", "ann@example.com", "zoe@example.com", "--language", "de")
    ran(folder, "recipient", "add", "--team", "IT", "--company", "all@example.com", "--keeper", "IT service")
    ran(folder, "recipient", "add", "--team", "Desk", "--group", 'Name with "quotes" and \\', "--exclude")
    ran(folder, "team", "schedule", "IT", "--on", "--policy", "required", "--send-on", "last friday")
    return folder


@pytest.fixture(name="there")
def _there(tmp_path):
    """Another installation, without teams."""
    folder = tmp_path / "there"
    folder.mkdir()
    installed(folder, {})
    return folder


def ran(folder, *words: str) -> str:
    """What a command said; it went well."""
    ended = quickly(*words, cwd=folder)
    assert ended.code == 0, ended.err
    return ended.out


def exported(folder) -> str:
    """All teams of the store, as a file has them."""
    return ran(folder, "team", "export")


def test_teams_go_from_one_store_to_another(here, there):
    """Imported elsewhere, what is exported there is the same file; a combined team may stand before its teams."""
    ran(here, "team", "export", "--out", str(there / "teams.toml"))
    blocks = ["[[team]]" + each for each in exported(here).split("[[team]]")[1:]]
    (there / "turned.toml").write_text("\n".join(reversed(blocks)), encoding="utf-8")
    said = ran(there, "team", "import", "turned.toml")
    assert "“IT”: new; teams: Network, Desk, Field; zone: UTC; lead: Nora" in said
    assert "recipients: 3 added" in said
    assert said.endswith("4 added, 0 changed, 0 as they were.\n")
    assert exported(there) == exported(here) == (there / "teams.toml").read_text(encoding="utf-8")


def test_what_is_there_already_changes_nothing(here):
    """Imported where it comes from, and twice, a file changes nothing and leaves nothing in the audit log."""
    ran(here, "team", "export", "--out", "teams.toml")
    before = quickly("status", cwd=here).out
    for _ in range(2):
        assert ran(here, "team", "import", "teams.toml") == "0 added, 0 changed, 4 as they were.\n"
    assert quickly("status", cwd=here).out == before


def test_an_import_says_what_it_changes_and_a_dry_run_only_says_it(here):
    """Lead, zone, sources, schedule and recipients: each is told with what it was; a dry run leaves all as it is."""
    (here / "other.toml").write_text(
        '[[team]]\nname = "Desk"\ngroups = ["Desk", "Hotline"]\nzone = "Europe/Berlin"\nlead = "Ben"\n'
        'recipient = []\n[team.schedule]\nhour = "7:30"\n'
        '[[team]]\nname = "IT"\nof = ["Desk", "Network"]\n'
        '[[team.recipient]]\nkind = "address"\nname = "ann@example.com"\n'
        '[[team.recipient]]\nkind = "address"\nname = "new@example.com"\n',
        encoding="utf-8",
    )
    before = exported(here)
    told = (
        "“Desk”: groups: Desk, Hotline (was Desk); zone: Europe/Berlin (was UTC); lead: Ben (was Lead of Desk); "
        "hour: 07:30 (was 09:00); recipients: 1 removed\n"
        "“IT”: teams: Desk, Network (was Network, Desk, Field); recipients: 1 added, 1 changed, 2 removed\n"
    )
    dry = ran(here, "team", "import", "other.toml", "--dry-run")
    assert dry == f"{told}0 would be added, 2 would be changed, 0 as they were.\n"
    assert exported(here) == before
    assert ran(here, "team", "import", "other.toml").startswith(f"{told}0 added, 2 changed, 0 as they were.\n")
    after = exported(here)
    assert 'of = ["Desk", "Network"]' in after
    assert "zoe@example.com" not in after
    assert 'name = "Field"' in after  # what the file does not name stays


WRONG = {
    "an unknown team": ('[[team]]\nname = "All"\n\nof = ["Desk", "Nobody"]', "line 4: there is no team “Nobody”"),
    "no such zone": ('[[team]]\nname = "Desk"\nzone = "Mars"', "line 1: “Desk”: “Mars” is no time zone"),
    "no address": (
        '[[team]]\nname = "Desk"\n[[team.recipient]]\nkind = "address"\nname = "nobody"',
        "line 3: nobody: ",
    ),
    "twice in different ways": (
        (
            '[[team]]\nname = "Desk"\n[[team.recipient]]\nkind = "address"\nname = "a@example.com"\n'
            '[[team.recipient]]\nkind = "address"\nname = "A@example.com"\nlanguage = "de"'
        ),
        "line 6: A@example.com stands there already, in another way",
    ),
    "no such day": ('[[team]]\nname = "Desk"\n[team.schedule]\nsend_on = "some day"', "line 1: “Desk”: 'some day' is"),
    "sent before it is drafted": (
        '[[team]]\nname = "Desk"\n[team.schedule]\ndraft_on = "day 9"\nsend_on = "day 2"',
        "line 1: “Desk”: ",
    ),
    "no such policy": ('[[team]]\nname = "Desk"\n[team.schedule]\npolicy = "none"', "no policy “none”"),
    "a month that nobody means": (
        '[[team]]\nname = "Desk"\n[team.schedule]\nbegins = 9999-12-01',
        "line 1: “Desk”: The schedule would begin with December 9999",
    ),
    "a team of one": ('[[team]]\nname = "New"\ntechnicians = ["Ann"]', "A team of one gets no digest"),
    "teams and groups": (
        '[[team]]\nname = "New"\ngroups = ["a"]\nof = ["Desk", "Field"]',
        "cannot be made of teams and",
    ),
    "nothing at all": ('[[team]]\nname = "New"', "needs an assignment group or technicians"),
    "a team of teams of teams": ('[[team]]\nname = "All"\nof = ["IT", "Desk"]', "“IT” is itself made of other teams"),
    "a part that would combine": ('[[team]]\nname = "Desk"\nof = ["Network", "Field"]', "“IT” tells of it"),
}


@pytest.mark.parametrize(("wrong", "told"), WRONG.values(), ids=WRONG)
def test_a_file_with_a_mistake_changes_nothing(unchanged, wrong, told):
    """All of a file is taken or none: what is right about it, before the mistake, is not taken either."""
    here = unchanged
    (here / "wrong.toml").write_text(f'{wrong}\n[[team]]\nname = "Field"\nlead = "Changed"\n', encoding="utf-8")
    before = exported(here)
    for words in (("--dry-run",), ()):
        ended = quickly("team", "import", "wrong.toml", *words, cwd=here)
        if words and ended.code == 0:  # only the store knows
            continue
        assert (ended.code, told in " ".join(ended.err.split())) == (2, True), ended.err
    assert exported(here) == before


def test_members_change_places(here):
    """A part may become a whole, and a whole a part, in one file: no order of its tables is wrong."""
    (here / "turned.toml").write_text(
        '[[team]]\nname = "Desk"\nof = ["Field", "IT"]\n[[team]]\nname = "IT"\ngroups = ["Everything"]\n',
        encoding="utf-8",
    )
    assert "0 added, 2 changed" in ran(here, "team", "import", "turned.toml")
    assert "“Desk” combines Field and IT." in ran(here, "team", "list")


@pytest.mark.parametrize(
    ("content", "told"), [(b"\xff\xfe[[team]]", "no text in UTF-8"), (None, "cannot be read: no such file")]
)
def test_a_file_that_cannot_be_read(here, content, told):
    """A file that is not there, or no text, is refused in a sentence."""
    if content is not None:
        (here / "x.toml").write_bytes(content)
    ended = quickly("team", "import", "x.toml", cwd=here)
    assert ended.code == 2
    assert told in ended.err


def test_a_recipient_who_unsubscribed_stays_so(here):
    """Taken out by one file and brought back by another, who unsubscribed still receives nothing."""
    context = Context(here / "drumbeat.toml")
    context.store.suppressions.add("ann@example.com", "IT", Reason.UNSUBSCRIBED, "link", context.clock())
    ran(here, "team", "export", "--out", "teams.toml")
    ran(here, "recipient", "remove", "--team", "IT", "ann@example.com")
    ran(here, "team", "import", "teams.toml")
    assert "1 unsubscribed" in ran(here, "recipient", "list", "--team", "IT")
