"""Exceptions of lots, as the rights matrix asks about them."""

from typing import Any

from tenderhall_contracts import registry as contracts

from .papers import Papers
from .rights import Payload, asks


def seen(form: Any) -> Payload:
    return {"id": form["id"], "version": form["version"]}


@asks(contracts.list_exceptions)
def a_list(desk: Any) -> Payload:
    del desk
    return {}


@asks(contracts.create_exception)
def a_new_exception(desk: Any) -> Payload:
    return Papers(desk).form(desk.approved(), "suspension")


@asks(contracts.save_exception)
def a_draft_to_save(desk: Any) -> Payload:
    papers, project = Papers(desk), desk.approved()
    draft = papers.create(project, "suspension")
    return seen(draft) | papers.form(project, "suspension")


@asks(contracts.submit_exception, contracts.delete_exception)
def a_draft(desk: Any) -> Payload:
    return seen(Papers(desk).create(desk.approved(), "suspension"))


@asks(contracts.withdraw_exception, contracts.approve_exception)
def a_submitted_exception(desk: Any) -> Payload:
    return seen(Papers(desk).submitted(desk.approved(), "suspension"))


@asks(contracts.reject_exception)
def a_refusal(desk: Any) -> Payload:
    return a_submitted_exception(desk) | {"opinion": "材料不清"}


@asks(contracts.get_exception)
def an_exception(desk: Any) -> Payload:
    return {"id": Papers(desk).submitted(desk.approved(), "suspension")["id"]}


@asks(contracts.retender_lots)
def failed_lots(desk: Any) -> Payload:
    papers = Papers(desk)
    project = papers.opening()
    papers.approved(project, "failure")
    return {"lot_ids": [project["lots"][0]["id"]]}
