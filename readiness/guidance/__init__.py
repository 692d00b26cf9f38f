"""What does the guidance say, to whom, and since when? Documents are data; no database is asked (R-LARA-8)."""
