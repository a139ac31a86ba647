"""项目档案 what every service that keeps forms promises alike: its part of a project's archive.

A part is a file in the store, never bytes on the bus; its signature is the service's own.
"""

from marshmallow import fields

from tenderhall_contracts.common import ObjectRef
from tenderhall_contracts.core import QUERY, Gives, Role, Rpc, Service, Takes


class OfProject(Takes):
    """项目 by its id."""

    project_id = fields.UUID(required=True)


class ArchivePartOut(Gives):
    """档案分卷 ``signature`` is Ed25519 over the file's bytes, in base64."""

    service = fields.String(required=True)
    file = fields.Nested(ObjectRef, required=True)
    signature = fields.String(required=True)


def promise(service: Service) -> Rpc:
    """档案承诺 everything that this service keeps of a project, as JSON."""
    return service.rpc(
        "archive_part",
        title="项目档案分卷",
        kind=QUERY,
        takes=OfProject,
        gives=ArchivePartOut,
        roles={Role.SERVICE},
        timeout=60.0,
    )
