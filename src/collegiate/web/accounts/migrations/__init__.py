"""The changes of the accounts' tables."""
