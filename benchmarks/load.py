"""How much a server answers: `wrk` asks for some paths by turns, on some connections, for some seconds."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

#: One thread makes more requests than the servers here answer, and leaves them the other core.
_COMMAND = ("wrk", "-t1")
_SCRIPT = """
local asked, at = {}, 0
init = function(args)
  for _, line in ipairs(paths) do
    local headers = { ["Host"] = "localhost" }
    if line[2] ~= "" then headers["If-None-Match"] = line[2] end
    asked[#asked + 1] = wrk.format("GET", line[1], headers)
  end
end
request = function()
  at = at % #asked + 1
  return asked[at]
end
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('RESULT{"requests": %d, "microseconds": %d, "wrong": %d, "lost": %d, "p50": %d, "p99": %d, "bytes": %d}',
    summary.requests, summary.duration, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99), summary.bytes))
end
"""


@dataclass(frozen=True)
class Load:
    """Requests a second; milliseconds at the 50th and 99th percentile; how many answers were errors."""

    rate: float
    p50: float
    p99: float
    wrong: int


def is_possible() -> bool:
    return shutil.which("wrk") is not None


def load(url: str, paths: Sequence[str] | Mapping[str, str], *, connections: int, seconds: float) -> Load:
    """Ask for the paths by turns; a mapping gives each the ETag that it is asked with."""
    tags = paths if isinstance(paths, Mapping) else dict.fromkeys(paths, "")
    lines = ", ".join(f"{{{json.dumps(path)}, {json.dumps(tag)}}}" for path, tag in tags.items())
    with tempfile.TemporaryDirectory(prefix="masthead-bench-") as folder:
        script = Path(folder) / "ask.lua"
        script.write_text(f"paths = {{ {lines} }}\n{_SCRIPT}")
        command = [*_COMMAND, f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "30s", "--latency", "-s", str(script), url]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 90)
    found = json.loads(done.stdout.rsplit("RESULT", 1)[1])
    rate = found["requests"] / (found["microseconds"] / 1e6)
    return Load(rate, found["p50"] / 1000, found["p99"] / 1000, found["wrong"] + found["lost"])
