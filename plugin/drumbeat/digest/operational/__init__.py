"""Operational facts: figures from outside the tickets, with where they come from and who answers for them.

What may be told is decided here, from values alone (signals sheet 2.1, F20): how a month is put together from rows of
days, when a figure is "at least" or "about" itself, what is far from usual, and whose approval it needs.
"""

from drumbeat.digest.operational.approval import Act, ActKind, Candidate, Judged, Pending, Tellable, judge, tellable
from drumbeat.digest.operational.assembling import Assembled, Reading, Span, UntidyRows, assemble, from_counter
from drumbeat.digest.operational.model import (
    COMPLETE,
    LIST_COLUMNS,
    LIST_NEEDS,
    PLACEHOLDERS,
    FactStatus,
    FactUnit,
    Observation,
    OperationalFact,
    Precision,
    SourceType,
    UnitKind,
    as_value,
    plain,
    settled,
)
from drumbeat.digest.operational.outliers import TRAILING, Outlier, outlier
from drumbeat.digest.operational.printing import printed, printed_value
from drumbeat.digest.operational.telling import fact_line, of_team

__all__ = [
    "COMPLETE",
    "LIST_COLUMNS",
    "LIST_NEEDS",
    "PLACEHOLDERS",
    "TRAILING",
    "Act",
    "ActKind",
    "Assembled",
    "Candidate",
    "FactStatus",
    "FactUnit",
    "Judged",
    "Observation",
    "OperationalFact",
    "Outlier",
    "Pending",
    "Precision",
    "Reading",
    "SourceType",
    "Span",
    "Tellable",
    "UnitKind",
    "UntidyRows",
    "as_value",
    "assemble",
    "fact_line",
    "from_counter",
    "judge",
    "of_team",
    "outlier",
    "plain",
    "printed",
    "printed_value",
    "settled",
    "tellable",
]
