"""Outages to rehearse: named faults, scripted, standing between a client and the instance (fact sheet 1.8, 1.9)."""

from drumbeat.simulator.faults.catalogue import FAULTS, table_lines
from drumbeat.simulator.faults.rehearsal import Rehearsal

__all__ = ["FAULTS", "Rehearsal", "table_lines"]
