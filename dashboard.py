"""The dashboard's entry point: page set-up and navigation, nothing else.

streamlit run dashboard.py
"""

import streamlit as st

from app.pages import add, agencies, compare, data, explore, method
from app.ui.frame import PAGES
from app.ui.session import current_words

words = current_words()
st.set_page_config(page_title=words("app.name"), page_icon="static/icon.svg", layout="wide")
draw = {
    "explore": explore.draw,
    "compare": compare.draw,
    "agencies": agencies.draw,
    "data": data.draw,
    "method": method.draw,
    "add": add.draw,
}
pages = {
    name: st.Page(draw[name], title=words(f"nav.{name}"), url_path=path, default=not path)
    for name, path in PAGES.items()
}
st.session_state["pages"] = pages
st.navigation(list(pages.values()), position="hidden").run()
