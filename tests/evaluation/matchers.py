"""The skill matcher beside spaCy's PhraseMatcher, on the same texts in one run, one core each."""

from __future__ import annotations

import csv
import json
import subprocess
import time
from pathlib import Path

from drumbeat import app
from drumbeat.settings import Settings

ROUNDS = 5
SPACY = Path(__file__).parents[1] / "peers" / "match_with_spacy.py"


def section(data: Path, spacy_python: Path) -> tuple[list[str], list[str]]:
    """Lines of Markdown. `spacy_python` is an interpreter that has spaCy."""
    texts = _texts(data)
    matcher = app.skills(Settings())
    seconds, mentions = float("inf"), 0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        mentions = sum(len(matcher.find(text)) for text in texts)
        seconds = min(seconds, time.perf_counter() - began)
    terms = sorted({alias for skill in matcher.skills for alias in (*skill.aliases_a, *skill.aliases_b)})
    asked = json.dumps({"terms": terms, "texts": texts, "rounds": ROUNDS})
    answer = subprocess.run([spacy_python, SPACY], input=asked, capture_output=True, encoding="utf-8", check=True)
    peer = json.loads(answer.stdout)
    ratio = peer["seconds"] / seconds
    return [
        "## Speed of the matcher, on real help-desk tickets",
        "",
        f"{len(texts):,} titles and bodies, {len(terms):,} aliases of both tiers, the best of {ROUNDS} rounds in one",
        "run. Ours judges tiers, anchors and negative contexts as well; spaCy's PhraseMatcher (blank English, lower",
        "case) finds all.",
        "",
        "| matcher | texts a second | found |",
        "|---|---:|---:|",
        f"| ours | {len(texts) / seconds:,.0f} | {mentions:,} |",
        f"| spaCy {peer['version']} | {len(texts) / peer['seconds']:,.0f} | {peer['matches']:,} |",
        "",
        f"Ours takes {1 / ratio:.2f} times as long as spaCy's." if ratio < 1 else f"Ours is {ratio:.1f} times as fast.",
        "",
    ], []


def _texts(data: Path) -> list[str]:
    with (data / "helpdesk_tickets" / "tickets.csv").open(encoding="utf-8", newline="") as lines:
        return [text for row in csv.DictReader(lines) for text in (row["title"], row["body"]) if text]
