"""The demo fair: County Heads Live 2020, and the people of the local fair."""
