"""Where do PostgreSQL and Valkey come from on a machine that has neither?"""
