"""HTTP in front of the handler and of the bucket."""
