"""What arrived: work records, periods, and the parser from raw rows. Pure."""
