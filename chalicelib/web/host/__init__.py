"""The pages of those who hold a live sale."""
