"""The desk in a real browser: what people do, by mouse and by keyboard, in light and dark."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser, Page, expect, sync_playwright

from web.browsing import CHROMIUM, FLAGS, PATIENCE, Person, Served, meet, serving
from web.outage import write

PASSWORD = "correct horse battery"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM} on this machine"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served") / "data") as desk:
        yield desk


def submit(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).first.click()
    page.wait_for_load_state()


def log_in(someone: Person, name: str) -> None:
    someone.go("/login")
    someone.page.get_by_label("Name").fill(name)
    someone.page.get_by_label("Password").fill(PASSWORD)
    submit(someone.page, "Log in")


def set_up(ada: Person, served: Served) -> None:
    """The first admin, and accounts for an author and two reviewers."""
    page = ada.go("/")
    ada.shoot_all("setup")
    page.get_by_label("Token").fill(served.token)
    page.get_by_label("Your name").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    submit(page, "Make the first admin")
    expect(page.get_by_text("No incident yet")).to_be_visible()
    ada.shoot_all("incidents-empty")
    ada.go("/people")
    for name, shown, role in (
        ("ann", "Ann Okafor", "author"),
        ("rob", "Rob Ng", "reviewer"),
        ("rea", "Rea Silva", "reviewer"),
    ):
        add = page.locator("form[action='/people']")
        add.get_by_label("Name", exact=True).fill(name)
        add.get_by_label("Shown as").fill(shown)
        add.locator("[name=role]").select_option(role)
        add.get_by_label("Password").fill(PASSWORD)
        submit(page, "Add the account")
    expect(page.get_by_role("row").filter(has_text="Rea Silva")).to_be_visible()


def upload(ann: Person, folder: Path) -> str:
    """Open an incident from files; the address of its page when the draft is there."""
    page = ann.go("/new")
    page.get_by_label("Title").fill("Checkout failed for three in four payments")
    page.get_by_label("Service").fill("payments")
    page.get_by_label("Severity").fill("SEV-1")
    page.set_input_files("#files", write(folder))
    expect(page.get_by_text("access.log (")).to_be_visible()
    ann.shoot_all("new")
    submit(page, "Open the incident")
    expect(page.get_by_text("The outage lasted", exact=False).first).to_be_visible()
    expect(page.get_by_role("heading", name="Postmortem")).to_be_visible()
    expect(page.locator(".plots canvas")).to_have_count(3)
    marks = page.locator("svg.lanes a")
    assert marks.count() > 5
    page.locator("#facts summary").first.click()
    expect(page.locator(".proof pre").first).to_contain_text(re.compile("select", re.I))
    page.locator("#facts summary").first.click()
    ann.shoot_all("incident")
    return re.sub(r"^https?://[^/]+", "", page.url.split("#")[0])


def edit(ann: Person, at: str) -> None:
    """A wrong number is found while typing and put right; a closed tab keeps its text."""
    page = ann.go(f"{at}/edit")
    text = page.locator("#text")
    right = text.input_value()
    assert "(87.5 %)" in right or "%)" in right
    share = re.search(r"active users \((\d+\.\d) %\)", right)
    assert share
    text.fill(right.replace(f"active users ({share[1]} %)", "active users (12.3 %)", 1))
    use = page.get_by_role("button", name=f"Use {share[1]} %").first
    expect(use).to_be_visible()
    ann.shoot_all("editor-finding")
    use.click()
    expect(text).to_have_value(right)
    filled = re.sub(r"\[to fill: owner\]", "payments team", right)
    filled = re.sub(r"\[to fill: date\]", "2030-01-31", filled)
    text.fill(filled)
    page.wait_for_timeout(100)
    page.close(run_before_unload=False)
    ann.page = page = ann.context.new_page()
    ann.go(f"{at}/edit")
    page.get_by_role("button", name=re.compile("Bring back the text")).click()
    expect(page.locator("#text")).to_have_value(filled)
    submit(page, "Save revision 2")
    expect(page).to_have_url(re.compile("saved=2"))
    expect(page.get_by_role("button", name=re.compile("Bring back"))).to_have_count(0)


def collide(ann: Person, rob: Person, at: str) -> None:
    """Two people save at once: the second sees both texts merged, and loses nothing."""
    rob.go(f"{at}/edit")
    ann.go(f"{at}/edit")
    for someone, words in ((ann, "Ann adds this."), (rob, "Rob adds that.")):
        area = someone.page.locator("#text")
        area.fill(area.input_value().replace("## Timeline", f"{words}\n\n## Timeline", 1))
        submit(someone.page, "Save revision 3")
    expect(rob.page.get_by_role("alert")).to_contain_text("Somebody saved revision 3")
    rob.shoot_all("conflict")
    merged = rob.page.locator("#text").input_value()
    assert "Ann adds this." in merged
    assert "Rob adds that." in merged
    clean = re.sub(r"^(<<<<<<<|=======|>>>>>>>).*\n", "", merged, flags=re.M)
    rob.page.locator("#text").fill(clean)
    submit(rob.page, "Save revision 4")
    ann.go(f"{at}/revisions")
    expect(ann.page.get_by_role("link", name="Revision 4")).to_be_visible()
    ann.shoot_all("revisions")


def review(ann: Person, rob: Person, rea: Person, at: str) -> None:
    """One asks for changes, with a comment and a mark; after them both approve."""
    page = ann.go(f"{at}/review")
    for name in ("rob", "rea"):
        page.locator("[name=name]").select_option(name)
        submit(page, "Ask for a review")
    ann.go(at)
    submit(page, "Ask for review")
    page = rob.go(f"{at}/review")
    line = page.locator("li", has=page.get_by_text("Ann adds this.", exact=True)).first
    line.hover()
    line.get_by_text("Comment").click()
    line.locator("[name=body]").fill("Say who was told, and when.")
    line.get_by_role("button", name="Say it").click()
    expect(page.locator(".comment")).to_contain_text("Say who was told")
    mark = page.locator(".rubric li").first
    mark.get_by_placeholder("why").fill("reads well")
    mark.get_by_role("button", name="Agree", exact=True).click()
    expect(page.locator(".rubric li").first).to_contain_text("reads well")
    page.get_by_label("In a few words").fill("One sentence is empty.")
    submit(page, "Ask for changes")
    expect(page.get_by_text("asks for changes of revision 4")).to_be_visible()
    page = ann.go(f"{at}/review")
    expect(page.get_by_text("a reviewer asks for changes")).to_be_visible()
    ann.shoot_all("review")
    submit(page, "Resolve")
    page = ann.go(f"{at}/edit")
    area = page.locator("#text")
    area.fill(
        area.input_value().replace("Ann adds this.\n\n", "").replace("Rob adds that.\n\n", "")
    )
    submit(page, "Save revision 5")
    for someone in (rob, rea):
        someone.go(f"{at}/review")
        submit(someone.page, "Approve")
        expect(someone.page.get_by_text("approves revision 5").first).to_be_visible()


def publish(ann: Person, at: str) -> None:
    """Approve, look at what is replaced, publish, read the blog."""
    page = ann.go(at)
    submit(page, "Approve")
    page = ann.go(f"{at}/publish")
    expect(page.get_by_role("row").filter(has_text="db-2.payments.internal")).to_be_visible()
    ann.shoot_all("publish")
    submit(page, "Publish to the blog")
    page = ann.go(f"{at}/publish")
    blog = page.get_by_role("link", name="On the blog").get_attribute("href")
    assert blog
    for _ in range(100):
        if page.request.get(ann.address + blog).status == 200:
            break
        page.wait_for_timeout(200)
    page = ann.go(blog)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    words = page.content()
    for told in ("db-2.payments.internal", "tom.abara", "mia.lindqvist"):
        assert told not in words
    assert "draft" not in page.inner_text("body").lower()
    ann.shoot_all("blog-post")
    page.get_by_role("link", name="All postmortems").click()
    expect(page.get_by_role("heading", name="Postmortems")).to_be_visible()
    ann.shoot_all("blog")


def tick(ann: Person, at: str) -> None:
    """A task ticked on the board is ticked in the document."""
    page = ann.go("/actions")
    ann.shoot_all("actions")
    before = page.request.get(f"{ann.address}{at}/postmortem.md").text()
    page.get_by_role("button", name=re.compile("^Done: ")).first.click()
    page.wait_for_load_state()
    after = page.request.get(f"{ann.address}{at}/postmortem.md").text()
    assert after.count("- [x]") == before.count("- [x]") + 1


def from_memory(ann: Person) -> None:
    """By keyboard alone: a wrong time is said at its field, the rest is kept, then the editor."""
    page = ann.go("/actions")
    page.get_by_role("link", name="Incidents", exact=True).press("Enter")
    page.get_by_role("link", name="Open an incident").press("Enter")
    page.get_by_role("link", name="Write it from memory").press("Enter")
    expect(page.get_by_label("What is the incident called?")).to_be_focused()
    page.keyboard.type("Search was down")
    page.get_by_label("When did it begin?").fill("9am")
    page.get_by_label("What happened, entry by entry").fill("9:30 am rolled back\n9:05 paged")
    page.keyboard.press("Tab")
    page.get_by_label("What is the incident called?").press("Enter")
    start = page.get_by_label("When did it begin?")
    expect(start).to_be_focused()
    expect(start).to_have_accessible_description(re.compile("names no day.*first failure", re.S))
    ann.shoot_all("memory-wrong")
    page.keyboard.press("Control+A")
    page.keyboard.type("23 Nov 2026 9am")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/incidents/search-was-down/edit"))
    text = page.locator("#text").input_value()
    assert text.index("- 09:05 - Paged.") < text.index("- 09:30 - Rolled back.")
    ann.shoot_all("memory-editor")


def test_from_telemetry_to_the_ticked_task(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    people = {name: meet(browser, served.address) for name in ("ada", "ann", "rob", "rea")}
    set_up(people["ada"], served)
    for name in ("ann", "rob", "rea"):
        log_in(people[name], name)
    at = upload(people["ann"], tmp_path / "telemetry")
    edit(people["ann"], at)
    collide(people["ann"], people["rob"], at)
    review(people["ann"], people["rob"], people["rea"], at)
    publish(people["ann"], at)
    tick(people["ann"], at)
    from_memory(people["ann"])
    people["ann"].go("/")
    people["ann"].shoot_all("incidents-one")
    for someone in people.values():
        assert someone.complaints == []
        someone.context.close()
