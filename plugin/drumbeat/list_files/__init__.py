"""Exported lists as files: CSV, a zip that holds one CSV, or XLSX. A leaf any adapter may use.

Reads bytes into a header and rows of text; what the columns mean is `records.columns`' matter.
"""

from __future__ import annotations

from drumbeat.list_files.most import Most
from drumbeat.list_files.reading import ListFile, list_of, read_list

__all__ = ["ListFile", "Most", "list_of", "read_list"]
