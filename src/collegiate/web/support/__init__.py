"""The support map: colleagues who can be lent, requests, matches, bookings, visits, and what they cost."""
