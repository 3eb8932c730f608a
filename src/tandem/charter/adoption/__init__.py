"""How a charter comes into force: what is entered, who may sign and by what, and what is refused."""
