"""Each test works in the folder of a new project."""

from begun_project import project  # noqa: F401  # a fixture
