"""`make bench-live`: what live coverage costs the server, and how soon readers have what the desk posts.

Prints tables in Markdown; OUT=file writes the figures as JSON too. DATABASE_URL names a PostgreSQL database
beside which a new one is made; without it, SQLite. QUICK=1 measures little, to see that all of it runs.

A machine is never idle, so times by themselves say little. Each is compared with something constant, measured
in turns with it in the same run.
"""

import asyncio
import gzip
import json
import os
import statistics
import time

from tests.benchmarks import tables
from tests.benchmarks.client import AS_PROXY, Reader, Server, ask, crowd, one_by_one
from tests.benchmarks.newsroom import newsroom
from tests.benchmarks.tables import shown
from tests.nginx import nginx
from tests.processes import Process, free_port, web

QUICK = "QUICK" in os.environ
UPDATES = 10_000
ROUNDS = 1 if QUICK else 5
READERS = 100 if QUICK else 1000
POSTS = 1 if QUICK else 4
DESK_POSTS = 5 if QUICK else 30
# A page waits 12 seconds at most between two polls, and copies are a few seconds old.
SECONDS_TO_REACH_ALL = 25

# One connection asks more often here than any reader does.
CONSTANT = """
keepalive_requests 1000000;
server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {folder}/fullchain.pem;
    ssl_certificate_key {folder}/privkey.pem;
    access_log off;
    default_type application/json;
    {locations}
}}
"""


def main():
    """Make a newsroom, measure, and take it away again."""
    with newsroom() as (folder, environment):
        tables.write(measure(folder, environment))


def measure(folder, environment):
    """Return all figures by the names of their tables, printed as they come."""
    # Models are known only from here on.
    from tests.benchmarks.evening import long_evening

    where = tables.where()
    print(where, flush=True)
    story, by = long_evening(UPDATES)
    figures = {"where": where}
    with web(environment, workers=1) as (port, process):
        server = Server(port, process)
        figures["answers"] = shown("One answer after another, one process", answers(server, story))
        figures["desk"] = shown("From the desk's request to readers' answer", desk(server, story, by))
    story.refresh_from_db()
    with web(environment, workers=2) as (port, process):
        direct = Server(port, process)
        polled = {
            name: (address, len(direct.get(address))) for name, address in poll_addresses(story).items()
        }
        port, config = constant_beside(folder, [size for _address, size in polled.values()])
        with nginx(folder, upstream=direct.port, more=config) as (proxy_port, process):
            proxy, constant = Server(proxy_port, process, tls=True), Server(port, process, tls=True)
            figures["polls"] = shown(
                "Polls on 64 connections at once", polls(direct, proxy, constant, polled)
            )
            title = f"{READERS} open pages, {POSTS} posts"
            figures["readers"] = shown(title, asyncio.run(reading(proxy, direct, story.pk)))
    return figures


def in_turns(measure, asked):
    """Return what measure(server, address) gives for each of `asked`, in turns with its constant.

    `asked` has by name the two (server, address); returned by name are pairs of results, one a round.
    """
    taken = {name: [] for name in asked}
    for _ in range(ROUNDS):
        for name, pair in asked.items():
            taken[name].append([measure(server, address) for server, address in pair])
    return taken


def middle(pairs, part):
    """Return the median of a part of the results, and how many times that of the constant it is."""
    both = [[getattr(result, part) for result in pair] for pair in pairs]
    return statistics.median(own for own, _constant in both), statistics.median(
        own / constant for own, constant in both
    )


# --- one answer after another ----------------------------------------------------------------------------


def poll_addresses(story):
    """Return by name what open pages ask for."""
    since = f"/live/{story.pk}/since"
    return {
        "head.json": f"/live/{story.pk}/head.json",
        "delta of 1": f"{since}/{story.live_revision - 1}.json",
    }


def answers(server, story):
    """Measure each kind of answer, in turns with a constant answer of the same size."""
    page = story.get_updates_url()
    addresses = {
        "live page, newest": page,
        "live page, page 150": f"{page}?page=150",
        "live page, key events": f"{page}?key=1",
        "story page": story.get_absolute_url(),
        **poll_addresses(story),
        "delta of 50": f"/live/{story.pk}/since/{story.live_revision - 50}.json",
    }
    bodies = {name: server.get(address) for name, address in addresses.items()}
    asked = {
        name: [(server, address), (server, f"/constant/{len(bodies[name])}/")]
        for name, address in addresses.items()
    }
    rows = []
    for name, pairs in in_turns(one_by_one, asked).items():
        (cpu, cpu_ratio), (wall, wall_ratio) = middle(pairs, "cpu"), middle(pairs, "p50")
        rows.append(
            {
                "answer": name,
                "CPU, ms": f"{cpu * 1000:.1f}",
                "of constant": f"{cpu_ratio:.0f} x",
                "wall, ms": f"{wall * 1000:.1f}",
                "of constant ": f"{wall_ratio:.0f} x",
                "bytes": len(bodies[name]),
                "gzip": len(gzip.compress(bodies[name], 6)),
            }
        )
    return rows


# --- from the desk ---------------------------------------------------------------------------------------


def desk(server, story, by):
    """Post from the story's screen, signed in, and ask for the change as soon as that is answered."""
    from django.test import Client
    from django.urls import reverse

    browser = Client()
    browser.force_login(by)
    token = "t" * 32
    headers = AS_PROXY | {
        "Cookie": f"sessionid={browser.cookies['sessionid'].value}; csrftoken={token}",
        "X-CSRFToken": token,
        "Origin": "https://news.example",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    address = reverse("admin:articles_story_post", args=[story.pk])
    connection = server.connection()
    posts, deltas, constants = [], [], []
    for number in range(DESK_POSTS + 1):
        revision = json.loads(ask(connection, f"/live/{story.pk}/head.json").body)["revision"]
        begin = time.perf_counter()
        connection.request("POST", address, f"text=Posted+{number}", headers)
        response = connection.getresponse()
        assert response.status == 200, response.read()
        response.read()
        posts.append(time.perf_counter() - begin)
        changes = json.loads(ask(connection, f"/live/{story.pk}/since/{revision}.json").body)
        deltas.append(time.perf_counter() - begin)
        assert f"Posted {number}" in changes["upserts"][-1]["html"]
        begin = time.perf_counter()
        ask(connection, "/constant/50/")
        constants.append(time.perf_counter() - begin)
    connection.close()
    constant = statistics.median(constants)
    # The first one is not counted: the process met the admin for the first time.
    return [
        {
            "from the request to post": name,
            "median, ms": f"{statistics.median(times[1:]) * 1000:.1f}",
            "slowest, ms": f"{max(times[1:]) * 1000:.1f}",
            "of constant": f"{statistics.median(times[1:]) / constant:.0f} x",
        }
        for name, times in (("to its answer", posts), ("to the update in since.json", deltas))
    ]


# --- many at once ----------------------------------------------------------------------------------------


def constant_beside(folder, sizes):
    """Return the port and the configuration of a server of nginx whose address /51 has 51 bytes."""
    port = free_port()
    locations = "\n".join(f'location = /{size} {{ return 200 "{"x" * size}"; }}' for size in sizes)
    return port, CONSTANT.format(port=port, folder=folder, locations=locations)


def polls(direct, proxy, constant, polled):
    """Ask for what pages ask for as fast as it is answered, in turns with constants of the same size."""
    asked = {}
    for name, (address, size) in polled.items():
        asked[f"{name}, Newsroom"] = [(direct, address), (direct, f"/constant/{size}/")]
        asked[f"{name}, nginx"] = [(proxy, address), (constant, f"/{size}")]
    rows = []
    for name, pairs in in_turns(crowd, asked).items():
        (rate, rate_ratio), (cpu, cpu_ratio) = middle(pairs, "rate"), middle(pairs, "cpu")
        rows.append(
            {
                "answered by": name,
                "a second": f"{rate:.0f}",
                "of constant": f"{rate_ratio:.2f} x",
                "CPU each, ms": f"{cpu * 1000:.3f}",
                "of constant ": f"{cpu_ratio:.2f} x",
            }
        )
    return rows


# --- open pages ------------------------------------------------------------------------------------------

POSTER = """
story = models.Story.objects.get(pk={story})
while True:
    wait()
    begin = time.time()
    live.post(update=models.LiveUpdate(story=story, text="<p>Posted.</p>"), by=by)
    print(begin, models.Story.objects.get(pk=story.pk).live_revision, flush=True)
"""


async def reading(proxy, direct, story):
    """Let pages be open, post now and then from another process, and see when each page has it."""
    pages = [Reader(proxy.port, story) for _ in range(READERS)]
    poster = Process("import time\n" + POSTER.format(story=story))
    begin, cpu = time.time(), (proxy.cpu(), direct.cpu())
    until = begin + 12 + POSTS * SECONDS_TO_REACH_ALL
    running = asyncio.gather(*(page.read(until=until) for page in pages))
    await asyncio.sleep(12)
    posts = []
    for _ in range(POSTS):
        posts.append(await asyncio.to_thread(post, poster))
        await asyncio.sleep(SECONDS_TO_REACH_ALL)
    await running
    poster.kill()
    spent = time.time() - begin
    nginx_cpu, newsroom_cpu = proxy.cpu() - cpu[0], direct.cpu() - cpu[1]
    waits = sorted(
        wait for posted, revision in posts for page in pages if (wait := page.waited(posted, revision))
    )
    parts = {f"p{part}, s": waits[part * (len(waits) - 1) // 100] for part in (50, 90, 99)}
    return [
        {
            "pages that had it": f"{len(waits)} of {READERS * POSTS}",
            **{name: f"{wait:.1f}" for name, wait in parts.items()},
            "last, s": f"{waits[-1]:.1f}",
            "polls a second": f"{sum(page.polls for page in pages) / spent:.0f}",
            "asked of Newsroom": f"{sum(page.passed_on for page in pages) / spent:.1f}",
            "nginx, of a core": f"{nginx_cpu / spent:.1%}",
            "Newsroom, of a core": f"{newsroom_cpu / spent:.1%}",
        }
    ]


def post(poster):
    """Have `poster` post one update; return when that began and the revision that it made."""
    poster.ready()
    poster.go()
    begin, revision = poster.popen.stdout.readline().split()
    return float(begin), int(revision)


if __name__ == "__main__":
    main()
