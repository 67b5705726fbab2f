"""The service as it runs: its daemon, its web server, its documents in memory."""
