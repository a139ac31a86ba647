"""Pages of a gateway that is connected to nothing."""

import pytest
from starlette.testclient import TestClient

ORIGIN = {"origin": "http://testserver"}
PEOPLE = {"accept": "text/html"}


def test_who_is_not_logged_in_is_led_to_the_login_and_back(alone: TestClient) -> None:
    answer = alone.get("/desk/projects?q=校园", follow_redirects=False)
    assert answer.status_code == 303
    assert (
        answer.headers["location"]
        == "/login?next=/desk/projects%3Fq%3D%25E6%25A0%25A1%25E5%259B%25AD"
    )


def test_the_login_page_stands_in_both_languages(alone: TestClient) -> None:
    assert "立即登录" in alone.get("/login").text
    alone.get("/lang/en?back=/login")
    page = alone.get("/login")
    assert '<html lang="en">' in page.text
    assert "User name" in page.text


def test_a_refused_login_keeps_the_user_name_and_never_the_password(alone: TestClient) -> None:
    typed = {"login": "clerk-a", "password": "not-to-be-shown"}
    answer = alone.post("/login", data=typed, headers=ORIGIN)
    assert answer.status_code == 503
    assert 'value="clerk-a"' in answer.text
    assert "not-to-be-shown" not in answer.text


def test_a_login_from_another_site_is_refused(alone: TestClient) -> None:
    headers = {"origin": "http://elsewhere", **PEOPLE}
    answer = alone.post("/login", data={"login": "a", "password": "b"}, headers=headers)
    assert answer.status_code == 403
    assert "页面已过期" in answer.text


def test_no_page_has_anything_inline(alone: TestClient) -> None:
    page = alone.get("/login")
    assert "unsafe" not in page.headers["content-security-policy"]
    assert " style=" not in page.text
    assert "<style" not in page.text
    assert all("src=" in one for one in page.text.split("<script")[1:])


def test_a_made_up_flash_is_not_shown(alone: TestClient) -> None:
    alone.cookies.set("th_flash", "W3sia2luZCI6ICJkYW5nZXIifV0.x.y")
    assert "data-flash" not in alone.get("/login").text


@pytest.mark.parametrize("path", ["/desk", "/desk/projects/new", "/desk/projects/x"])
def test_pages_with_every_service_away_say_so_in_words(alone: TestClient, path: str) -> None:
    alone.cookies.set("th_session", "x" * 43)
    answer = alone.get(path, headers=PEOPLE)
    assert answer.status_code == 503
    assert "服务暂时不可用" in answer.text
