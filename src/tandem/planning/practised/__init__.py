"""The charter that both teams practise already: bar, promises and load inferred from history."""
