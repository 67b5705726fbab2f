"""One entry per story: wire feeds in, one clean feed per section out."""

__version__ = "0.1.0"
