"""`make evaluate DATA=folder`: what Drumbeat says, measured: figures, rules, texts, attacks, evidence.

Writes one page; prints what falls short of the goals. Exits 1 when a figure differs from the independent count.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from evaluation import attacks, gold, helpdesk, log, long_texts, matchers, soundness, technology_names

Section = tuple[list[str], list[str]]
"""Lines of Markdown, and what falls short."""

INTRODUCTION = [
    "# Evaluation",
    "",
    "Made by `make evaluate`. Each section says whether its data is real or generated; the two are never mixed.",
    "",
]


def main() -> int:
    """0 when every figure is the independent count's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--spacy", type=Path, required=True, help="a Python that has spaCy")
    parser.add_argument("--write", type=Path, help="where the results go, as Markdown")
    parser.add_argument("--only", nargs="*", help="sections to make, for a quick look")
    options = parser.parse_args()
    if not (options.data / "incident_event_log").is_dir():
        sys.exit(f"There is no {options.data / 'incident_event_log'}; say DATA=folder.")
    sections: dict[str, Callable[[], Section]] = {
        "rules": gold.section,
        "gaming": attacks.section,
        "tickets": lambda: helpdesk.section(options.data),
        "names": lambda: technology_names.section(options.data),
        "soundness": soundness.section,
        "matchers": lambda: matchers.section(options.data, options.spacy),
        "long texts": long_texts.section,
        "figures": lambda: log.evaluate(options.data),
    }
    lines, short = list(INTRODUCTION), {}
    for name in options.only or sections:
        made, short[name] = sections[name]()
        print("\n".join(made))
        lines += made
    said = [f"{name}: {each}" for name, some in short.items() for each in some]
    lines += ["## What falls short", "", *(f"- {each}" for each in said or ["nothing"]), ""]
    print("\n".join(lines[-len(said) - 4 :]))
    if options.write:
        options.write.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    return 1 if short.get("figures") else 0


if __name__ == "__main__":
    sys.exit(main())
