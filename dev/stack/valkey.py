"""How is a Valkey started and stopped for one checkout?"""

import json
import subprocess
from functools import cached_property
from pathlib import Path

import redis

from dev.stack import programs
from dev.stack.server import LOOPBACK, Server


class Valkey(Server):
    kind = "valkey"

    @cached_property
    def program(self) -> Path:
        return programs.valkey(self.place, self.account)

    def url(self) -> str:
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    def prepare(self) -> None:
        self.account.own_folder(self.data.parent)
        self.account.own_folder(self.data)

    def launch(self) -> subprocess.Popen[bytes]:
        """The configuration goes in by standard input: the list of processes is open to everybody."""
        process = self.account.start([str(self.program), "-"], log=self.log, dies_by=self.stops_by)
        if process.stdin:
            process.stdin.write(self.configuration().encode())
            process.stdin.close()
        return process

    def configuration(self) -> str:
        settings = {
            "bind": LOOPBACK,
            "port": str(self.port),
            "requirepass": self.password,
            "dir": json.dumps(str(self.data)),  # quoted: a path may hold a space
            "save": '""',
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
        }
        return "".join(f"{name} {value}\n" for name, value in settings.items())

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url(), socket_connect_timeout=2, socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:  # not up yet, or still reading its log
            return False
