"""The Nu HTML checker: no error on any page."""

import json
import subprocess
import urllib.request

import pytest
from django.template.loader import render_to_string

from tests.processes import free_port, wait_for
from tests.standards import tools


@pytest.fixture(scope="module")
def errors_in():
    """Return a function that tells the errors of a page's text, in a line each."""
    jar = tools.module("vnu-jar/build/dist/vnu.jar")
    port = free_port()
    command = [tools.program("java"), "-Dnu.validator.servlet.bind-address=127.0.0.1"]
    command += ["-cp", jar, "nu.validator.servlet.Main", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def errors_in(html):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/?out=json",
            html.encode(),
            {"Content-Type": "text/html; charset=utf-8"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            messages = json.load(response)["messages"]
        return [
            f"{message['message']} {message.get('extract', '')!r}"
            for message in messages
            if message["type"] != "info" or "heading level of 1" in message["message"]
        ]

    try:
        wait_for(port, process)
        yield errors_in
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.mark.parametrize("site", ["demonstration", "states", "empty", "right_to_left"])
def test_no_page_has_an_error(site, errors_in, request):
    found = {}
    for page in request.getfixturevalue(site).pages:
        for error in errors_in(page.body):
            found.setdefault(error.split(" '")[0], f"{page}: {error}")
    assert not found, "\n".join(found.values())


@pytest.mark.parametrize("name", ["403.html", "500.html"])
def test_nor_has_a_page_of_an_error(name, errors_in):
    assert errors_in(render_to_string(name)) == []
