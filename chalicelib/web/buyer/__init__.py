"""The buyer's pages: basket, checkout, payment, orders, claims."""
