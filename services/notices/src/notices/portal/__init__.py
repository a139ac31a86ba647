"""门户文件 the files that anybody may read: the notice's page, its PDF, its data, and the list."""

from notices.portal.files import put_announcement, put_list, put_notice
from notices.portal.projects import put_project, put_releases

__all__ = ["put_announcement", "put_list", "put_notice", "put_project", "put_releases"]
