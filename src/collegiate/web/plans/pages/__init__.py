"""The pages of plans: the list, one plan, what is written in it, and what is done while it runs."""
