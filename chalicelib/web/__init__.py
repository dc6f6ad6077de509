"""HTTP: translates between people's browsers and the capabilities, and never decides."""
