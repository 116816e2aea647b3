"""Early identification: children who drift, and schools that fall, each with its reasons and its odds."""
