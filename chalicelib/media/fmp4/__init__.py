"""Fragmented MP4, as browsers record and play it: its boxes, its samples, and its parts."""
