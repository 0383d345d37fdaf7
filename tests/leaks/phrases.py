"""Innocent phrases of tickets, around which secrets are written. They hold no digits and no names."""

from __future__ import annotations

from random import Random

_THINGS = (
    *("VPN gateway", "mail relay", "print queue", "core switch", "wireless controller", "backup job", "load balancer"),
    *("proxy", "firewall rule", "certificate", "file share", "database listener", "meeting room display", "scanner"),
    *("job scheduler", "software deployment", "time server", "voice gateway", "ticket portal", "remote desktop"),
)
_TROUBLES = (
    *("drops the connection after lunch", "answers slowly", "refuses new sessions", "shows a blank page"),
    *("fails at every second try", "keeps asking for sign-in", "lost its configuration", "is out of memory"),
    *("was replaced before the audit", "runs on the new platform", "restarts by itself", "no longer syncs"),
)
_DEEDS = (
    *("Replace the ageing", "Move users off the old", "Document how we restart the", "Tune the", "Patch the"),
    *("Retire the", "Add monitoring to the", "Rebuild the", "Reduce noise from the", "Automate checks of the"),
)
_DINGE = (
    *(
        "Drucker",
        "WLAN",
        "Postfach",
        "Lizenzserver",
        "Anmeldeportal",
        "Zeiterfassung",
        "Telefonanlage",
        "Datensicherung",
    ),
    *("Netzlaufwerk", "Bildschirm", "Besprechungsraum", "Zertifikat", "Kasse am Empfang", "Etikettendrucker"),
)
_SORGEN = (
    *("reagiert nicht mehr", "zeigt eine leere Seite", "verliert die Verbindung", "fragt ständig nach der Anmeldung"),
    *(
        "wurde ausgetauscht",
        "läuft wieder stabil",
        "ist sehr langsam",
        "bricht beim Speichern ab",
        "fehlt seit heute früh",
    ),
)
_CLOSING = (
    *("Restarted the service and watched it for a while.", "Cleaned up and informed the users.", "Vendor confirmed."),
    *("Nach Neustart geprüft, läuft stabil.", "Kabel getauscht, Funktion mit dem Anwender geprüft.", "Documented."),
)


def phrase(rng: Random) -> str:
    """A technical phrase in English or, two times in five, in German."""
    if rng.random() < 2 / 5:
        return f"{rng.choice(_DINGE)} {rng.choice(_SORGEN)}"
    if rng.random() < 1 / 2:
        return f"{rng.choice(_DEEDS)} {rng.choice(_THINGS)}"
    return f"The {rng.choice(_THINGS)} {rng.choice(_TROUBLES)}"


def long_phrase(rng: Random, length: int) -> str:
    """Phrases one after the other, about as long as asked for and no longer."""
    told = phrase(rng)
    while len(longer := f"{told}; {phrase(rng)}") <= length:
        told = longer
    return told


def closing(rng: Random) -> str:
    """How a technician ends a note."""
    return rng.choice(_CLOSING)
