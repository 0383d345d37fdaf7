"""Drumbeat: once a month, what an IT team accomplished, from ServiceNow, with evidence."""

__version__ = "0.1.0"
