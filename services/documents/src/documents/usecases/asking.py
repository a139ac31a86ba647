"""表单项 what the forms ask for at this centre."""

from typing import Any

from tenderhall_kit.work import Work

from documents.rules import required


def form_fields(work: Work, form_type: str) -> dict[str, Any]:
    """表单要求 the fields with their *."""
    wanted = required.of(form_type, work.reference.policies)
    return {
        "fields": [
            {
                "path": path,
                "label_zh": one.zh,
                "label_en": one.en,
                "required": path in wanted,
                "fixed": one.fixed,
            }
            for path, one in required.FORMS[form_type].items()
        ]
    }
