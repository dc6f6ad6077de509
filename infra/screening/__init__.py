"""What is worked out beforehand for the screening of texts."""
