"""Claims of buyers about lines of their orders: made, answered, ended by silence, and paid."""
