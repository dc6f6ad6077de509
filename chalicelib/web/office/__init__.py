"""The county office's pages."""
