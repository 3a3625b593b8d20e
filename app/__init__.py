"""The dashboard: reads a built dataset and shows it. Page modules import streamlit; everything else is plain Python."""
