"""The seller's pages: listings, stock, parcels, claims, earnings."""
