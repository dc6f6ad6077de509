"""From the packing table to the settled sale: parcels, pick-up, delivery, and what nobody took."""
