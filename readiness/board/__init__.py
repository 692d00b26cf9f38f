"""How does readiness stand in England, by area, theme and month? (R-LARA-7)"""
