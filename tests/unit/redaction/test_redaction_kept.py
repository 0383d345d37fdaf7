"""What must stay: titles as IT teams write them, with versions, models, numbers and dates."""

from __future__ import annotations

import pytest

from drumbeat.digest.redaction import redact

CLEAN = """
Upgrade Windows Server 2019 to 2022
KB5034441 fails with 0x80070643
Replace switch C9300-48P in building 4
Certificate for SAP S/4HANA renewed
Outlook 16.0.17328.20162 crashes
Port in err-disable: causes
Change CHG0030012 moved 3 VLANs (110, 120, 130)
Reduce tickets from 310 to 100 a month
ISO 27001 audit
Node.js 20.11.1
TCP port 8443
error AADSTS50105
Order 4500012345 stuck in SAP
Python 3.11
model HP LaserJet M404dn
05.11.2026 maintenance 20:00-22:00
Maintenance 2026-11-05 20:00, 05/11/2026 at the latest
Password policy: 14 characters, no expiry
Password: how to reset it yourself
Password is expired for all users
Passwordless sign-in with FIDO2 keys
Kennwort abgelaufen: was tun
Kennwort ist gesperrt
Mot de passe oublié : que faire
API key rotation every 90 days
Token refresh fails with AADSTS700082
OAuth2 token lifetime cut to 60 minutes
Login: users cannot sign in after the patch
PIN: how to change it
Basic Authentication switched off in Exchange Online
Bearer token expired in Graph API
Secret Server 11.5 in use
SSID broadcast switched off
MAC address filtering on 12 switches
Cisco AnyConnect 4.10.6.9 rollout
Oracle 19.3.0.0 patched
Update from 7.0.12.4 to 7.2.8.1
iDRAC firmware 6.10.30.00
Agent upgraded to 7.58.12.0
std::vector crash in Face::Bad
Gi1/0/24 flapping, Te1/1/1 down
10/100/1000 ports
UTC+1 and GMT+02:00
UTF-8 and ISO-8859-1 in exports
TLS-1.3 enforced, RFC-5321 compliant
CVE-2024-3094 in xz
ASP.NET 4.8 and VB.NET
System.Net.Http in .NET 6
Booking.com integration
backup.tar.gz cannot be opened
react@18.2.0 in the portal
C:\\Windows\\System32 and HKLM\\Software
Aruba AP-505 and FortiGate FG-100F
Cisco IP Phone 7960 replaced by 8841
WEB-123 and OPS-4711 closed
SOP-NET-004 published
Windows-Server-2022 template
Savings of 12.500,00 € and 1,204 tickets in 2025
1 234 567 files migrated
Material 000000001000234567
DATABASE MIGRATION DONE
SWIFT Alliance 7.6
Card readers at 12 doors
Account lockouts down from 120 to 15
Extension 2024 of the contract
3-2-1 backup rule
Störung im Rechenzentrum 2 behoben
Réinitialisation en libre-service
会議室のプロジェクターを交換
""".strip().splitlines()


@pytest.mark.parametrize("title", CLEAN)
def test_clean_titles_stay_as_they_are(title):
    """A title without anything to hide is shown as it was written."""
    assert redact(title) == title


@pytest.mark.parametrize("title", CLEAN)
def test_clean_titles_stay_beside_something_hidden(title):
    """What is hidden at the end takes nothing of the title before it along."""
    assert redact(f"{title}, ann@example.org") == f"{title}, […]"


def test_what_is_shown_are_the_writers_own_characters():
    """Folding is for looking only: full-width digits and typographic signs are shown as they were written."""
    assert redact("Raum \uff11\uff12 – “fertig”, ½ der Geräte") == "Raum \uff11\uff12 – “fertig”, ½ der Geräte"


def test_without_width_and_direction_characters_go():
    """Characters that only trick the eye go without leaving a gap."""
    assert redact("fire\u200bwall \u202egpj.exe") == "firewall gpj.exe"
