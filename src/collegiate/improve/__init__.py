"""Improving: what a school needs, what was agreed, who was sent, and whether it worked. Pure rules; people decide."""
