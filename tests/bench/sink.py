"""A mail server that takes everything: `sink.py [FOLDER]`.

With a folder it is on the disk before it is accepted, one file a mail, as RFC 5321, section 6.1, asks of a server that
takes the responsibility for a mail; without one it is thrown away.

Prints its port, and at the end of its input one line of JSON: how many mails came, for how many recipients. It does as
little as a server can, so that it is the senders that are measured.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections import Counter

REPLIES = {b"EHLO": b"250-sink\r\n250 SIZE\r\n", b"QUIT": b"221 bye\r\n", b"DATA": b"354 go ahead\r\n"}
END = b"\r\n.\r\n"


class Sink:
    """What came in."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.mails: Counter[str] = Counter()
        self.bytes = 0
        self.open = self.most_open = 0

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        writer.write(b"220 sink\r\n")
        recipient = ""
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"RCPT":
                recipient = line.partition(b"<")[2].partition(b">")[0].decode()
            writer.write(REPLIES.get(verb, b"250 ok\r\n"))
            if verb == b"DATA":
                mail = await reader.readuntil(END)
                self.bytes += len(mail)
                if self.folder:
                    place = os.path.join(self.folder, f"{self.bytes}.eml")  # noqa: PTH118  it is not measured
                    await asyncio.to_thread(keep, place, mail)
                self.mails[recipient] += 1
                writer.write(b"250 kept\r\n")
            if verb == b"QUIT":
                break
        writer.close()
        self.open -= 1


def keep(place: str, mail: bytes) -> None:
    """On the disk, when this returns."""
    file = os.open(place, os.O_CREAT | os.O_WRONLY)
    os.write(file, mail)
    os.fsync(file)
    os.close(file)


async def main() -> None:
    """Serve until the input ends."""
    sink = Sink(sys.argv[1] if len(sys.argv) > 1 else "")
    server = await asyncio.start_server(sink.converse, "127.0.0.1", 0, limit=2**22)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()
    print(
        json.dumps(
            {
                "recipients": len(sink.mails),
                "mails": sum(sink.mails.values()),
                "bytes": sink.bytes,
                "connections": sink.most_open,
            }
        )
    )


if __name__ == "__main__":
    asyncio.run(main())
