"""The embedded engine: DynamoDB, S3 and SQS on loopback, in a child process."""
