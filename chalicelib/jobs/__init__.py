"""Queues, streams and schedules: translate each message into one call of a capability."""
