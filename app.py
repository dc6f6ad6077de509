"""The Chalice application: names every group of routes and every job, and nothing else."""

from chalicelib.jobs import audit as audit_jobs
from chalicelib.jobs import claims as claim_jobs
from chalicelib.jobs import fees, follows, impact, media, payments, stripe, sweep, waitlist
from chalicelib.jobs import fund as fund_jobs
from chalicelib.jobs import invoices as invoice_jobs
from chalicelib.jobs import ledger as ledger_jobs
from chalicelib.jobs import live as live_jobs
from chalicelib.jobs import notices as notice_jobs
from chalicelib.jobs import orders as order_jobs
from chalicelib.jobs import payouts as payout_jobs
from chalicelib.jobs import search as search_jobs
from chalicelib.jobs import service as service_jobs
from chalicelib.web.administrator import audit as administrator_audit
from chalicelib.web.administrator import fund as administrator_fund
from chalicelib.web.administrator import invoices as administrator_invoices
from chalicelib.web.administrator import ledger as administrator_ledger
from chalicelib.web.administrator import payouts as administrator_payouts
from chalicelib.web.administrator import statement_rows, statements
from chalicelib.web.buyer import basket, checkout, look_up, pay, pickup, reviews, waiting
from chalicelib.web.buyer import claims as buyer_claims
from chalicelib.web.buyer import follows as buyer_follows
from chalicelib.web.buyer import invoices as buyer_invoices
from chalicelib.web.buyer import orders as buyer_orders
from chalicelib.web.entrance import health, hooks, moved, notices, sign_in, uploads
from chalicelib.web.host import chat, stage
from chalicelib.web.manager import months, report
from chalicelib.web.office import county_page, producers, sessions, storefront
from chalicelib.web.page.fair import Fair
from chalicelib.web.public import about, counties, goods, home, live, search
from chalicelib.web.public import help as public_help
from chalicelib.web.public import remarks as public_remarks
from chalicelib.web.reviewer import claims as reviewer_claims
from chalicelib.web.reviewer import listings as reviewer_listings
from chalicelib.web.reviewer import remarks as reviewer_remarks
from chalicelib.web.reviewer import revisions
from chalicelib.web.seller import claims as seller_claims
from chalicelib.web.seller import (
    earnings,
    new,
    on_sale,
    packing,
    points,
    recipients,
    selling,
    shipping,
    shop_page,
)
from chalicelib.web.seller import invoices as seller_invoices
from chalicelib.web.seller import listings as seller_listings
from chalicelib.web.seller import remarks as seller_remarks

PAGES = (
    health,
    hooks,
    moved,
    notices,
    sign_in,
    uploads,
    about,
    counties,
    goods,
    public_help,
    search,
    public_remarks,
    home,
    live,
    basket,
    checkout,
    buyer_claims,
    buyer_follows,
    buyer_invoices,
    buyer_orders,
    look_up,
    pay,
    pickup,
    reviews,
    waiting,
    seller_claims,
    earnings,
    seller_invoices,
    seller_listings,
    on_sale,
    seller_remarks,
    new,
    packing,
    points,
    recipients,
    selling,
    shipping,
    shop_page,
    county_page,
    producers,
    sessions,
    storefront,
    stage,
    chat,
    reviewer_claims,
    reviewer_listings,
    revisions,
    reviewer_remarks,
    months,
    report,
    administrator_audit,
    administrator_fund,
    administrator_invoices,
    administrator_ledger,
    administrator_payouts,
    statement_rows,
    statements,
)
JOBS = (
    audit_jobs,
    claim_jobs,
    fees,
    follows,
    fund_jobs,
    impact,
    invoice_jobs,
    ledger_jobs,
    live_jobs,
    media,
    notice_jobs,
    order_jobs,
    payments,
    payout_jobs,
    search_jobs,
    service_jobs,
    stripe,
    sweep,
    waitlist,
)

app = Fair(app_name="countyfair")
for group in PAGES:
    app.register_blueprint(group.pages)
for group in JOBS:
    app.register_blueprint(group.jobs)
