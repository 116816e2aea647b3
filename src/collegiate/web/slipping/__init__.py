"""What slips: alerts found early, and what a person did about each."""
