"""A small stateful web app for trying out SessionStack.

It keeps everything a visitor does in a session, and the session in a store
shared by all replicas, so that it makes no difference which pod answers.
"""

from app.config import prepare_environment

# Gradio and the libraries below it read these when they are imported, so they
# have to be in place before any other module of this package is loaded.
prepare_environment()
