"""The three streaming queries by name. Bronze is started again when its source fails (Kafka away for a while; and Spark 4.1.1 itself
fails in KafkaMicroBatchStream.metrics after a restart that repeats a batch, once that batch is stored): its state checkpoint
says where to go on. At most RESTARTS times in a row; any other query that fails ends the driver.
"""
import threading

RESTARTS = 3


class Queries:
    def __init__(self, starters):
        self.starters = starters
        self.lock = threading.Lock()
        self.running = {name: start() for name, start in starters.items()}
        self.restarts = 0

    def __getitem__(self, name):
        return self.running[name]

    def all(self):
        return list(self.running.values())

    def progressed(self):
        """A batch came through: the next failure is another one."""
        self.restarts = 0

    def keep_alive(self):
        """Raises what ended a query, unless it could be started again."""
        with self.lock:
            for name, query in self.running.items():
                if query.isActive:
                    continue
                if name != "bronze" or self.restarts >= RESTARTS:
                    raise query.exception() or RuntimeError(f"the query {name} ended by itself")
                self.restarts += 1
                self.running[name] = self.starters[name]()

    def drain(self, name):
        """Waits until everything available has gone through the query."""
        while True:
            query = self.running[name]
            try:
                query.processAllAvailable()
                return
            except Exception:
                if query.isActive:
                    raise
                self.keep_alive()
