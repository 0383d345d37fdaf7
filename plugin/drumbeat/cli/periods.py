"""The options that name a period."""

from __future__ import annotations

from typing import Annotated

import typer

Month = Annotated[str | None, typer.Option("--month", metavar="YYYY-MM", help="The month; last month if not said.")]
From = Annotated[str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="First day, in place of --month.")]
To = Annotated[str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="Last day, included.")]
Quarter = Annotated[str | None, typer.Option("--quarter", metavar="YYYY-Qn", help="A quarter, like 2026-Q3.")]
Year = Annotated[str | None, typer.Option("--year", metavar="YYYY", help="A calendar year.")]
