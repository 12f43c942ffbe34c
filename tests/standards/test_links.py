"""lychee: no dead link and no dead fragment within the demonstration newsroom."""

import json
import subprocess
import sys
from pathlib import Path

LYCHEE = Path(sys.executable).with_name("lychee")


def test_no_link_and_no_fragment_leads_nowhere(demonstration, tmp_path):
    inputs = tmp_path / "inputs"
    pages = [answer.address for answer in demonstration.pages if answer.status == 200]
    inputs.write_text("\n".join(pages))
    command = [LYCHEE, "--files-from", inputs, "--include-fragments", "--insecure", "--format=json"]
    command += ["--no-progress", "--max-retries=1", "--timeout=60", "--max-concurrency=8"]
    command += ["--exclude=.*", f"--include=^{demonstration.address}/"]
    # A withdrawn story says so, and is still linked where people are told of it.
    command += ["--accept=200,410"]
    result = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    report = json.loads(result.stdout)
    dead = [
        f"{page}: {link['url']} ({link['status']['text']})"
        for page, links in report["error_map"].items()
        for link in links
    ]
    assert not dead, "\n".join(dead)
    assert report["successful"] > len(pages)
