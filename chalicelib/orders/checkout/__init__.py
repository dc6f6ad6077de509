"""From the basket to the order: what lies in it, what it comes to, and the one transaction that takes the goods."""
