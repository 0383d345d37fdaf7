"""Clean German titles, each written by hand; none holds a secret, most hold what looks like one."""

from __future__ import annotations

TITLES = """
Aktualisierung der Access Points auf Firmware 8.10.185.0
Update der Clients auf Build 22631.3447
Version 7.4.2.1 des Scannertreibers verteilt
Umstieg auf Node.js 20
Intranet auf ASP.NET Core 8 gebracht
S/4HANA-Umstellung, Welle 2
Office 365: Lizenzen bereinigt
1Password für Teams eingeführt
API-Schlüssel werden vierteljährlich getauscht
Passwortrücksetzung am Selbstbedienungsportal
Kennwortrichtlinie: mindestens 14 Zeichen
Passwort vergessen: so geht es weiter
Anleitung: Passwort ändern in drei Schritten
Anleitung: Warum wir nie nach dem Passwort fragen
Anleitung: WLAN-Schlüssel im Gästenetz finden
Anleitung: PIN am Drucker setzen
Anleitung: Verlorenen Token melden
Token-Ring-Karten im Archiv entsorgt
Geheimnisse aus Skripten in den Tresor verschoben
Suche nach Geheimnissen in allen Repositorys
Lücke CVE-2024-21413 geschlossen
KB5035853 auf 640 Rechnern installiert
Fehler 0x80240034 bei Windows Update
Fehler 0x8007000E in Outlook behoben
Druckfehler 49.4C02 am Etagendrucker
DIN EN ISO 9241 in neuen Masken beachtet
DIN 66399 für Datenträgervernichtung
ISO 27001: Maßnahmen A.5.1 bis A.5.37
VDE-Prüfung 0701-0702 abgeschlossen
VLAN 140 im Neubau
VLAN 2010 bis 2019 für Maschinen
Port 8443 am Portal geöffnet
Switchport Gi2/0/11 gestört
Raum 4.212: Beamer getauscht
Räume 0.01 bis 0.18 neu verkabelt
Gebäude 12, Etage 3: WLAN verdichtet
Halle 7: Scanner verlieren Verbindung
Tor 5: Kennzeichenerkennung
Bestellung 4500098765 im Portal doppelt
Rechnung 2026/0417 nicht druckbar
Auftrag 1000234567 ohne Lieferschein
Lieferung 0080012345 nachgedruckt
Materialnummer 100-200-345 angelegt
Teilenummer A0009876543 in Etikett übernommen
Kostenstelle 470110 ergänzt
Buchungskreis 1000: Periode 10 geschlossen
SAP-Transaktion ME21N langsam
Transaktion FB60 mit Dump
SM37: Jobs laufen wieder
SU01-Rechte für die Nachtschicht
IDoc-Status 51 abgearbeitet
Transport E4DK901234 importiert
Folge von INC0023456
Siehe CHG0030044
Dublette zu PRB0040023
Artikel KB0010077 überarbeitet
Wartung am 14.11.2026 von 18:00 bis 22:30 Uhr
Wartungsfenster Sa 20.00-24.00 Uhr
Neustart jeden Sonntag um 3:30 Uhr
Zeitumstellung am 25.10.2026
Frist 30.11.2026 für Altgeräte
KW 42: Umzug Einkauf
KW 45/2026: Austausch der USV
Montags langsame Anmeldung
Freitag ab 13 Uhr Inventur
Speicher wächst um 12,5 % im Monat
Spam um 98,7 % gesenkt
12.400,00 € im Monat gespart
Lizenzkosten von 18.250 € auf 11.900 € gesenkt
Strombedarf um 3.600 kWh gesenkt
Leitung von 100 Mbit/s auf 1 Gbit/s
1.204.318 Dokumente archiviert
12.000 Netzwerkdosen erfasst
1200 Telefone umgestellt
Ernst gemeinte Notfallübung im Rechenzentrum
Frank und frei: Ergebnisse der Umfrage
Rosenweg 4: neuer Anschluss
Mark Brandenburg: Karten neu geladen
Wolf-Schutzzaun-App: Karten aktualisiert
Sommer-Ferien: Konten der Aushilfen
Winter-Dienst: Meldekette geprüft
Herbst-Inventur 2026
Mai-Patches verteilt
Viktoria-Saal: Mikrofone
August-Bericht pünktlich
Bach-Saal: Beschallung
König-Ludwig-Schule: Tablets
Karl-Anton-Straße 12: Router getauscht
Schillerstraße: Glasfaser
Standort Nord, Gebäude 3
Werk 2, Linie 4: Etikettendrucker
Filiale 0815: Kasse 3
Filialen 101 bis 148 umgestellt
Kasse 2 druckt keine Belege
Waage 7 liefert Nullwerte
Telefonnummern im Verzeichnis berichtigt
Durchwahlen im Neubau vergeben
Rufgruppe 4 umgestellt
Telefonanlage auf Release 15.0
Hotline-Ansage neu gesprochen
Faxserver abgeschaltet
Mobilgeräte: Android 14 freigegeben
iOS 17.4.1 freigegeben
SIM-Karten: Tarif gewechselt
E-Mail-Signatur vereinheitlicht
Postfachgröße auf 50 GB erhöht
Mailregel 17 entfernt
Verteilerlisten bereinigt
Kalenderfreigabe Raum 2.13
Kontoauszüge im Format camt.053.001.08
IBAN-Prüfung im Lieferantenformular
Kartenleser an Tür 4 getauscht
EC-Terminal Kasse 5
Kontosperre nach 10 Versuchen
Konten: 412 Karteileichen gelöscht
Kundennummer auf Lieferschein
Steuer-ID-Feld im Personalformular ausgeblendet
Ausweisdrucker kalibriert
Reisepass-Scanner am Empfang
Sozialversicherungsmeldung: Schnittstelle geprüft
Pfade zu lang auf Laufwerk P:
Laufwerk H: wieder verbunden
Benutzerprofile auf 20 GB erweitert
Servernamen nach neuem Schema
DNS: alte Einträge entfernt
DHCP-Bereich Etage 3 voll
IP-Adressplan für Standort Süd
IP-Telefonie im Lager
IPv6 im Gästenetz
MAC-Filter abgeschafft
Zertifikate erneuern sich selbst
Zertifikatskette am Portal ergänzt
SSH-Schlüssel für Buildserver
Private Schlüssel im Hardwaremodul
Anmeldung ohne Passwort: 340 Teilnehmer
Mehrfaktor-Anmeldung, Welle 3 von 5
Wiederherstellungsschlüssel zentral hinterlegt
BitLocker auf 1.180 Notebooks
Sitzungen laufen nach 60 Minuten ab
Login-Seite lädt in 0,8 s
Benutzer und Passwort im Formular vertauscht
PUK-Briefe im Tresor
PIN-Pad am Eingang getauscht
Schlüssel für Serverraum inventarisiert
Java 17.0.9 verteilt
OpenSSL 3.0.13 auf den Gateways
PostgreSQL 15.6
SQL Server 2022 CU12
Exchange 2019 CU14
Debian 12.5
Treiber 31.0.101.5186 gegen Flackern
BIOS 1.18.0 verteilt
Dockingstation WD19S: Firmware 01.00.36
Monitor U2723QE lieferbar
Drucker M404dn in 17 Büros
Switch C9200L-24T im Verteiler 3.2
USV-Strang 3 erneuert
Notstromtest 14/2026
Kabel Cat 6A in Halle 2
Glasfaser OS2 9/125
Klima: Alarm ab 27,5 °C
RAID 6 um 4 Platten erweitert
LTO-9-Bänder eingeführt
Rücksicherung von 2,4 Mio. Dateien geprüft
Prüfsumme SHA-256 im Protokoll
UTF-8 in allen Exporten
PLZ-Prüfung korrigiert
EAN-13 auf Etiketten
QR-Codes für 600 Geräte
DSGVO Art. 30: Verzeichnis vollständig
Art. 17: Löschprozess
BSI-Grundschutz APP.3.2 umgesetzt
BSI-Baustein SYS.2.1: Abweichungen
NIS2: Meldeweg geübt
VdS 10000: Lücken geschlossen
ITIL-4-Schulung
SLA 98,5 % erreicht
Bereitschaft 24/7 im Werk
Schicht 06:00-14:00 besetzt
Q3/2026: Bericht
Haushalt 2027: Bedarf gemeldet
Projekt 2026-014: Abschluss
Meilenstein M3 erreicht
Herstellerfall 02-1234567 gelöst
Störung 3.10., 09:15-09:42 Uhr
Mittlere Lösungszeit 41 min
""".strip().splitlines()
