"""What whoever runs Collegiate does around it: keep a copy, bring it back, and ask whether all is well."""
