"""The interface in the browser: Streamlit screens, the drawing of networks, and the server that runs them."""
