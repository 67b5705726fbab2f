"""Outcomes as the golden files write them."""


def known(value: object) -> object:
    """Return a value without what is unknown, false or empty, at every depth."""
    match value:
        case dict():
            return {
                key: known(part)
                for key, part in value.items()
                if part is not False and part not in (None, "", (), [])
            }
        case list() | tuple():
            return [known(part) for part in value]
        case _:
            return value
