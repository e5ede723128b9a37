"""A method of both clients from one function that builds its call.

`place = Method(place_order)` in a part of the API is, on `Waymark`, a method with the function's
parameters that returns the answer; on `AsyncWaymark` the same method returns an awaitable of it.
Type checkers see both, with names and defaults, because a part's type says which client it is of.
"""

import functools
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any, Generic, ParamSpec, Self, TypeVar, overload

from waymark_client.calls import Call, Page

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class SyncSide(ABC):
    """Whoever sends calls and blocks until they are answered."""

    @abstractmethod
    def send(self, call: Call[Answer]) -> Answer:
        """Send a call, again where that helps; WaymarkError when it fails."""

    def pages(self, call: Call[Page[Answer]]) -> Iterator[Answer]:
        """Every item from this page on; a page is asked for when its first item is."""
        while True:
            page = self.send(call)
            yield from page.items
            if page.next is None:
                return
            call = call.after(page.next)


class AsyncSide(ABC):
    """Whoever sends calls and lets others run until they are answered."""

    @abstractmethod
    async def send(self, call: Call[Answer]) -> Answer:
        """Send a call, again where that helps; WaymarkError when it fails."""

    async def pages(self, call: Call[Page[Answer]]) -> AsyncIterator[Answer]:
        """Every item from this page on; a page is asked for when its first item is."""
        while True:
            page = await self.send(call)
            for item in page.items:
                yield item
            if page.next is None:
                return
            call = call.after(page.next)


Side = TypeVar("Side", SyncSide, AsyncSide)


class Part(Generic[Side]):
    """A part of the API, such as orders, on one client."""

    __slots__ = ("side",)

    def __init__(self, side: Side) -> None:
        self.side: Side = side

    def __repr__(self) -> str:
        """The part and its client."""
        return f"{type(self).__name__}({self.side!r})"


class Method(Generic[Given, Answer]):
    """One call and its answer."""

    def __init__(self, build: Callable[Given, Call[Answer]]) -> None:
        self.build = build
        self.__doc__ = build.__doc__

    @overload
    def __get__(self, part: None, owner: type) -> Self: ...
    @overload
    def __get__(self, part: Part[SyncSide], owner: type) -> Callable[Given, Answer]: ...
    @overload
    def __get__(
        self, part: Part[AsyncSide], owner: type
    ) -> Callable[Given, Coroutine[Any, Any, Answer]]: ...
    def __get__(self, part: Part[Any] | None, owner: type) -> Any:
        """The method of a part."""
        if part is None:
            return self

        @functools.wraps(self.build)
        def method(*given: Given.args, **named: Given.kwargs) -> Any:
            return part.side.send(self.build(*given, **named))

        return method


class Listing(Generic[Given, Answer]):
    """All items of a list, page by page as they are asked for."""

    def __init__(self, build: Callable[Given, Call[Page[Answer]]]) -> None:
        self.build = build
        self.__doc__ = build.__doc__

    @overload
    def __get__(self, part: None, owner: type) -> Self: ...
    @overload
    def __get__(self, part: Part[SyncSide], owner: type) -> Callable[Given, Iterator[Answer]]: ...
    @overload
    def __get__(
        self, part: Part[AsyncSide], owner: type
    ) -> Callable[Given, AsyncIterator[Answer]]: ...
    def __get__(self, part: Part[Any] | None, owner: type) -> Any:
        """The method of a part."""
        if part is None:
            return self

        @functools.wraps(self.build)
        def method(*given: Given.args, **named: Given.kwargs) -> Any:
            return part.side.pages(self.build(*given, **named))

        return method
