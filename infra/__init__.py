"""What the fair runs on: its tables and resources, and the whole of it on one machine."""
