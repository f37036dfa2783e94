"""The desk on the web: pages over the same library."""
