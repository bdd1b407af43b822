from setuptools import Extension, setup

setup(
    name="spam",
    version="1",
    ext_modules=[Extension("spam", ["spam.c", "eggs.c"])],
)
