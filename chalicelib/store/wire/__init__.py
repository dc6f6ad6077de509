"""The wire to DynamoDB: a signed POST for each call."""
