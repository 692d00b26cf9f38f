"""Which children match these words?"""
