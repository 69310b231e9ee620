"""From the records of a source to pages, media and comments of ours."""
