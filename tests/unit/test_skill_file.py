"""The shipped skill file: its form, its closed lists, and what its licences ask.

One line is one skill of IT service work. A cell that is a list separates its items by "|".

- group: technical, analytical, interpersonal, delivery or learning.
- domain: automation of servers belongs to `server`, build and release to `development`, application programs of the
  desk to `workplace`, finance, personnel and industry systems to `erp`. The closed list is `DOMAINS`.
- aliases_A: unambiguous in ticket language, even in lower case and without context.
- aliases_B: count only with an anchor within 60 characters, or when the record's structure corroborates them.
- anchors: whole words or phrases, never parts of words ("port" must not be found in "support").
- negative_contexts: whole phrases that hold the alias ("exchange rate") or touch it ("no access to"), and forbid it.
- ci_classes, categories: CMDB classes and lower-case incident categories or subcategories. Each implies its skill by
  itself, hence stands with one skill only: a mail server with the skill of mail servers, not with that of Exchange.
- onet_example, onet_commodity_code, esco_uri: join keys, left empty where nothing means the same.
- nice_id, sfia_code, ecf_code, cmn_skill_match: empty here, for a customer to fill under its own licences.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE = ROOT / "plugin" / "drumbeat" / "signals" / "skills.csv"
HEADER = (
    "skill_id,name,group,domain,aliases_A,aliases_B,anchors,negative_contexts,ci_classes,categories,onet_example,"
    "onet_commodity_code,esco_uri,nice_id,sfia_code,ecf_code,cmn_skill_match,source,licence,version"
)
LISTS = ("aliases_A", "aliases_B", "anchors", "negative_contexts", "ci_classes", "categories")
OPEN_TO_CUSTOMERS = ("nice_id", "sfia_code", "ecf_code", "cmn_skill_match")
GROUPS = {"technical", "analytical", "interpersonal", "delivery", "learning"}
DOMAINS = """
backup cloud collaboration crm data database development erp identity itsm messaging middleware mobile monitoring
network printing scripting security server storage telephony virtualisation web workplace
"""
SHORT = {"c#"}
"""The only aliases of tier A with fewer than three characters."""
PLAIN_WORDS = """
access account agent alert application backup board book box calendar call camera card change channel client cloud
code container copy data desktop device disk document domain drive edge exchange extension file flow folder form
format go group host image issue item job key lead library link list mail memory message mobile model module monitor
mouse network office order outlet page password patch phone planner pod policy pool port post power print process
project proxy query queue r record report reports request restore role room root router run scan screen script search
server service session share sheet shell site slack space spring stack storage switch system table task team teams
template test ticket token tower unit update user version video view virus web window windows wireless word workday
zoom or ca ext re did
"""
"""Everyday words of tickets: none may count without an anchor."""


def rows() -> list[dict[str, str]]:
    """The file's lines."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def items(row: dict[str, str], column: str) -> list[str]:
    """The items of a list cell."""
    return row[column].split("|") if row[column] else []


def aliases() -> Iterator[tuple[str, str]]:
    """Every alias of both tiers with its skill's name."""
    return ((alias, row["name"]) for row in rows() for tier in "AB" for alias in items(row, f"aliases_{tier}"))


def test_the_columns_are_those_of_the_format():
    """The header is exactly the twenty columns, every line has them all, and there are 300 to 500 skills."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        header, *body = csv.reader(lines, strict=True)
    assert ",".join(header) == HEADER
    assert {len(cells) for cells in body} == {len(header)}
    assert 300 <= len(body) <= 500


def test_ids_count_up_and_names_differ():
    """Ids are SK-0001 and on without a gap, and no two skills have one name in any case."""
    found = rows()
    assert [row["skill_id"] for row in found] == [f"SK-{n:04d}" for n in range(1, len(found) + 1)]
    assert len({row["name"].casefold() for row in found}) == len(found)


def test_the_first_ids_keep_their_meaning():
    """What an id meant when it was first shipped, it means for ever: people's records point at it."""
    names = {row["skill_id"]: row["name"] for row in rows()}
    first = {"SK-0001": "Active Directory", "SK-0007": "Firewall administration", "SK-0015": "Microsoft Exchange"}
    later = {
        "SK-0028": "VMware vSphere",
        "SK-0039": "SAP",
        "SK-0046": "Root cause analysis",
        "SK-0050": "Data migration",
    }
    for skill_id, name in {**first, **later}.items():
        assert names[skill_id] == name


def test_groups_and_domains_come_from_closed_lists():
    """Every group and domain is one of the lists, every domain is used, and nearly all skills are technical."""
    found = rows()
    assert {row["group"] for row in found} <= GROUPS
    assert {row["domain"] for row in found} == set(DOMAINS.split())
    assert sum(row["group"] == "technical" for row in found) > 0.9 * len(found)


def test_lists_are_lower_case_and_cleanly_separated():
    """No item is empty, repeated in its cell, in upper case, or with blanks around or doubled inside it."""
    for row in rows():
        for column in LISTS:
            found = items(row, column)
            assert len(found) == len(set(found)), (row["name"], column)
            for item in found:
                assert item, (row["name"], column)
                assert item == " ".join(item.lower().split()), (row["name"], item)


def test_an_alias_belongs_to_one_skill_and_one_tier():
    """No alias occurs twice in the file, in whatever tier."""
    counted = Counter(alias for alias, _ in aliases())
    assert [alias for alias, n in counted.items() if n > 1] == []


def test_no_alias_is_another_skills_name():
    """What is called like a skill is that skill's own alias."""
    names = {row["name"].lower(): row["name"] for row in rows()}
    assert [(alias, of) for alias, of in aliases() if names.get(alias, of) != of] == []


def test_tier_a_holds_no_short_and_no_everyday_word():
    """An alias that counts by itself has three characters, or is known to be unmistakable, and is no plain word."""
    by_itself = {alias for row in rows() for alias in items(row, "aliases_A")}
    assert {alias for alias in by_itself if len(alias) < 3} == SHORT
    assert by_itself & set(PLAIN_WORDS.split()) == set()


def test_tier_a_says_each_thing_once():
    """A longer alias of tier A that holds a shorter one of the same skill would add nothing, so there is none."""
    for row in rows():
        found = items(row, "aliases_A")
        assert found, row["name"]
        for alias in found:
            within = re.compile(rf"(?<!\w){re.escape(alias)}(?!\w)")
            assert [longer for longer in found if longer != alias and within.search(longer)] == []


def test_tier_b_has_anchors_other_than_the_alias():
    """Anchors stand where tier B stands, and at least one of them is not the alias itself."""
    for row in rows():
        ambiguous, anchors = items(row, "aliases_B"), set(items(row, "anchors"))
        assert bool(ambiguous) == bool(anchors), row["name"]
        for alias in ambiguous:
            assert anchors - {alias}, (row["name"], alias)


def test_a_class_and_a_category_stand_with_one_skill():
    """CMDB classes have the form of one, and no class or category speaks for two skills."""
    for column in ("ci_classes", "categories"):
        counted = Counter(item for row in rows() for item in items(row, column))
        assert [item for item, n in counted.items() if n > 1] == []
    for row in rows():
        for name in items(row, "ci_classes"):
            assert re.fullmatch(r"cmdb_ci_[a-z0-9]+(_[a-z0-9]+)*", name), name


def test_the_usual_subcategories_are_covered():
    """What an incident's category says of a technology out of the box corroborates a skill."""
    known = {item for row in rows() for item in items(row, "categories")}
    hardware = {"cpu", "disk", "keyboard", "memory", "monitor", "mouse"}
    network = {"network", "dhcp", "dns", "ip address", "vpn", "wireless"}
    assert known >= hardware | network | {"antivirus", "email", "database", "db2", "sql server", "oracle"}


def test_join_keys_have_their_form():
    """An O*NET example has its eight-digit code, a concept its ESCO URI; 60 % of the skills have one of the two."""
    found = rows()
    concept = re.compile(r"http://data\.europa\.eu/esco/skill/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
    for row in found:
        assert bool(row["onet_example"]) == bool(row["onet_commodity_code"])
        assert re.fullmatch(r"(43\d{6})?", row["onet_commodity_code"])
        assert not row["esco_uri"] or concept.fullmatch(row["esco_uri"])
    assert sum(bool(row["onet_example"] or row["esco_uri"]) for row in found) >= 0.6 * len(found)
    uris = Counter(row["esco_uri"] for row in found if row["esco_uri"])
    assert [uri for uri, n in uris.items() if n > 1] == []
    examples = Counter(row["onet_example"] for row in found if row["onet_example"])
    assert [example for example, n in examples.items() if n > 1] == []


def test_columns_under_other_licences_are_empty():
    """Nothing of SFIA, e-CF, NICE or a customer's own skills is in the file."""
    assert {row[column] for row in rows() for column in OPEN_TO_CUSTOMERS} == {""}


def test_each_line_names_its_source_and_licence():
    """Source and licence follow from the keys that the line holds; the version is that of the file."""
    for row in rows():
        onet, esco = bool(row["onet_example"]), bool(row["esco_uri"])
        source = "own" + "; O*NET 29.2 key" * onet + "; ESCO 1.2 key" * esco
        licence = "Apache-2.0" + "; CC-BY-4.0" * onet + "; Decision 2011/833/EU" * esco
        assert (row["source"], row["licence"], row["version"]) == (source, licence, "1.0.0")


def test_the_notice_gives_credit_as_the_licences_ask():
    """NOTICE credits the O*NET database and ESCO in their prescribed words and says that both were modified."""
    notice = " ".join((ROOT / "NOTICE").read_text(encoding="utf-8").split())
    onet = (
        "includes information from the O*NET 29.2 Database by the U.S. Department of Labor, Employment and Training "
        "Administration (USDOL/ETA). Used under the CC BY 4.0 license"
    )
    modified = (
        "The Drumbeat authors have modified all or some of this information. "
        "USDOL/ETA has not approved, endorsed, or tested these modifications."
    )
    assert onet in notice
    assert modified in notice
    assert "O*NET® is a trademark of USDOL/ETA." in notice
    assert "This service uses the ESCO classification of the European Commission." in notice
    assert "Commission Decision 2011/833/EU" in notice
    assert "The file is a modified and adapted version" in notice
