"""Cash: paid to a courier or at a point where goods are fetched, and its limits."""
