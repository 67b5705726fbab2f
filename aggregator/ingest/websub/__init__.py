"""Push in by WebSub: which subscriptions are wanted, how each goes on, and what a hub delivers."""
