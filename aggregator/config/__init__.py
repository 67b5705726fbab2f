"""`config.toml`, read once into frozen settings."""
