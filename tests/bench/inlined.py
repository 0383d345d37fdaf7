"""premailer's inlining of a page: `inlined.py PAGE COUNT`, in the environment of `deploy/requirements-bench.txt`.

Prints one line of JSON: milliseconds of each of COUNT inlinings, and how many elements carry a style then. It is told
to keep the same style element that ours keeps, to leave classes where they are, and not to check CSS.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import warnings
from pathlib import Path

from premailer import Premailer


def inlined(page: str) -> str:
    """The page with its styles on its elements."""
    made = Premailer(
        page,
        remove_classes=False,
        strip_important=False,
        disable_validation=True,
        allow_network=False,
        disable_leftover_css=True,
        cssutils_logging_level=logging.CRITICAL,
    )
    return str(made.transform())


def main() -> None:
    """Measure, and print."""
    page = Path(sys.argv[1]).read_text(encoding="utf-8")
    page = page.replace('data-css-inline="keep"', 'data-premailer="ignore"')
    warnings.simplefilter("ignore")
    styled = inlined(page).count(" style=")
    spent = []
    for _ in range(int(sys.argv[2])):
        began = time.perf_counter()
        inlined(page)
        spent.append((time.perf_counter() - began) * 1000)
    print(json.dumps({"ms": spent, "styled": styled}))


if __name__ == "__main__":
    main()
