"""Security, human resources and legal: their titles never show."""

from __future__ import annotations

import pytest

from drumbeat.digest.lists.improvement_lines import improvement_line
from drumbeat.digest.redaction import may_show_title, shown
from drumbeat.digest.redaction.groups import is_confidential
from drumbeat.records.model import Article, Improvement, Incident, Ref, Stage
from rows import group

NEVER = (
    """
HR|Human Resources|HR Support|HR_Support_L2|IT-HR-Services|Personal|Abteilung Personal|Personalabteilung|Personalwesen
Ressources humaines|RH|Support RH|Paie|Payroll|Security|IT Security|Network Security|Security Operations|SOC|SOC Level 2
CSIRT|CERT|IT-Sicherheit|Informationssicherheit|Sicherheit|Sicherheitsteam|Cybersécurité|Sécurité|Legal
Legal & Compliance|Recht|Rechtsabteilung|Compliance|Juridique
Service juridique
Threat Intelligence|Datenschutz|Internal Audit|InfoSec|hr
Betriebsrat|People & Culture
\uff33\uff45\uff43\uff55\uff52\uff49\uff54\uff59|Se\u200bcurity|SÉCURITÉ
""".strip()
    .replace("\n", "|")
    .split("|")
)
SHOWN = (
    """
Network|Service Desk|Thread|Threads|Threat|HRtool|Three|Chrome|Personal Computing|Personal Devices|Certificates
Datensicherung|Socket|Social Media|Associates|Legalize|Paiement|Rechenzentrum|Rechteverwaltung|Secure Print|Lawn|Rhône
Red Hat|RH Linux|Shared Services|Unix|Zugriffsrechte|Service Operations|Audio and Video|Concert hall|Peoplesoft
""".strip()
    .replace("\n", "|")
    .split("|")
)


@pytest.mark.parametrize("name", NEVER)
def test_confidential_groups_are_known_by_name(name):
    """Whole words of three languages, in any case and spelling, tell such a group."""
    assert is_confidential(name)


@pytest.mark.parametrize("name", ["", *SHOWN])
def test_other_groups_are_not_taken_for_one(name):
    """A word that only contains such a word is another word."""
    assert not is_confidential(name)


def _article(name: str) -> Article:
    return Article(
        sys_id="1", number="KB1", stage=Stage.DONE, short_description="A", assignment_group=Ref(*group(name))
    )


def test_a_title_shows_by_group_and_category():
    """Group, category, subcategory and supporting group are asked; where all are harmless the title may show."""
    incident = {"sys_id": "1", "number": "INC1", "stage": Stage.DONE}
    assert may_show_title(_article("Network"))
    assert not may_show_title(_article("IT Security"))
    assert may_show_title(Incident(**incident, category="network", subcategory="dns"))
    assert not may_show_title(Incident(**incident, category="security"))
    assert not may_show_title(Incident(**incident, subcategory="Legal"))
    assert not may_show_title(Incident(**incident, support_group=Ref("2", "HR")))


def test_nothing_of_a_confidential_improvement_is_told_in_words():
    """Its line has a number and neither title nor values, though the group is in scope."""
    record = Improvement(
        sys_id="1", number="CIM1", stage=Stage.DONE, short_description="Case of Eve", base_value="3 cases",
        target_value="none", assignment_group=Ref("2", "Human Resources"),
    )  # fmt: skip
    line = improvement_line(record)
    assert (line.number, line.title, line.base_value, line.target_value) == ("CIM1", "", "", "")


def test_what_is_shown_hides_the_records_own_people():
    """A shown title of a record is redacted with the names that the record knows."""
    record = Improvement(
        sys_id="1", number="CIM1", stage=Stage.DONE, short_description="Wish of Pat Sample granted",
        opened_by=Ref("2", "Pat Sample"),
    )  # fmt: skip
    assert shown(record.short_description, record) == "Wish of […] granted"
    assert improvement_line(record).title == "Wish of […] granted"
