"""What would have happened otherwise: comparisons that are locked beforehand, and what came out when they were due."""
