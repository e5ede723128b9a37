"""Plain Starlette routes that tell their pattern, as FastAPI's own do: the log shows no paths."""

from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope


class _Named(Route):
    """A route that puts itself into the scope it matches."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As the route it is made from."""
        match, child = super().matches(scope)
        return match, child if match is Match.NONE else {**child, "route": self}


def named(route: BaseRoute) -> BaseRoute:
    """The same route, telling its pattern; other kinds are left as they are."""
    if type(route) is not Route:
        return route
    return _Named(route.path, route.endpoint, methods=route.methods, name=route.name)
