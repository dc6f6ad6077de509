"""The entrance: sign-in, photos on their way to the bucket, and what machines ask."""
