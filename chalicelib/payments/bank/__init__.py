"""Bank transfers: references, statements, and money that names no order."""
