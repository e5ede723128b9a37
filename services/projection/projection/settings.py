"""Settings of `projection`: `WAYMARK_PROJECTION_<NAME>`, and those of the whole system."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict
from waymark_runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """`watch_every_s`: how often the watchman looks. `watch_again_s`: how soon it looks again at a
    deadline that waits for something, such as an account that is down.
    """

    model_config = SettingsConfigDict(env_prefix="WAYMARK_PROJECTION_")

    watch_every_s: float = Field(default=10.0, gt=0)
    watch_again_s: float = Field(default=60.0, gt=0)
    pool_size: int = Field(default=12, ge=4)
