"""Which answers do the pages of readiness take?"""
