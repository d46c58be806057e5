"""What the environment says: the portal's only configuration (README, "Configuration")."""

import os
from collections.abc import Mapping
from pathlib import Path


class ConfigurationError(Exception):
    """A setting is missing or can't be used; the message names it and the mend."""


def load_env_file(path: Path) -> None:
    """Put the `NAME=value` lines of `path` into the environment, where not set already."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.strip().partition("=")
        if separator and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


class Environment:
    """Typed reading of environment variables."""

    def __init__(self, variables: Mapping[str, str] = os.environ) -> None:
        self.variables = variables

    def text(self, name: str, default: str = "") -> str:
        return self.variables.get(name, "").strip() or default

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.text(name).lower()
        if not value:
            return default
        if value in {"1", "true", "yes", "on"}:
            return True
        if value in {"0", "false", "no", "off"}:
            return False
        raise ConfigurationError(f"{name} must be true or false, not {value!r}")

    def number(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        try:
            return int(value)
        except ValueError:
            raise ConfigurationError(f"{name} must be a whole number, not {value!r}") from None

    def words(self, name: str, default: str = "") -> list[str]:
        """The comma-separated words of a variable."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]
