"""What venue decides: one function per intention (rooms and bookings)."""
