"""Delivery: what AWS would hand to the jobs comes from the journal, the queues and the clock."""
