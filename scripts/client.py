"""Write the TypeScript client's generated half anew: `python scripts/client.py [--release]`. Needs Node and npm.

The reference frontend has a compiled copy of the client, so that its folder can be deployed alone; that is written too.

With `--release` the contract also becomes what later changes are compared with: run it when a version is released.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from check import production_environment

ROOT = Path(__file__).resolve().parent.parent
CLIENT = ROOT / "clients" / "typescript"
CONTRACT = CLIENT / "openapi.json"
COPY = ROOT / "frontend" / "masthead-client"
RELEASED = ROOT / "docs" / "api" / "released.json"


def compile_to(folder: Path) -> None:
    """The client as a package without sources, in `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([str(CLIENT / "node_modules" / ".bin" / "tsc"), "--outDir", folder], cwd=CLIENT, check=True)
    package = json.loads((CLIENT / "package.json").read_text("utf-8"))
    kept = {name: package[name] for name in ("name", "version", "license", "type", "sideEffects")}
    kept["exports"] = {".": {"types": "./index.d.ts", "default": "./index.js"}}
    (folder / "package.json").write_text(json.dumps(kept, indent=2) + "\n", "utf-8")


def main() -> int:
    npm = shutil.which("npm")
    if npm is None:
        print("The client is generated with npm, which is not on the PATH. Install Node 18 or newer.")
        return 1
    with tempfile.TemporaryDirectory(prefix="masthead-client-") as var:
        command = [sys.executable, "manage.py", "export_schema", str(CONTRACT)]
        subprocess.run(command, cwd=ROOT, env=production_environment(var), check=True)
    if not (CLIENT / "node_modules").is_dir():
        subprocess.run([npm, "ci"], cwd=CLIENT, check=True)
    subprocess.run([npm, "run", "--silent", "generate"], cwd=CLIENT, check=True)
    compile_to(COPY)
    if "--release" in sys.argv[1:]:
        shutil.copyfile(CONTRACT, RELEASED)
    return 0


if __name__ == "__main__":
    sys.exit(main())
