"""The ledger of the aid funds: entered by one person, approved by another, closed by the year, shown in sums."""
