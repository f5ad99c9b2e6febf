"""The page in this process, with sessions in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

import sessions

SECRET = "jwt-secret-of-the-tests-0123456789abcdef"
PAGE = str(Path(__file__).resolve().parent.parent / "page.py")


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("REDIS_URL", "SESSION_TTL_SECONDS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("JWT_SECRET", SECRET)
    monkeypatch.setenv("HOSTNAME", "pod-x")
    for cached in (sessions.store, sessions._secret):
        cached.cache_clear()
    yield
    sessions.store.cache_clear()


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch):
    """Open the page with these cookies."""

    def visit(cookies: dict[str, str]) -> AppTest:
        monkeypatch.setattr(ContextProxy, "cookies", property(lambda self: cookies))
        page = AppTest.from_file(PAGE, default_timeout=30).run()
        assert not page.exception
        return page

    return visit


def cookie(username: str = "ada") -> dict[str, str]:
    return {"session": sessions.to_cookie(sessions.store().create(username))}


def press(page: AppTest, label: str) -> AppTest:
    page = next(button for button in page.button if button.label == label).click().run()
    assert not page.exception
    return page


def test_counter_and_notes_are_in_the_session(visit) -> None:
    cookies = cookie("<b>ada")
    page = visit(cookies)
    assert page.text[0].value == "Logged in as <b>ada, answered by pod pod-x"
    for expected in ("1", "2"):
        assert press(page, "Add one").metric[0].value == expected
    page.text_input[0].input("  *buy* milk ")
    page = press(page, "Keep note")
    assert page.text[1].value == "• *buy* milk"
    again = visit(cookies)
    assert (again.metric[0].value, again.text[1].value) == ("2", "• *buy* milk")


def test_who_logs_out_is_out_everywhere(visit) -> None:
    cookies = cookie()
    page = press(visit(cookies), "Log out")
    assert page.info[0].value == "Your session has ended." and not page.metric
    assert visit(cookies).info[0].value == "Your session has ended."


def test_a_cookie_that_is_not_ours_is_no_session(visit) -> None:
    good = cookie()["session"]
    sid = jwt.decode(good, SECRET, algorithms=["HS256"])["sid"]
    forged = jwt.encode({"sid": sid}, "another-secret-of-at-least-32-bytes", algorithm="HS256")
    unsigned = jwt.encode({"sid": sid}, "", algorithm="none")
    for bad in ("", sid, "x.y.z", good[:-4], forged, unsigned):
        assert not visit({"session": bad}).metric, bad
    assert not visit({}).metric
    assert visit({"session": good}).metric


def test_a_key_that_is_rotated_ends_no_session(
    visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = cookie(), "new-secret-of-the-tests-0123456789abcdef"
    monkeypatch.setenv("JWT_SECRET_FALLBACKS", f"other-{new},{new}")
    sid = jwt.decode(old["session"], SECRET, algorithms=["HS256"])["sid"]
    ahead = {"session": jwt.encode({"sid": sid}, new, algorithm="HS256")}
    assert visit(ahead).metric and visit(old).metric
    monkeypatch.setenv("JWT_SECRET_FALLBACKS", "")
    assert not visit(ahead).metric


def test_a_session_ends_after_its_ttl_and_slides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SESSION_TTL_SECONDS", "100")
    now = 1_700_000_000.25
    monkeypatch.setattr(sessions.time, "time", lambda: now)
    store = sessions.store()
    session = store.create("ada")
    assert session.expire_at == now + 100
    now += 99
    slid = store.update(session.session_id)
    assert slid is not None and slid.expire_at == now + 100
    now += 100
    assert store.update(session.session_id) is None


def test_the_page_says_that_the_store_is_down(visit, monkeypatch: pytest.MonkeyPatch) -> None:
    cookies = cookie()
    page = visit(cookies)

    def fail(*_: object) -> None:
        raise sessions.StoreUnavailable

    with monkeypatch.context() as down:
        down.setattr(sessions.MemoryStore, "update", fail)
        page = press(page, "Add one")
        assert [error.value for error in page.error] == [
            "That could not be saved. Please try again in a few seconds.",
            "Your session cannot be read at the moment. It is not lost.",
        ]
    page = press(page, "Try again")
    assert page.metric[0].value == "0" and not page.error
