"""Which synthetic children does a demonstration need, and what do the feeds say about them?"""
