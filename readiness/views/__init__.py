"""Which pages does readiness have?"""
