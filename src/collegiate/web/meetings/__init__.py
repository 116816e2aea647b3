"""Meetings of a trust and its networks: agendas, papers that are live until they are frozen, minutes, decisions, and what was asked of whom."""
