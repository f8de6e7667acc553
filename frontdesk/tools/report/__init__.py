"""The report of `evaluate --html`: measured.py runs the assistant, figures.py counts, pictures.py draws, page.py writes."""
