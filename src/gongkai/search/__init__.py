"""How are words found on the published site?"""
