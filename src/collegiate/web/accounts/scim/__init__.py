"""The trust's directory sends people and groups (SCIM 2.0): accounts appear, are appointed by their groups, and are shut, by themselves."""
