"""After logging in one is where one wanted to be, and never on another site."""

from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from mortem.review.desk import Desk
from mortem.review.records import Incident, Person
from mortem.web.wanted import local
from web.conftest import PASSWORD

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "\t//evil.example/",
    " //evil.example/",
    "/ /evil.example/",
    "/\x00/evil.example",
    "/\x7f/evil.example",
    "/\u2028/evil.example",
    "/\uff0fevil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    "http:evil.example",
    "/ok\r\nSet-Cookie: planted=1",
    "/" + "a" * 3000,
    "/login?next=/",
    "/logout",
    "",
]


def log_in(nobody: TestClient, to: str) -> str:
    data = {"name": "ann", "password": PASSWORD, "next": to}
    answer = nobody.post("/login", data=data)
    assert answer.status_code == 303
    assert "planted" not in str(answer.headers)
    return answer.headers["location"]


@pytest.mark.parametrize(
    "path", ["/incidents/{slug}/edit", "/?q=caf%C3%A9&state=draft", "/actions"]
)
def test_one_returns_to_the_page_that_was_wanted(
    nobody: TestClient, people: dict[str, Person], incident: Incident, path: str
) -> None:
    wanted = path.format(slug=incident.slug)
    door = nobody.get(wanted).headers["location"]
    page = nobody.get(door).text
    assert f'name="next" value="{wanted}"' in unescape(page)
    [to] = parse_qs(urlsplit(door).query)["next"]
    wrong = nobody.post("/login", data={"name": "ann", "password": "no", "next": to})
    assert f'name="next" value="{wanted}"' in unescape(wrong.text), "also after a wrong password"
    assert log_in(nobody, to) == wanted
    assert nobody.get(wanted).status_code == 200


def test_a_part_or_a_form_leads_back_to_its_page(nobody: TestClient, incident: Incident) -> None:
    at = f"/incidents/{incident.slug}"
    host = str(nobody.base_url)
    part = {"hx-request": "true", "hx-current-url": f"{host}{at}?x=1"}
    assert nobody.get(f"{at}/progress", headers=part).headers["hx-redirect"] == (
        f"/login?next={at}%3Fx%3D1"
    )
    form = {"referer": f"{host}{at}/edit"}
    assert nobody.post(f"{at}/text", headers=form).headers["location"] == f"/login?next={at}/edit"
    for other in ("https://evil.example/incidents", "//evil.example", "http://[", ""):
        assert nobody.post(f"{at}/text", headers={"referer": other}).headers["location"] == "/login"
        part = {"hx-request": "true", "hx-current-url": other}
        assert nobody.get(f"{at}/progress", headers=part).headers["hx-redirect"] == "/login"


@pytest.mark.parametrize("to", ELSEWHERE, ids=ascii)
def test_no_other_site_is_led_to(nobody: TestClient, people: dict[str, Person], to: str) -> None:
    assert log_in(nobody, to) == "/"
    page = nobody.get("/login", params={"next": to}).text
    assert 'name="next"' not in page


def test_a_wanted_path_that_looks_like_a_host_is_none(nobody: TestClient, desk: Desk) -> None:
    desk.add_person("ann", PASSWORD, "author")
    for path in ("//evil.example/", "/%5Cevil.example", "/%09/evil.example"):
        answer = nobody.get(f"http://testserver{path}")
        assert "evil.example" not in urlsplit(answer.headers.get("location", "")).netloc


@given(st.text(alphabet="/\\:@.?#%\t\n\x00 aehtpsv\u2028\uff0f", max_size=12))
def test_whatever_is_asked_for_stays_on_the_desk(to: str) -> None:
    found = local(to)
    target = urlsplit(urljoin("http://desk.example/login", found))
    assert (target.scheme, target.netloc) == ("http", "desk.example")
    assert found in {"/", to}
