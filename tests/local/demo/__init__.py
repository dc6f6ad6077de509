"""The demo data, as they are loaded at the first start."""
