"""What is kept from one run to the next, beside the site? Nothing that could not be worked out anew."""
