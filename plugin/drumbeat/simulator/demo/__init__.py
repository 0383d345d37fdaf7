"""The demo's organisation: fifteen months of the IT department of Larkfield Instruments, all of it made up."""

from __future__ import annotations

from drumbeat.simulator.demo.larkfield import SERVICE_ACCOUNTS, organisation

__all__ = ["SERVICE_ACCOUNTS", "organisation"]
