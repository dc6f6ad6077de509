"""The Chalice application: names every group of routes and every job, and nothing else."""

from chalicelib.jobs import audit as audit_jobs
from chalicelib.jobs import claims as claim_jobs
from chalicelib.jobs import fees as fee_jobs
from chalicelib.jobs import fund as fund_jobs
from chalicelib.jobs import impact as impact_jobs
from chalicelib.jobs import invoices as invoice_jobs
from chalicelib.jobs import ledger as ledger_jobs
from chalicelib.jobs import media as media_jobs
from chalicelib.jobs import orders as order_jobs
from chalicelib.jobs import payments as payment_jobs
from chalicelib.jobs import payouts as payout_jobs
from chalicelib.jobs import stripe as stripe_jobs
from chalicelib.jobs import sweep as sweep_jobs
from chalicelib.jobs import waitlist as waitlist_jobs
from chalicelib.web.administrator import audit, fund, ledger, payouts, statements
from chalicelib.web.buyer import basket, claims, orders, pay
from chalicelib.web.buyer import pickup as fetching
from chalicelib.web.buyer import waiting as places
from chalicelib.web.entrance import health, sign_in, uploads
from chalicelib.web.entrance import hooks as stripe_hooks
from chalicelib.web.host import stage as host
from chalicelib.web.manager import report as impact
from chalicelib.web.office import producers as office_producers
from chalicelib.web.office import sessions as office_sessions
from chalicelib.web.office import storefront as office
from chalicelib.web.page import invoices
from chalicelib.web.page.fair import Fair
from chalicelib.web.public import counties, goods, home, live
from chalicelib.web.reviewer import claims as review_claims
from chalicelib.web.reviewer import listings as review
from chalicelib.web.seller import claims as shop_claims
from chalicelib.web.seller import earnings, packing, recipients
from chalicelib.web.seller import listings as shop
from chalicelib.web.seller import new as shop_new
from chalicelib.web.seller import points as cash_points
from chalicelib.web.seller import selling as shop_stock
from chalicelib.web.seller import shipping as shop_shipping

app = Fair(app_name="countyfair")
app.register_blueprint(audit.pages)
app.register_blueprint(basket.pages)
app.register_blueprint(cash_points.pages)
app.register_blueprint(claims.pages)
app.register_blueprint(counties.pages)
app.register_blueprint(earnings.pages)
app.register_blueprint(fetching.pages)
app.register_blueprint(fund.pages)
app.register_blueprint(goods.pages)
app.register_blueprint(health.pages)
app.register_blueprint(home.pages)
app.register_blueprint(host.pages)
app.register_blueprint(impact.pages)
app.register_blueprint(invoices.pages)
app.register_blueprint(ledger.pages)
app.register_blueprint(live.pages)
app.register_blueprint(office.pages)
app.register_blueprint(office_producers.pages)
app.register_blueprint(office_sessions.pages)
app.register_blueprint(orders.pages)
app.register_blueprint(packing.pages)
app.register_blueprint(pay.pages)
app.register_blueprint(payouts.pages)
app.register_blueprint(places.pages)
app.register_blueprint(recipients.pages)
app.register_blueprint(review.pages)
app.register_blueprint(review_claims.pages)
app.register_blueprint(shop.pages)
app.register_blueprint(shop_claims.pages)
app.register_blueprint(shop_new.pages)
app.register_blueprint(shop_shipping.pages)
app.register_blueprint(shop_stock.pages)
app.register_blueprint(sign_in.pages)
app.register_blueprint(statements.pages)
app.register_blueprint(stripe_hooks.pages)
app.register_blueprint(uploads.pages)
app.register_blueprint(audit_jobs.jobs)
app.register_blueprint(claim_jobs.jobs)
app.register_blueprint(fee_jobs.jobs)
app.register_blueprint(fund_jobs.jobs)
app.register_blueprint(impact_jobs.jobs)
app.register_blueprint(invoice_jobs.jobs)
app.register_blueprint(ledger_jobs.jobs)
app.register_blueprint(media_jobs.jobs)
app.register_blueprint(order_jobs.jobs)
app.register_blueprint(payment_jobs.jobs)
app.register_blueprint(payout_jobs.jobs)
app.register_blueprint(stripe_jobs.jobs)
app.register_blueprint(sweep_jobs.jobs)
app.register_blueprint(waitlist_jobs.jobs)
