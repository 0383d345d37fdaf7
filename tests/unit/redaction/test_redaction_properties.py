"""What holds for any text: nothing survives, nothing changes twice, nothing is raised, time grows with the length."""

from __future__ import annotations

import subprocess
import sys
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from secret_samples import ACCOUNTS, EVERYTHING, HOSTS, KEYS, PEOPLE, PHONES

from drumbeat.digest.redaction import redact
from samples import examples, sampled

WORDS = st.sampled_from(
    [
        "Upgrade",
        "Windows",
        "Server",
        "2019",
        "to",
        "2022",
        "for",
        "120",
        "clients:",
        "VPN",
        "drops",
        "at",
        "noon",
        "(again),",
        "7.2.8",
        "patched",
        "–",
        "ready!",
    ]
)
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e"
AWKWARD = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("@.:/\\-_=+()[]…\"' \n\t\u200b0123456789abcdefxAEKZ")),
    max_size=200,
)


def _plain(told: str) -> str:
    return unicodedata.normalize("NFKC", "".join(char for char in told if char not in INVISIBLE))


@settings(max_examples=examples(300), deadline=None)
@given(st.sampled_from(EVERYTHING), st.lists(WORDS, max_size=6), st.lists(WORDS, max_size=6), st.data())
def test_no_secret_survives_between_words(secret, before, after, data):
    """Anywhere between words, with an invisible character anywhere in it, a secret of any kind is gone."""
    place = data.draw(st.integers(0, len(secret)))
    written = secret[:place] + data.draw(st.sampled_from(["", *INVISIBLE])) + secret[place:]
    told = redact(" ".join([*before, written, *after]))
    assert secret not in _plain(told)
    assert "[…]" in told


@settings(max_examples=examples(200), deadline=None)
@given(st.sampled_from([*PHONES, *ACCOUNTS.values()]), st.lists(WORDS, max_size=4))
def test_digits_of_full_width_hide_nothing(number, before):
    """A number in digits of full width is the same number."""
    wide = "".join(chr(ord(char) + 0xFEE0) if char.isdecimal() else char for char in number)
    assert number not in _plain(redact(" ".join([*before, wide])))


@settings(max_examples=examples(300), deadline=None)
@given(AWKWARD, st.sampled_from(["", *EVERYTHING]))
def test_redacting_again_changes_nothing(text, secret):
    """What was redacted is one printable line of at most 120 characters, and stays as it is."""
    told = redact(f"{text} {secret} {text}", PEOPLE)
    assert redact(told, PEOPLE) == told
    assert len(told) <= 120
    assert told.isprintable()


@settings(max_examples=examples(300), deadline=None)
@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=3), st.sampled_from(["DE", "US", "ZZ", ""]))
def test_no_text_raises(text, people, region):
    """Any text, any names and any region are taken: half surrogates, marks, controls, nothing at all."""
    assert isinstance(redact(text, people, region=region), str)


UNITS = [
    "a", "1", "word ", "12 ", "a@", "a.", "a-", "a:", "://", "eyJ", "password ", "password: ", "is pin ", "a=", "a=b;",
    "-----BEGIN A KEY----- ", "-", "\\a", "\\\\a ", "//a/", "0 ", "+1 ", "DE12 3456 ", "4111 1111 ", "tel 12 ", "CN=a,",
    "ann at b ", "Ann Lee ", "\u200b", "ü", "[…]", "a\n", "account no 1a ", "10.1.2.3 ", "::1 ", "srv-", "srv-01 ",
    "1-", "1/", "ABCDE-", "A1B2C-", "S-1-1-", "漢", "e\u0301", "password for a b ", "aB3dE5gH7jK9mN1pQ3sT ",
    "pw:", "a-pw:", "::pw:", "code-pw:", "a=b;pw:", "access|", "Data Source=access|", "pw is ", "token to ",
]  # fmt: skip


def _best(text: str) -> float:
    taken = []
    for _ in range(5):
        begun = time.process_time()
        redact(text, ("Ann Lee",))
        taken.append(time.process_time() - begun)
    return min(taken)


@pytest.mark.parametrize("unit", sampled(UNITS, always=20))
def test_time_grows_with_the_length(unit):
    """A text sixteen times as long takes about sixteen times as long, whatever it repeats; a square would be 256."""
    redact(unit * 300, ("Ann Lee",))
    short, long = (_best((unit * 4000)[:length]) for length in (250, 4000))
    assert long < 40 * short + 0.01
    assert long < 0.25, "seconds; some 0.02 on an idle machine"


@pytest.mark.parametrize("label", ["pw:a ", "code ", "a-pw:", "kennwort: ab1 "])
@pytest.mark.parametrize("behind", [0, 28, 29, 30, 31, 200])
def test_behind_many_words_for_passwords_nothing_is_shown(label, behind):
    """However many labels stand before it, a secret is hidden; behind thirty the rest is, whatever it is."""
    told = redact(f"{label * behind} is x7-Qz! password: tr0ub4dor rest", longest=4000)
    assert "tr0ub4dor" not in told
    assert ("rest" in told) is (behind < 30)


def test_what_is_beyond_is_not_looked_at():
    """A text of megabytes costs no more than its beginning, and ends at a word."""
    told = redact("word " * 1_000_000)
    assert told.endswith("…")
    begun = time.process_time()
    redact("Kennwort: " + "x1 " * 3_000_000)
    assert time.process_time() - begun < 1


def test_a_word_without_end_is_hidden():
    """A run of characters that no title has is a blob: it goes as a whole, whatever it is."""
    assert redact(f"Log {'q' * 3000} end") == "Log […] end"
    assert redact(f"Log {'q' * 5000} end") == "Log"


_WATCH = """
import sys
from drumbeat.digest.redaction import people_of, redact
assert not {"detect_secrets", "phonenumbers", "stdnum", "drumbeat.digest.redaction.text"} & set(sys.modules)
texts = sys.stdin.read().split("\\n")
redact("Upgrade Windows Server 2019 to 2022")
assert not {"detect_secrets", "phonenumbers", "stdnum"} & set(sys.modules)
for text in texts:
    redact(text)
assert {"detect_secrets", "phonenumbers", "stdnum"} <= set(sys.modules)
seen = []
sys.addaudithook(lambda event, args: seen.append((event, args)) if event.split(".")[0] in WATCHED else None)
for text in texts:
    redact(text + " again")
print(seen)
"""
_WATCHED = "WATCHED = {'open', 'socket', 'os', 'subprocess', 'urllib', 'http', 'shutil', 'tempfile'}\n"


def test_libraries_come_when_needed_and_touch_nothing():
    """A clean title imports none of them; once imported they open no file, no socket and no process."""
    texts = "\n".join([*KEYS.values(), *PHONES, *ACCOUNTS.values(), *HOSTS])
    ran = subprocess.run(
        [sys.executable, "-c", _WATCHED + _WATCH], input=texts, capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.strip() == "[]"
