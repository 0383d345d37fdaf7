"""What ServiceNow does not hold of Larkfield's technicians: rows of lists as people bring them, and consents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drumbeat.records.model import Declaration

ENTRIES: Mapping[Declaration, Sequence[tuple[str, ...]]] = {
    Declaration.CERTIFICATE: (
        (
            *("Dmytro Vasylkiv", "SAP Certified Associate: System Administration", "SAP", "SAP-0451"),
            *("2026-10-12", "2028-10-12", "https://certificates.larkfield.example/SAP-0451"),
        ),
        ("Hannah Whitcombe", "ITIL 4 Foundation", "PeopleCert", "", "2026-10-21", "", ""),
    ),
    Declaration.TRAINING: (
        ("Mehmet Karatay", "Calm on the telephone", "Larkfield Academy", "2026-10-08", ""),
        ("Inès Delafosse", "SQL for operators", "Larkfield Academy", "2026-10-15", ""),
    ),
    Declaration.RECOGNITION: (
        ("Hannah Whitcombe", "Plant Nordsee", "2026-10-29", "Thanks for the quiet move of the data centre", ""),
    ),
    Declaration.TALK: (
        (
            *("Leonie Thamm", "What a service desk hears first", "Service Desk Forum North", "2026-10-23"),
            "https://forum.larkfield.example/talks/17",
        ),
    ),
    Declaration.MENTORING: (("Rosa Villalonga", "Nadia Benhaddou", "2026-04-01", "2026-10-01", "yes", "yes"),),
}
"""Kind -> rows, in the order of the columns of that kind."""

CONSENTS: Sequence[tuple[str, str, str]] = (
    ("Hannah Whitcombe", "improvement", "form of 2 October"),
    ("Hannah Whitcombe", "recognition", "form of 2 October"),
)
