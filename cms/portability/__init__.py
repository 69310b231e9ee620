"""Moving in and moving out: imports from other systems, exports, backups."""
