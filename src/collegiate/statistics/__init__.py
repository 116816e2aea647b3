"""Models on sufficient statistics: mixed models, binary outcomes, ranks, growth percentiles; it knows nothing of schools."""
