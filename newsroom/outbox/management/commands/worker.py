import logging
import signal
import threading

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection
from django.db.utils import Error as DatabaseError

from newsroom.outbox import events

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Deliver events and promote what is due, until told to stop (SIGTERM or Ctrl-C)."

    def add_arguments(self, parser):
        parser.add_argument("--pause", type=float, default=1.0, help="seconds to rest when nothing is due")
        parser.add_argument("--once", action="store_true", help="one turn, then stop")

    def handle(self, *, pause, once, **options):
        stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_args: stop.set())
        while not stop.is_set():
            done = self.turn()
            if once:
                break
            if not done:
                stop.wait(pause)
        connection.close()

    def turn(self):
        """One turn; a database that is away for a while is waited for, not died of."""
        try:
            return events.tick()
        except DatabaseError:
            log.exception("the database did not answer; trying again")
            close_old_connections()
            return 0
