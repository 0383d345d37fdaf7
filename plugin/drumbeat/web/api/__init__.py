"""The same actions for programs: `/api/v1`, by a team's token, described by itself (`/api/openapi.json`).

An application of its own beside the pages. It takes no cookie, so that no browser can be made to ask for somebody, and
what it answers is JSON; what goes wrong is told as RFC 9457 has it (`problems`). Endpoints call the desk, as pages and
commands do; a token's team is the only one there is to it.
"""
