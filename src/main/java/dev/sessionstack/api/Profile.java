package dev.sessionstack.api;

/** Which framework the app is made with. */
public enum Profile {
  Generic,
  Gradio,
  Streamlit
}
