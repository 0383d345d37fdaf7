"""The edition of the month of 5,000 tickets, as it is frozen before it leaves: `frozen.py`. One line of JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

from busy_month import busy
from drumbeat.digest.letter import Frame
from drumbeat.pipeline import freeze
from drumbeat.rendering import Renderer

if __name__ == "__main__":
    frame = Frame(evidence_page="https://drumbeat.example.com/e/x")
    print(json.dumps(asdict(freeze(busy().digest, Renderer(frame=frame)))))
