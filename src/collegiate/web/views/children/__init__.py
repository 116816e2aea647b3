"""Pages about children: one module for each subject, each opened only by whom the trust appointed."""
