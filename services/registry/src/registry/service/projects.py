"""项目注册 the entry points of projects."""

from tenderhall_contracts import registry as contracts
from tenderhall_kit.entrypoints import Call, serves

from registry.service.answers import Answer, Payload
from registry.usecases import lot_sheet, project_form, project_lists, projects, review, versions


class Projects:
    """项目注册 an agency's steps and the centre's."""

    @serves(contracts.create_project)
    def create_project(self, call: Call, payload: Payload) -> Answer:
        """新建项目."""
        return call.run(projects.create_project, payload)

    @serves(contracts.save_project)
    def save_project(self, call: Call, payload: Payload) -> Answer:
        """修改保存项目."""
        return call.run(projects.save_project, payload)

    @serves(contracts.submit_project)
    def submit_project(self, call: Call, payload: Payload) -> Answer:
        """提交项目注册."""
        return call.run(projects.submit_project, payload)

    @serves(contracts.withdraw_project)
    def withdraw_project(self, call: Call, payload: Payload) -> Answer:
        """撤回项目注册."""
        return call.run(projects.withdraw_project, payload)

    @serves(contracts.delete_project)
    def delete_project(self, call: Call, payload: Payload) -> Answer:
        """删除项目."""
        return call.run(projects.delete_project, payload)

    @serves(contracts.approve_project)
    def approve_project(self, call: Call, payload: Payload) -> Answer:
        """项目注册审核通过."""
        return call.run(review.approve_project, payload)

    @serves(contracts.reject_project)
    def reject_project(self, call: Call, payload: Payload) -> Answer:
        """项目注册审核不通过."""
        return call.run(review.reject_project, payload)

    @serves(contracts.get_project)
    def get_project(self, call: Call, payload: Payload) -> Answer:
        """查看项目."""
        return call.read(projects.get_project, payload)

    @serves(contracts.list_projects)
    def list_projects(self, call: Call, payload: Payload) -> Answer:
        """项目列表."""
        return call.read(project_lists.list_projects, payload)

    @serves(contracts.delete_projects)
    def delete_projects(self, call: Call, payload: Payload) -> Answer:
        """批量删除项目."""
        return call.run(project_lists.delete_projects, payload)

    @serves(contracts.copy_project)
    def copy_project(self, call: Call, payload: Payload) -> Answer:
        """复制项目."""
        return call.run(project_form.copy_project, payload)

    @serves(contracts.project_versions)
    def project_versions(self, call: Call, payload: Payload) -> Answer:
        """历史版本."""
        return call.read(versions.project_versions, payload)

    @serves(contracts.project_version)
    def project_version(self, call: Call, payload: Payload) -> Answer:
        """查看历史版本."""
        return call.read(versions.project_version, payload)

    @serves(contracts.compare_projects)
    def compare_projects(self, call: Call, payload: Payload) -> Answer:
        """比较版本."""
        return call.read(versions.compare_projects, payload)

    @serves(contracts.read_lots)
    def read_lots(self, call: Call, payload: Payload) -> Answer:
        """读取分包表."""
        return call.read(lot_sheet.read_lots, payload)

    @serves(contracts.lot_columns)
    def lot_columns(self, call: Call, payload: Payload) -> Answer:
        """分包表模板."""
        return call.read(lot_sheet.lot_columns, payload)

    @serves(contracts.project_form)
    def project_form(self, call: Call, payload: Payload) -> Answer:
        """项目表单要求."""
        return call.read(project_form.project_form, payload)
