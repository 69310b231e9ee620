"""The guide through the first steps of a publication that starts empty: for administrators, each step may be passed over."""
