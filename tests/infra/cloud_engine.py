"""A second engine that plays the cloud: it runs the bundles as Lambda would, with roles that are enforced."""

import os

from infra.local.engine.process import serve

LEFT_OUT = ("AWS_ENDPOINT_URL", "FAIR_")


def make_app() -> object:
    """The engine, in an environment that tells the functions nothing that Lambda would not."""
    for name in [name for name in os.environ if name.startswith(LEFT_OUT)]:
        del os.environ[name]
    from ministack.app import app

    return app


if __name__ == "__main__":
    serve(make_app)
