"""Ask the process in this container whether it is well; ends with 0 if so, else with 1. Needs nothing but Python."""

from __future__ import annotations

import http.client
import os
import sys

_SECONDS = 4


def main() -> int:
    """0 where `/healthz` is answered with 200."""
    port = int(os.environ.get("DRUMBEAT_WEB__PORT", "8090"))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("GET", "/healthz")
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        print(f"no answer: {type(error).__name__}")
        return 1
    print(f"answered with {status}")
    return 0 if status == http.client.OK else 1


if __name__ == "__main__":
    sys.exit(main())
