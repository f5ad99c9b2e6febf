"""The page. Streamlit runs this from top to bottom at each click of each visitor.

Everything that is to outlive a click is in the session, and the session is in the
store: any other pod shows the same.
"""

from __future__ import annotations

import streamlit as st

import sessions

LOG_IN = "<a href='/login' target='_self'>Log in again</a>"


def change(session_id: str, how: sessions.Change) -> None:
    """Change the session, before the page is drawn anew with what it is then."""
    try:
        sessions.store().update(session_id, how)
    except sessions.StoreUnavailable:
        st.session_state["failed"] = True


def keep_note(session_id: str) -> None:
    """Keep what is in the field, and empty it."""
    note = st.session_state["note"].strip()
    if note:
        change(session_id, sessions.add_note(note))


def log_out(session_id: str) -> None:
    """End the session, for all replicas."""
    try:
        sessions.store().delete(session_id)
    except sessions.StoreUnavailable:
        st.session_state["failed"] = True


def show(session: sessions.Session) -> None:
    """Everything there is to see."""
    session_id = session.session_id
    title, leave = st.columns([5, 1], vertical_alignment="bottom")
    title.title("SessionStack example")
    leave.button("Log out", on_click=log_out, args=(session_id,), width="stretch")
    # As text, not as markup: names are the visitor's, and pods are named by others.
    st.text(f"Logged in as {session.username}, answered by pod {sessions.pod()}")

    left, right = st.columns(2)
    with left.container(border=True):
        st.metric("Counter", session.counter)
        st.button(
            "Add one",
            type="primary",
            on_click=change,
            args=(session_id, sessions.count_up),
            width="stretch",
        )
    with right.container(border=True):
        st.caption("Notes")
        for note in session.notes:
            st.text(f"• {note}")
        with st.form("notes", clear_on_submit=True, border=False):
            st.text_input("New note", key="note", max_chars=500)
            st.form_submit_button(
                "Keep note", on_click=keep_note, args=(session_id,), width="stretch"
            )


st.set_page_config(page_title="SessionStack example")
if st.session_state.pop("failed", False):
    st.error("That could not be saved. Please try again in a few seconds.")
found = sessions.from_cookies(st.context.cookies)
try:
    current = sessions.store().update(found) if found else None
except sessions.StoreUnavailable:
    st.error("Your session cannot be read at the moment. It is not lost.")
    st.button("Try again")
else:
    if current is None:
        st.info("Your session has ended.")
        st.html(LOG_IN)
    else:
        show(current)
