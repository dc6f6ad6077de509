"""The Chalice application: names every group of routes and every job, and nothing else."""

from chalicelib.jobs import audit as audit_jobs
from chalicelib.jobs import impact as impact_jobs
from chalicelib.jobs import media as media_jobs
from chalicelib.jobs import orders as order_jobs
from chalicelib.jobs import sweep as sweep_jobs
from chalicelib.web import (
    audit,
    basket,
    counties,
    goods,
    health,
    home,
    host,
    impact,
    live,
    office,
    office_producers,
    office_sessions,
    orders,
    packing,
    pay,
    review,
    shop,
    shop_new,
    sign_in,
    uploads,
)
from chalicelib.web.fair import Fair

app = Fair(app_name="countyfair")
app.register_blueprint(audit.pages)
app.register_blueprint(basket.pages)
app.register_blueprint(counties.pages)
app.register_blueprint(goods.pages)
app.register_blueprint(health.pages)
app.register_blueprint(home.pages)
app.register_blueprint(host.pages)
app.register_blueprint(impact.pages)
app.register_blueprint(live.pages)
app.register_blueprint(office.pages)
app.register_blueprint(office_producers.pages)
app.register_blueprint(office_sessions.pages)
app.register_blueprint(orders.pages)
app.register_blueprint(packing.pages)
app.register_blueprint(pay.pages)
app.register_blueprint(review.pages)
app.register_blueprint(shop.pages)
app.register_blueprint(shop_new.pages)
app.register_blueprint(sign_in.pages)
app.register_blueprint(uploads.pages)
app.register_blueprint(audit_jobs.jobs)
app.register_blueprint(impact_jobs.jobs)
app.register_blueprint(media_jobs.jobs)
app.register_blueprint(order_jobs.jobs)
app.register_blueprint(sweep_jobs.jobs)
