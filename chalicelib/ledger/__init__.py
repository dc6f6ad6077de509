"""The ledger: every fen that moved, in postings that sum to zero, and what follows from them."""
