"""The web edge: problem details, API keys, caps, health, and a server that stops gracefully."""

from waymark_runtime.http.application import make_application, opening
from waymark_runtime.http.authentication import ApiKey, Caller, allow_only
from waymark_runtime.http.pace import Pace
from waymark_runtime.http.problems import Problem, problem_response
from waymark_runtime.http.serving import serve

__all__ = [
    "ApiKey",
    "Caller",
    "Pace",
    "Problem",
    "allow_only",
    "make_application",
    "opening",
    "problem_response",
    "serve",
]
