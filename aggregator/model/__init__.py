"""The nouns of the trade as frozen dataclasses: sources, items, stories, polls."""
