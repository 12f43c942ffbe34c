"""What a browser can measure of a page."""


def shifts(page):
    """Return how much has moved without anybody asking, as browsers report it: to two places.

    The third place is the lines of a text whose own face has come in for its stand-in.
    """
    moved = page.evaluate(
        """() => new Promise(done => new PerformanceObserver(list => done(list.getEntries()
            .filter(entry => !entry.hadRecentInput).reduce((sum, entry) => sum + entry.value, 0)))
            .observe({type: "layout-shift", buffered: true}) || setTimeout(() => done(0), 300))"""
    )
    return round(moved, 2)
