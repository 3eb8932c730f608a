"""The verbs people use; each one joins the rooms below it."""
