"""What answers as Stripe would, and moves nothing."""
