"""The screens, one module each, every one a ``render(context)``."""
