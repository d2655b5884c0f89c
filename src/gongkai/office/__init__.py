"""How does a report go into an office's own programs?"""
