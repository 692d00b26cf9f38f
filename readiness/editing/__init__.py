"""How does the national team change what the assessment asks, from a draft to its publication? (R-LARA-1)"""
