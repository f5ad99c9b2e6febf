"""A small stateful web app for trying out SessionStack.

It keeps everything a visitor does in a session, and the session in a store
shared by all replicas, so that it makes no difference which pod answers.
"""

import logging

from app.config import prepare_environment

# Gradio and the libraries below it read these when they are imported, so they
# have to be in place before any other module of this package is loaded.
prepare_environment()

# They tell of each request, and of where they found which credentials.
for chatty in ("httpx", "botocore"):
    logging.getLogger(chatty).setLevel(logging.WARNING)
