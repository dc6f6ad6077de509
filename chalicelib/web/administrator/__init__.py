"""The administrator's pages: ledger, payouts, statements, fund, audit."""
