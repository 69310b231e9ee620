"""The editors' desk: lists, filters, bulk actions and the dashboard of those who write and publish."""
