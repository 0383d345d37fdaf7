"""The edition of the month of 5,000 tickets, as it is frozen before it leaves: `frozen.py`. One line of JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

from busy_month import busy
from drumbeat.digest.letter import Frame
from drumbeat.pipeline import freeze
from drumbeat.rendering import Renderer

if __name__ == "__main__":
    pages = "https://drumbeat.example.com"
    frame = Frame(evidence_page=f"{pages}/e/x", is_subscribed=True, leave_page=f"{pages}/u/preview")
    print(json.dumps(asdict(freeze(busy().digest, Renderer(frame=frame)))))
