"""Search: goods by words in any script, filters and sorts; docs/search.md tells how."""
