"""The second stage: items become stories."""
