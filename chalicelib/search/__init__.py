"""Search: goods by words in any script, filters and sorts; docs/search.md tells how."""

from chalicelib.search.build import build_if_due, rebuild
from chalicelib.search.find import Search, results
from chalicelib.search.project import note_changes

__all__ = ["Search", "build_if_due", "note_changes", "rebuild", "results"]
