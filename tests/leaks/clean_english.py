"""Clean English titles, each written by hand; none holds a secret, most hold what looks like one."""

from __future__ import annotations

TITLES = """
Upgrade access points to firmware 8.10.185.0
Upgrade Windows clients to build 19045.4529
Roll out version 12.4.0.1 of the scanner driver
Move the intranet to Node.js 20.11.1
Port the room booking page to ASP.NET Core 8.0
Retire .NET Framework 3.5 on the terminal servers
Prepare the S/4HANA 2023 upgrade
Office 365 tenant clean-up before renewal
Introduce 1Password for shared accounts
Rotate API keys of the payment interface once a quarter
Secret scanning in all repositories
Password reset portal for field staff
Retire the last token ring adapter at the museum desk
Patch CVE-2024-3094 on all Linux hosts
Close CVE-2021-44228 in the archive application
Apply KB5034441 to the kiosk computers
KB5031356 fails with error 0x80070643
Printer shows error 0x00000709 after update
Outlook error 0x8004010F when opening the address book
Blue screen 0x0000007B after disk replacement
TLS 1.2 becomes the minimum on the mail gateway
Move from TLS 1.0 to TLS 1.3
RFC 5424 format for the log collector
Syslog follows RFC 3164 on old switches
ISO 27001 audit: evidence for control A.8.16
ISO 9001:2015 surveillance audit, IT part
EN 54-16 check of the announcement system
VLAN 120 extended to building 7
New VLAN 2043 for door controllers
Move guests to VLAN 310
Port 443 opened for the partner portal
Close port 3389 from outside
Switch port Gi1/0/24 flapping
Interface TenGigabitEthernet1/1/4 shows CRC errors
Trunk on Po12 rebalanced
Replace HP LaserJet M404dn in room 3.114
Replace Cisco C9300-48P in rack B07
Order 40 docking stations WD19S
Spare part 00HN825 for the storage shelf
Battery 0A36309 recalled by the maker
Room 2.047: projector bulb replaced
Rooms 1.01 to 1.24 get new displays
Purchase order 4500012345 for monitors
Invoice 2026-10-0815 booked twice
Order 7700981234 stuck in the shop
Close period 10/2026 in SAP transaction MMPV
SAP transaction VA01 slow after transport
SE38 and SM37 access for the night team
SM21 shows short dumps DBIF_RSQL_SQL_ERROR
ST22 dump TSV_TNEW_PAGE_ALLOC_FAILED solved
Transport K9A1234 imported to production
Follow-up to INC0012345
Duplicate of PRB0040011
See CHG0030012 and CHG0030013
Knowledge article KB0010023 revised
RITM0045678: approval came too late
Backup window moved to 22:00-04:00
Maintenance on 10/11/2026 from 18:00 to 23:30
Freeze from 2026-12-18 to 2027-01-06
Outage on 3 October, 09:15-09:42 UTC
Reboot every Sunday at 03:30
Daylight saving time on 25 October 2026
Storage grows by 12.5 % a month
Reduce spam by 98.7 %
Cut cloud costs by EUR 12,400 a month
Licence costs down from $18,250.00 to $11,900.00
Saves 3,600 kWh a year
Upgrade the uplink from 1 to 10 Gbit/s
Expand the volume from 4.0 TB to 6.5 TB
Move 1,204,318 documents to the archive
Inventory of 12,000 network sockets finished
1200 phones migrated to the new exchange
0800 hotline announcement re-recorded
Mark the emergency exits on the floor plan app
Will be retired: the old dial-in service
Rose Hall: better wireless coverage
Frank feedback from the pilot users
Ernst-Anton hall display fixed
Grant read access to auditors
Bill of materials export corrected
Chase late approvals by reminder
Drew new cabling plan for floor 4
Art department: colour calibration
May patch round finished
April release notes published
June and July reports on time
Summer students' accounts expire by themselves
Dean's office moved to floor 5
Page limits for the printers
Penny rounding in the canteen till
Norm of DIN 5008 in letter templates
Paper size DIN A4 set as default
DIN VDE 0701-0702 test of power strips
IEC 61850 gateway replaced
IEEE 802.1X on all office floors
Wi-Fi 6E in the lecture hall
802.11ax survey of the warehouse
IPv6 readiness of the DNS servers
Enable IPv6 on the guest network
How to find your IP address
How to report a lost token
How to change your password before it expires
Password policy: 14 characters, no expiry
Users ask for the password of the meeting room screen
PIN pad at entrance 3 replaced
New PIN rules for badges
Two keys for the server room
Key rotation in the vault takes 5 minutes
Bearer token expiry raised from 15 to 60 minutes
Session cookies get the Secure flag
Certificate renewal every 90 days
Certificate chain completed on the partner portal
Private key storage moved to hardware modules
SSH host keys replaced after rebuild
SSH key login for build agents
Public key infrastructure: second root planned
Login page loads in 0.8 s
Login as a guest works again
User and password fields swapped in the form
Credential check of the loan kiosk
Passwordless sign-in for 340 pilots
Recovery key escrow for notebooks
BitLocker enabled on 1,180 notebooks
MFA rollout, wave 3 of 5
Authenticator app replaces text messages
SMS gateway sends codes twice
E-mail signature for all staff
Mail flow rule 17 removed
Mailbox limits raised to 50 GB
Phone book entries corrected
Telephone system upgraded to release 15.0
Call queue 4 answers in under 20 s
Extension mobility in building C
Conference bridge with 250 seats
Fax server retired
Bank holiday calendar 2027 loaded
Bank file format pain.001.001.09 supported
IBAN check in the supplier form
Card readers at gates 1-6 replaced
Credit card form loads slowly
Account lockout after 10 attempts
Account clean-up: 412 unused accounts removed
Customer number shown on delivery notes
Passport scanner at reception fixed
Tax report ELSTER interface tested
Social security field hidden in the HR form
Path too long on the file share
UNC paths replaced by DFS
Drive letters H: and P: mapped again
Home folders moved to the new file server
User profile disks doubled to 20 GB
URL of the canteen menu changed
Proxy exceptions reviewed
Hostnames follow the new naming rule
DNS scavenging every 14 days
Reverse lookup zones completed
Subnet plan for the Harbour site
DHCP scope of floor 3 was full
DHCP lease time from 8 days to 8 hours
MAC address filter retired
NTP drift of 240 ms corrected
Load test with 1,500 virtual users
99.95 % availability of the order service
Mean time to restore 41 min
Ticket 4711 of the vendor closed
Vendor case 02-1234567 answered
Release 26.10 of the portal
Sprint 42: faster search
Milestone M3 reached
Wave 2b: 86 mailboxes
Phase 0 of the data centre move
Data hall 2, row D, racks 11-18
UPS battery string 3 replaced
Generator test 14/2026
Fibre 9/125 between buildings A and B
Cable type S/FTP Cat 6A
Plug type C13 with lock
USB-C docks lose the display at 144 Hz
Resolution 3840x2160 on meeting room screens
HDMI 2.1 switch for the studio
Firmware A27 for docks
BIOS 1.18.0 for all notebooks
Driver 31.0.101.5186 fixes flicker
Java 17.0.9+9 rolled out
Python 3.12 on build agents
OpenSSL 3.0.13 on the gateways
PostgreSQL 15.6 upgrade
SQL Server 2019 CU25
Exchange 2019 CU14 installed
Ubuntu 22.04.4 LTS image
RHEL 8.9 to 9.3
vSphere 8.0 U2b
Kubernetes 1.29.4
Chrome 124.0.6367.91 blocked a plug-in
Edge 123.0.2420.65 pinned
Firefox ESR 115.10
Teams 2.0 for meeting rooms
Zoom 5.17.11 packaged
Acrobat 24.002.20687 deployed
7-Zip 23.01 replaces WinZip
Notepad++ 8.6.5
Git 2.44.0 on all developer machines
Terraform 1.7 modules
Log4j 2.17.1 everywhere
jQuery 3.7.1 in the portal
Vue.js 3 front end
Next.js pilot ended
D3.js charts in the energy report
Socket.IO keeps its connection
Web.config cleaned of comments
web.xml timeouts doubled
robots.txt blocks the archive
Read the README.md before deployment
Report Q3/2026 late by 2 days
FY26 budget: 3 % left
H2 2026 roadmap
CW 42: cabling
Week 41-44: notebooks for sales
Monday morning sign-in storm
Friday 13 November: power test
24/7 stand-by for the plant
Shift 06:00-14:00 covered
9-to-5 support for schools
1:1 replacement of tablets
A/B test of the search page
N+1 cooling
RAID 10 rebuild after 6 h 20 min
RAID-6 set extended by 4 disks
LUN 0012 moved
Snapshot limit 31 per volume
Tape LTO-9 introduced
Restore test of 2.4 million files
Ratio 3.2:1 by deduplication
Checksum SHA-256 in the transfer log
Hash algorithm MD5 retired
Base64 encoding of attachments fixed
UTF-8 in all export files
Code page 1252 no longer needed
Regex for postal codes corrected
Postcode SW1A and others accepted
GPS unit 17 replaced
Barcode EAN-13 on labels
QR codes for 600 assets
RFID gate tuned to 865.7 MHz
Antenna gain 8.5 dBi
Signal -67 dBm on floor 2
Temperature alarm at 27.5 °C
Pump 4B reports again
Lift no. 3 phone line
Gate E12 display
Plant Northfield: scanners
Site Larkfield: uplink 2
Site codes follow ISO 3166
Country code DE in addresses
Currency code CHF in reports
Article 17 requests: process
GDPR Art. 30 register completed
PCI DSS 4.0 gap analysis
SOX control ITGC-07 tested
NIST SP 800-63B guidance adopted
CIS benchmark level 1 on servers
OWASP Top 10 training
ITIL 4 workshop
SLA 98.5 % reached
KPI board: 12 tiles
Version 3 of the on-call guide
Guide: what to do when the Wi-Fi asks for a passphrase
Guide: password manager in 5 steps
Guide: API tokens and how long they live
Guide: why we never mail passwords
Guide: secrets belong in the vault
""".strip().splitlines()
