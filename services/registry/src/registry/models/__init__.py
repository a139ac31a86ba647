"""Tables of registry."""

from registry.models.accounts import ServiceAccount
from registry.models.audits import AuditCheck, AuditCopy
from registry.models.base import Base
from registry.models.catalogue import CatalogueEdition, CatalogueEntry
from registry.models.exceptions import ExceptionLot, LotException
from registry.models.findings import ComplianceFinding
from registry.models.inbound import InboundEvent
from registry.models.members import (
    CaBinding,
    Invitation,
    LoginFailures,
    Membership,
    Organisation,
    PreAuth,
    User,
    UserSession,
)
from registry.models.projects import Attachment, Lot, NumberSeries, Project
from registry.models.reference import CalendarDay, CalendarYear, Clock, LegalRule, Policy, Version
from registry.models.reminders import Notification, Reminder
from registry.models.suppliers import Supplier, SupplierDebarment, SupplierSnapshot
from registry.models.work import LotActivity, LotEffect, WorkItem

__all__ = [
    "Attachment",
    "AuditCheck",
    "AuditCopy",
    "Base",
    "CaBinding",
    "CalendarDay",
    "CalendarYear",
    "CatalogueEdition",
    "CatalogueEntry",
    "Clock",
    "ComplianceFinding",
    "ExceptionLot",
    "InboundEvent",
    "Invitation",
    "LegalRule",
    "LoginFailures",
    "Lot",
    "LotActivity",
    "LotEffect",
    "LotException",
    "Membership",
    "Notification",
    "NumberSeries",
    "Organisation",
    "Policy",
    "PreAuth",
    "Project",
    "Reminder",
    "ServiceAccount",
    "Supplier",
    "SupplierDebarment",
    "SupplierSnapshot",
    "User",
    "UserSession",
    "Version",
    "WorkItem",
]
