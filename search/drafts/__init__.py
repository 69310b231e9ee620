"""What editors find: every page by the words of its latest version, live or not. Only views of the admin ask here."""
