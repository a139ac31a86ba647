"""What stays connected ends when it is told to, even where the first word was swallowed."""

import asyncio
from contextlib import suppress

from gateway import broker


def test_a_task_that_swallowed_its_cancellation_is_told_again() -> None:
    async def main() -> bool:
        begun = asyncio.Event()

        async def deaf_once() -> None:
            with suppress(asyncio.CancelledError):
                begun.set()
                await asyncio.sleep(60)
            await asyncio.sleep(60)

        task = asyncio.create_task(deaf_once())
        await begun.wait()
        async with asyncio.timeout(5):
            await broker.end([task], again=0.01)
        return task.cancelled()

    assert asyncio.run(main())
