"""The parts of the pages that draw with streamlit."""
