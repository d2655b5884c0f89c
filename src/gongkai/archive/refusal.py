"""Why is a file not read?"""


class Refused(Exception):
    """One Chinese sentence: why a file is not read, and what to do."""
