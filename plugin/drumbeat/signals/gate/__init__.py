"""The eligibility gate: which records count, and why the others do not (signals sheet 1.2).

E1 finished, E2 not void, E3 children collapse, E4 not reopened, E5 matured, E6 not self-dealt, E7 not bulk, E8 human
actor, E9 in scope. A record is left out for the first reason that holds, in the order of `judging`.
"""

from __future__ import annotations

from drumbeat.signals.gate.confidential import in_scope
from drumbeat.signals.gate.judging import judge
from drumbeat.signals.gate.maturity import matures_at
from drumbeat.signals.gate.reasons import Reason
from drumbeat.signals.gate.rules import GateRules, Names, Scope
from drumbeat.signals.gate.verdict import Judged
from drumbeat.signals.gate.void import succeeded

__all__ = ["GateRules", "Judged", "Names", "Reason", "Scope", "in_scope", "judge", "matures_at", "succeeded"]
