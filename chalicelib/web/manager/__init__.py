"""The programme manager's pages: the impact report and its files."""
