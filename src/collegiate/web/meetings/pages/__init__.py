"""The pages of meetings, packs and actions."""
