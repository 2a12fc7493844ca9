"""The network picture beside plain pyvis and st-link-analysis, measured in headless Chromium."""
