# ---------------------------------------------------------------------------------------------
# Tests
# ---------------------------------------------------------------------------------------------


def pytest_addoption(parser):
    """`pytest -p ouroboros_dump`: the fixture `no_cyclic_garbage`, and an option to use it everywhere."""
    group = parser.getgroup("ouroboros")
    group.addoption("--ouroboros-dir", default="ouroboros-dumps", help="where dumps of leaking tests go")
    group.addoption("--ouroboros-all", action="store_true", help="check every test for new cyclic garbage")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--ouroboros-all"):
        for item in items:
            if "no_cyclic_garbage" not in getattr(item, "fixturenames", ["no_cyclic_garbage"]):
                item.fixturenames.append("no_cyclic_garbage")


def check_garbage(path):
    """Take a dump at `path` and collect: the number of objects found in cycles; no file if there are none."""
    result = dump(path)
    found = gc.collect()
    if not found and result.path is not None:
        os.unlink(result.path)
    return found


def _garbage_fixture(request):
    """Fails a test that leaves objects only the cycle collector can free, and keeps a dump of them."""
    import pytest
    gc.collect()
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        folder = request.config.getoption("--ouroboros-dir", "ouroboros-dumps")
        os.makedirs(folder, exist_ok=True)
        name = "".join(char if char.isalnum() or char in "-_." else "_" for char in request.node.name)
        path = os.path.join(folder, name + ".ouro")
        found = check_garbage(path)
    finally:
        if enabled:
            gc.enable()
    if found:
        pytest.fail("the test left %d objects in reference cycles; see them with: ouroboros garbage %s" % (found, path),
                    pytrace=False)


if "pytest" in sys.modules:
    no_cyclic_garbage = sys.modules["pytest"].fixture(_garbage_fixture, name="no_cyclic_garbage")
