"""The fair in Lambda: its bundles, its template, its rights, and how it is put there."""
