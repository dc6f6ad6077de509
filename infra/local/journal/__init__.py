"""The journal: every acknowledged change of DynamoDB, on disk before the answer goes out."""
