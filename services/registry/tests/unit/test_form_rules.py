"""When a form that was registered on lots is over (domain §5.1)."""

from registry.rules.forms import is_live, is_over


def test_a_published_notice_about_a_notice_is_over_and_another_may_follow() -> None:
    assert is_over("notice.published", {"kind": "change"})
    assert not is_over("notice.published", {"kind": "tender"})
    assert not is_over("notice.approved", {"kind": "change"})
    assert is_live("notice", "approved")
