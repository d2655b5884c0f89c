"""How does an editor see the pages while writing?"""
