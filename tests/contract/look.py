"""Tell, as JSON, what the service classes named as words serve, hear and ask.

A program of its own: service classes bring eventlet along, which has no place in a test's process.
"""

import json
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from tenderhall_kit.entrypoints import Client, Reacts, Serves
from tenderhall_kit.housekeeping import equip


def members(service: type) -> dict[str, Any]:
    """Its own and those of the parts that it is composed of."""
    return {at: one for part in reversed(service.__mro__) for at, one in vars(part).items()}


def told(members: Mapping[str, Any]) -> dict[str, Any]:
    """Of one service class."""
    found = [one for each in members.values() for one in getattr(each, "nameko_entrypoints", ())]
    clients = {at: one for at, one in members.items() if isinstance(one, Client)}
    return {
        "served": [one.rpc.routing_key for one in found if isinstance(one, Serves)],
        "heard": [one.event.name for one in found if isinstance(one, Reacts)],
        "clients": {at: [one.service.name, one.service.title] for at, one in clients.items()},
    }


if __name__ == "__main__":
    classes = {name: import_module(f"{name}.service").SERVICE for name in sys.argv[1:]}
    looked = {name: told(members(one)) for name, one in classes.items()}
    for name, one in classes.items():  # what the kit answers for every service alike
        looked[name]["served"] = told(members(equip(one)))["served"]
    sys.stdout.write(json.dumps(looked))
