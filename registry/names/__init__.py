"""When are two written names the same name, nearly the same, or forms of one another?"""
