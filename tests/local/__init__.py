"""The fair on one machine."""
