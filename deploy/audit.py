"""Ask the vulnerability database about the locked dependencies; where it cannot be asked, say so and go on."""

from __future__ import annotations

import json
import subprocess
import sys


def main(requirements: str) -> int:
    """0 when nothing is known against what could be audited, or when nobody could be asked; 1 when something is."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "-f", "json", "-r", requirements]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print("dependency audit skipped: the vulnerability database cannot be reached from here")
        return 0
    audited = [each for each in found if "skip_reason" not in each]
    if not audited:
        print(f"dependency audit skipped: the database knows none of the {len(found)} packages as seen from here")
        return 0
    known = [(each["name"], each["version"], vuln["id"]) for each in audited for vuln in each["vulns"]]
    print(f"dependency audit: {len(audited)} of {len(found)} packages audited, {len(known)} known vulnerabilities")
    for name, version, vulnerability in known:
        print(f"  {name} {version}: {vulnerability}")
    return 1 if known else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
