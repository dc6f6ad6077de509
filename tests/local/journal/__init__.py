"""What is kept on disk, and what is answered from it."""
