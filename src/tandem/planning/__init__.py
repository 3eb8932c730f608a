"""What-ifs: a proposed charter against history, bars compared, and the charter that people practise."""
