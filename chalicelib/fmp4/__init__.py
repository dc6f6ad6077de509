"""Fragmented MP4, as browsers record and play it: its boxes, its samples, and its parts."""

from chalicelib.fmp4.boxes import Track
from chalicelib.fmp4.split import FilmBeginning, FilmSplitter, Fragment, joined

__all__ = ["FilmBeginning", "FilmSplitter", "Fragment", "Track", "joined"]
