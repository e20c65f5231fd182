"""People at their browsers: each logs in once, and says what they do in the words on the page."""

from __future__ import annotations

import os
import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.walk.instance import Instance

SHOTS = Path(os.environ.get("LUOSHI_SHOTS") or Path(__file__).resolve().parents[2] / "var" / "shots")
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


class Someone:
    """One person at one browser."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base

    def open(self, path: str) -> Someone:
        """Go to an address of the site; it must answer."""
        answer = self.page.goto(f"{self.base}{path}")
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        return self

    def press(self, name: str, *, exact: bool = True, at: str = "") -> Someone:
        """Press a button or follow a link that says this."""
        place = self.page.locator(at) if at else self.page
        button, link = (place.get_by_role(role, name=name, exact=exact) for role in ("button", "link"))  # type: ignore[arg-type]
        button.or_(link).first.wait_for()
        (button if button.count() else link).first.click()
        self.page.wait_for_load_state()
        return self

    def key(self, name: str) -> Someone:
        """Press a key."""
        self.page.keyboard.press(name)
        self.page.wait_for_load_state()
        return self

    def write(self, field: str, text: str, *, at: str = "") -> Someone:
        """Fill in the field of this name, there."""
        self.page.locator(f'{at} [name="{field}"]:visible').first.fill(text)
        return self

    def open_up(self, words: str, *, at: str = "") -> Someone:
        """Unfold what is folded under these words."""
        self.page.locator(f"{at} summary", has_text=words).first.click()
        return self

    def write_labelled(self, label: str, text: str) -> Someone:
        """Fill in the field under this label."""
        self.page.get_by_label(label).first.fill(text)
        return self

    def choose(self, field: str, label: str) -> Someone:
        """Choose from a list."""
        self.page.locator(f'select[name="{field}"]:visible').first.select_option(label=label)
        return self

    def tick(self, label: str) -> Someone:
        """Tick a box or a round."""
        self.page.get_by_label(label, exact=True).first.check()
        return self

    def attach(self, field: str, name: str, content: bytes) -> Someone:
        """Choose a file."""
        kind = "application/pdf" if name.endswith(".pdf") else "text/plain"
        self.page.locator(f'[name="{field}"]').set_input_files({"name": name, "mimeType": kind, "buffer": content})
        return self

    def sees(self, *texts: str) -> Someone:
        """The page says all of this."""
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)
        return self

    def sees_no(self, text: str) -> Someone:
        """The page does not say this."""
        expect(self.page.locator("main")).not_to_contain_text(text)
        return self

    def look(self, name: str) -> Someone:
        """Photograph the page in both sizes; nothing spills sideways, and axe finds nothing. No engine changes that: asked on SQLite."""
        if os.environ.get("LUOSHI_TEST_ENGINE") == "pg":
            return self
        for size, tag in ((PHONE, "-390"), (WIDE, "")):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            spill = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert spill <= 0, f"{name}{tag} spills {spill} px"
            self.page.screenshot(path=SHOTS / f"{name}{tag}.png", full_page=True)
        found = Axe().run(self.page).response["violations"]
        told = [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
        assert not told, f"{name}: {told}"
        return self

    def number_in_address(self) -> int:
        """The object that the address names."""
        found = re.findall(r"/(\d+)/", self.page.url)
        return int(found[-1])


def enter(browser: Browser, url: str, username: str, password: str) -> Someone:
    """Log in at a browser of one's own."""
    context = browser.new_context(viewport=WIDE, locale="zh-CN", timezone_id="Asia/Shanghai")  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    someone = Someone(context.new_page(), url)
    return someone.open("/org/login/").write("username", username).write("password", password).press("登录")


class Office:
    """Who sits where: ``office.at("省.人社", "clerk")``."""

    def __init__(self, browser: Browser, instance: Instance) -> None:
        self.browser, self.instance = browser, instance
        self.known: dict[tuple[str, str], Someone] = {}

    def at(self, unit: str, role: str) -> Someone:
        """That person, logged in, at their own browser."""
        key = (unit, role)
        if key not in self.known:
            username = self.instance.names[f"{unit}|{role}"]
            self.known[key] = enter(self.browser, self.instance.url, username, self.instance.password)
        return self.known[key]

    def leave(self) -> None:
        """Photograph the last page of each, and close."""
        for (unit, role), someone in self.known.items():
            someone.page.screenshot(path=SHOTS / f"last-{unit}-{role}.png", full_page=True)
            someone.page.context.close()
