"""The fair: what it keeps, what may happen in it, and how people reach it."""
