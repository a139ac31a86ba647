"""Wiring of registry: entry points to use cases, nothing else; a module for each part."""

from registry.service.accounts import Accounts
from registry.service.archive import Archive
from registry.service.audits import Audits
from registry.service.awards import Awards
from registry.service.catalogue import Catalogue
from registry.service.exceptions import Exceptions
from registry.service.findings import Findings
from registry.service.inbound import Inbound
from registry.service.lots import Lots
from registry.service.members import Members
from registry.service.projects import Projects
from registry.service.reference import Reference
from registry.service.sessions import Sessions
from registry.service.suppliers import Suppliers
from registry.service.worklist import Worklist


class RegistryService(
    Sessions,
    Members,
    Reference,
    Findings,
    Projects,
    Catalogue,
    Lots,
    Exceptions,
    Worklist,
    Accounts,
    Inbound,
    Suppliers,
    Audits,
    Archive,
    Awards,
):
    """登记服务 members, projects and lots, legal data, worklist."""

    name = "registry"


SERVICE = RegistryService
