"""The first stage: what sources send becomes items."""
