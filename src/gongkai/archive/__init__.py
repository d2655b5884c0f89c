"""How does a file from elsewhere come in, before anyone says what it means?"""
