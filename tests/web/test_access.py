"""Every page for everybody: axe finds nothing in light or dark, and the keyboard reaches all."""

import json
from collections.abc import Iterator

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser, Page, sync_playwright

from web.browsing import AXE, CHROMIUM, FLAGS, VIOLATIONS, Person, meet, serving
from web.furnish import PASSWORD, furnish

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM} on this machine"),
]
CONTROLS = """() => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
  const open = (e) => { for (let d = e.parentElement; d; d = d.parentElement) if (d.tagName === "DETAILS" && !d.open && e.tagName !== "SUMMARY") return false; return true; };
  const seen = all.filter((e) => !e.disabled && e.type !== "hidden" && open(e) && e.getClientRects().length && !(e.type === "radio" && !e.checked));
  seen.forEach((e, i) => { e.dataset.control = i; });
  return seen.map((e) => e.outerHTML.slice(0, 160));
}"""
FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  return [e.dataset.control === undefined ? -1 : Number(e.dataset.control), style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0];
}"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A running desk with something in every state, and the pages worth a look."""
    data = tmp_path_factory.mktemp("furnished") / "data"
    pages = furnish(data)
    with serving(data) as served:
        yield served.address, pages


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


def admin(browser: Browser, address: str, scheme: str = "light") -> Person:
    person = meet(browser, address, scheme)
    person.go("/login")
    assert violations(person.page) == []
    person.page.get_by_label("Name").fill("ada")
    person.page.get_by_label("Password").fill(PASSWORD)
    person.page.get_by_role("button", name="Log in").click()
    person.page.wait_for_load_state()
    return person


def violations(page: Page) -> list[str]:
    """What axe objects to, on the page with everything folded out."""
    page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE)
    found: list[str] = page.evaluate(VIOLATIONS)
    return found


def too_wide(page: Page) -> list[str]:
    """What sticks out at the right, if anything makes the page scroll sideways."""
    found: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
          .map((e) => `too wide: ${e.outerHTML.slice(0, 100)}`).slice(0, 3)"""
    )
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    browser: Browser, desk: tuple[str, tuple[str, ...]], scheme: str
) -> None:
    address, pages = desk
    ada = admin(browser, address, scheme)
    wrong = {}
    for path in pages:
        page = ada.go(path)
        assert (page.get_by_role("heading", name="Nothing here").count() == 1) == (
            path == "/nope"
        ), path
        page.wait_for_load_state("networkidle")
        ada.shoot(f"page-{scheme}{path.replace('/', '-').replace('?', '-')}")
        found = too_wide(page) + violations(page)
        if found:
            wrong[path] = found
    assert not wrong, json.dumps(wrong, indent=1)
    assert [c for c in ada.complaints if "404" not in c] == []
    ada.context.close()


def test_nothing_is_too_wide_for_a_phone(
    browser: Browser, desk: tuple[str, tuple[str, ...]]
) -> None:
    address, pages = desk
    ada = admin(browser, address)
    ada.page.set_viewport_size({"width": 360, "height": 740})
    wrong = []
    for path in pages:
        page = ada.go(path)
        page.wait_for_load_state("networkidle")
        ada.shoot(f"phone{path.replace('/', '-').replace('?', '-')}")
        wrong += [f"{path}: {what}" for what in too_wide(page)]
    assert wrong == []
    ada.context.close()


def test_the_keyboard_reaches_every_control(
    browser: Browser, desk: tuple[str, tuple[str, ...]]
) -> None:
    address, pages = desk
    ada, wrong = admin(browser, address), list[str]()
    for path in pages:
        page = ada.go(path)
        page.wait_for_load_state("networkidle")
        page.evaluate("() => document.activeElement.blur()")
        controls = page.evaluate(CONTROLS)
        reached, unseen = set(), set()
        for _ in range(4 * len(controls) + 8):  # a date has a stop for each of its parts
            if len(reached - {-1}) == len(controls):
                break
            page.keyboard.press("Tab")
            number, visible = page.evaluate(FOCUSED)
            reached.add(number)
            if number >= 0 and not visible:
                unseen.add(controls[number])
        wrong += [
            f"{path}: not reached: {controls[n]}" for n in set(range(len(controls))) - reached
        ]
        wrong += [f"{path}: focus not seen: {html}" for html in unseen]
    assert wrong == []
    ada.context.close()
