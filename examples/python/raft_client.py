#!/usr/bin/env python3
"""A client of a Raft node: Python 3.8 or later, its standard library and nothing else.

It speaks JSON-RPC 2.0 as JSON Lines with any member and learns the methods and their parameters from the node
itself, from the OpenRPC document that rpc.discover returns. A proposal carries a session, so that it is applied once
however often it has to be sent.

    raft_client.py ADDRESS[,ADDRESS...] METHOD [NAME=JSON ...]

    raft_client.py 127.0.0.1:4001 methods
    raft_client.py 127.0.0.1:4001 Apply kind='"Command"' input='{"Put":["foo",123]}'
    raft_client.py 127.0.0.1:4001 AddServer addr='"127.0.0.1:4004"'
    raft_client.py 127.0.0.1:4001 GetServerState
"""
import json
import socket
import sys
import time
import uuid


class RaftError(Exception):
    """The node's answer to a call that it refused: its code says whether the call can have had an effect."""

    def __init__(self, error):
        self.code = error["code"]
        self.reason = (error.get("data") or {}).get("reason")
        super().__init__("%d %s%s" % (self.code, error["message"], ": " + self.reason if self.reason else ""))


class RaftClient:
    """Calls one member at a time, and the next one when that is gone. Not for several threads at once."""

    # not applied for sure (106, 108, 109), or perhaps (107): a session makes both safe to send again
    AGAIN = (106, 107, 108, 109)

    def __init__(self, addresses, timeout=15.0):
        self.addresses = list(addresses)
        self.timeout = timeout
        self.client = uuid.uuid4().hex
        self.sequence = 0
        self.next_id = 0
        self.lines = None
        self.document = None

    def methods(self):
        """Return the methods of the OpenRPC document by name."""
        if self.document is None:
            self.document = self._exchange("rpc.discover", {})
        return {method["name"]: method for method in self.document["methods"]}

    def call(self, method, **params):
        """Call a method once. OSError: not reached, or the outcome is unknown. RaftError: refused."""
        self._check(method, params)
        return self._exchange(method, params)

    def propose(self, value):
        """Apply a command exactly once, through lost connections and leaders, and return the machine's output."""
        self.sequence += 1
        session = {"client": self.client, "sequence": self.sequence}
        deadline = time.monotonic() + self.timeout
        while True:
            try:
                return self.call("Apply", kind="Command", input=value, session=session)
            except (OSError, RaftError) as problem:
                refused = isinstance(problem, RaftError) and problem.code not in self.AGAIN
                if refused or time.monotonic() > deadline:
                    raise
                self._another()
                time.sleep(0.1)

    def query(self, value):
        """Read: sees every command that was acknowledged before."""
        return self.call("Apply", kind="Query", input=value)

    def close(self):
        if self.lines is not None:
            self.lines.close()
            self.lines = None

    def _check(self, method, params):
        methods = self.methods()
        if method not in methods:
            raise ValueError("METHOD must be one of %s but was %r" % (", ".join(sorted(methods)), method))
        known = {param["name"]: param.get("required", False) for param in methods[method]["params"]}
        for name in params:
            if name not in known:
                raise ValueError("%s takes %s but not %r" % (method, ", ".join(known) or "nothing", name))
        for name, required in known.items():
            if required and name not in params:
                raise ValueError("%s needs %r" % (method, name))

    def _exchange(self, method, params):
        self.next_id += 1
        request = {"jsonrpc": "2.0", "id": self.next_id, "method": method, "params": params}
        try:
            if self.lines is None:
                self._connect()
            self.lines.write(json.dumps(request).encode() + b"\n")
            self.lines.flush()
            line = self.lines.readline()
            if not line.endswith(b"\n"):
                raise ConnectionError("%s closed the connection" % self.addresses[0])
        except OSError:
            self.close()
            raise
        reply = json.loads(line)
        if "error" in reply:
            raise RaftError(reply["error"])
        return reply["result"]

    def _connect(self):
        for _ in self.addresses:
            host, _, port = self.addresses[0].rpartition(":")
            try:
                with socket.create_connection((host, int(port)), timeout=self.timeout) as connection:
                    connection.settimeout(self.timeout)
                    self.lines = connection.makefile("rwb")
                return
            except OSError as problem:
                last = problem
                self._another()
        raise last

    def _another(self):
        self.close()
        self.addresses.append(self.addresses.pop(0))


def main(arguments):
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    client = RaftClient(arguments[0].split(","))
    try:
        if arguments[1] == "methods":
            for name, method in client.methods().items():
                print("%-20s %s" % (name, method["summary"]))
            return 0
        params = {name: json.loads(value) for name, _, value in (each.partition("=") for each in arguments[2:])}
        print(json.dumps(client.call(arguments[1], **params)))
        return 0
    except ValueError as problem:
        print("raft_client: %s" % problem, file=sys.stderr)
        return 2
    except (OSError, RaftError) as problem:
        print("raft_client: %s" % problem, file=sys.stderr)
        return 1
    finally:
        client.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
