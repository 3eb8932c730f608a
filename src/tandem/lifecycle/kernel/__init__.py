"""The engine's fast way: a charter as arrays, and one fixed compiled fold that reads them."""
