"""What each file format becomes: raw pages, in the order in which a person reads them."""
