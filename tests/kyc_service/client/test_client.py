"""The client as a folder of its own."""

import shutil
import subprocess
import sys
from pathlib import Path

import kyc_service.client

CODE = """
import sys
sys.path.insert(0, sys.argv[1])
for name in ("kyc_service", "jobs", "watchlists"):
    sys.modules[name] = None
import lifted
print(lifted.Client("https://kyc.example", "kyc_x"))
"""


def test_the_folder_works_where_nothing_else_of_the_service_is(tmp_path: Path) -> None:
    shutil.copytree(Path(kyc_service.client.__file__).parent, tmp_path / "lifted")
    run = subprocess.run([sys.executable, "-c", CODE, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("<Client of https://kyc.example>\n", "")
