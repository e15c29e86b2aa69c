"""Stands between the program and its server, and fails where a cable would."""

import contextlib
import socket
import threading
from collections.abc import Callable

ENOUGH = 65536


class Proxy:
    """Forwards everything until the client says COMMIT; then cuts, once the server has answered."""

    def __init__(self, port: int) -> None:
        self._port, self.cut = port, False
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._door.close()

    def _serve(self) -> None:
        try:
            while True:
                client, _ = self._door.accept()
                server = socket.create_connection(("127.0.0.1", self._port))
                both = _Pair(client, server, lambda: self.cut)
                both.start()
        except OSError:
            return  # closed


class _Pair:
    def __init__(
        self, client: socket.socket, server: socket.socket, cutting: Callable[[], bool]
    ) -> None:
        self._client, self._server, self._cutting = client, server, cutting
        self._committing = False

    def start(self) -> None:
        threading.Thread(target=self._out, daemon=True).start()
        threading.Thread(target=self._back, daemon=True).start()

    def _out(self) -> None:
        try:
            while said := self._client.recv(ENOUGH):
                self._committing = self._cutting() and b"COMMIT" in said
                self._server.sendall(said)
        except OSError:
            pass
        self._hang_up()

    def _back(self) -> None:
        try:
            while said := self._server.recv(ENOUGH):
                if self._committing:
                    break  # it is done, and nobody will hear of it
                self._client.sendall(said)
        except OSError:
            pass
        self._hang_up()

    def _hang_up(self) -> None:
        for end in (self._client, self._server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
