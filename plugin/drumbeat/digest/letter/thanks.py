"""For what people are thanked by name, rule by rule, in words that a reader of the whole company knows. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from drumbeat.digest.language.phrase import Phrase, phrase

THANKED_FOR: Mapping[str, Phrase] = {
    "V01": phrase("work with other teams"),
    "V02": phrase("leading an improvement"),
    "V03": phrase("a part in an improvement"),
    "V04": phrase("initiative beyond the daily work"),
    "V05": phrase("sharing knowledge"),
    "V08": phrase("help in a major incident"),
    "V09": phrase("an improvement that can be measured"),
    "V10": phrase("work that others gave thanks for"),
    "V11": phrase("work that helped the business"),
    "V16": phrase("preventing incidents"),
    "V17": phrase("work that others use again"),
    "V18": phrase("keeping others informed"),
    "V22": phrase("a new idea put to work"),
}
"""Of every rule that can name somebody (`people.names`)."""
