"""When a team's digest is drafted and leaves, and what that needs; with the next dates of what is entered."""

from __future__ import annotations

from drumbeat.web.leads.schedule.page import pages

__all__ = ["pages"]
