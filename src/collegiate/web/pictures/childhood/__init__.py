"""What pages say and draw of a child and of groups of children."""
