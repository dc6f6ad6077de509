"""The gateway: HTTP in front of the handler and of the bucket."""
