"""The store, where the three stages meet: one file for each stage's reads and writes, one method one transaction."""
