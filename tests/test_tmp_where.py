import os, time, pytest
from django.conf import settings
@pytest.mark.parametrize("n", range(4))
def test_x(n):
    open("/tmp/launch/where.txt","a").write(f"{os.environ.get('PYTEST_XDIST_WORKER')} {settings.VAR_DIR} {os.environ['VAR_DIR']} {os.environ['DJANGO_SETTINGS_MODULE']}\n"); time.sleep(1)
