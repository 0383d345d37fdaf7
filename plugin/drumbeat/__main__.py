"""`python -m drumbeat`."""

from drumbeat.cli.main import run

run()
