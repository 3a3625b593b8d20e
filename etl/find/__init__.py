"""Finding: spans of the body that may mean a place, an agency, a date or a number of people."""
