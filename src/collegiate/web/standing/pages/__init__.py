"""The pages of how academies stand: all of them, one academy, one area, and the trust's standard."""
