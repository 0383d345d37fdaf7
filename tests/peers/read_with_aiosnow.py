"""Read a table with aiosnow and print the sys_ids, one a line. Runs in an environment of its own (`make peers`).

Words: ADDRESS USER PASSWORD TABLE QUERY PAGE MOST. ADDRESS is host and port. aiosnow reads 2,000 records where no
limit is said; MOST is said, above what the table holds, so that the table's end is what ends the reading.
"""

from __future__ import annotations

import asyncio
import sys

import aiosnow
from aiosnow.models import TableModel, fields


class Record(TableModel):
    """Any table's record; of its fields only the one asked for."""

    sys_id = fields.String(is_primary=True)


async def read(address: str, sign_in: tuple[str, str], table: str, query: str, page: int, most: int) -> list[str]:
    """The sys_ids in the order of arrival."""
    client = aiosnow.Client(address, basic_auth=sign_in, use_ssl=False)
    async with Record(client, table_name=table) as model:
        return [record["sys_id"] async for _, record in model.stream(query, limit=most, page_size=page)]


if __name__ == "__main__":
    where, user, password, name, asked, size, limit = sys.argv[1:]
    print(*asyncio.run(read(where, (user, password), name, asked, int(size), int(limit))), sep="\n")
