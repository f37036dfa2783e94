"""What an instance tells Prometheus."""

from prometheus_client import Counter, Gauge, Histogram

from .place import Place

ROUTES = ("/", "/product/{id}", "/cart", "/checkout", "/orders")
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.5, 4.0, 6.0, 10.0)
DATABASE_ERRORS = ("PoolTimeout", "OperationalError", "other")

REQUESTS = Counter(
    "store_http_requests", "Requests answered", ["instance", "route", "method", "status"]
)
SECONDS = Histogram(
    "store_http_request_seconds", "Time to answer", ["instance", "route"], buckets=BUCKETS
)
INFLIGHT = Gauge("store_http_inflight", "Requests being answered", ["instance", "route"])
POOL = Gauge("store_db_pool", "psycopg pool statistics", ["instance", "pool", "stat"])
ERRORS = Counter("store_db_errors", "Errors of the database layer", ["instance", "kind"])
PAYMENT = Histogram(
    "store_payment_seconds", "Time the payment provider took", ["instance"], buckets=BUCKETS
)
ORDERS = Counter("store_orders", "Orders paid", ["instance"])
BUILD = Gauge("store_build_info", "The release that runs", ["instance", "version"])


def create_series(place: Place) -> None:
    """Make the series before the first event, so that a rate sees the first one."""
    BUILD.labels(place.instance, place.release).set(1)
    ORDERS.labels(place.instance)
    PAYMENT.labels(place.instance)
    for kind in DATABASE_ERRORS:
        ERRORS.labels(place.instance, kind)
    for route in ROUTES:
        SECONDS.labels(place.instance, route)
        INFLIGHT.labels(place.instance, route).set(0)
        for method in ("GET", "POST"):
            REQUESTS.labels(place.instance, route, method, "500")
