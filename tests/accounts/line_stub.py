"""A LINE of our own: answers the Messaging API over HTTP and remembers what it was asked."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class LineStub:
    """Behaves as LINE does; `answers` overrides the status and the body of the next pushes, one each."""

    def __init__(self):
        self.pushed, self.replied, self.keys, self.accepted, self.tokens = [], [], [], set(), set()
        self.answers = []
        self.quota = {"type": "none"}
        self.used = 0
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                usage = {"totalUsage": stub.used}
                self.answer(200, usage if self.path.endswith("/consumption") else stub.quota)

            def do_POST(self):
                stub.tokens.add(self.headers["Authorization"])
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.path.endswith("/reply"):
                    stub.replied.append(body["messages"][0]["text"])
                    return self.answer(200, {})
                key = self.headers["X-Line-Retry-Key"]
                stub.keys.append(key)
                if stub.answers:
                    status, answer = stub.answers.pop(0)
                    return self.answer(status, answer)
                if key in stub.accepted:
                    return self.answer(409, {"message": "The retry key is already accepted"})
                stub.accepted.add(key)
                stub.pushed.append((body["to"], body["messages"][0]["text"]))
                stub.used += 1
                return self.answer(200, {"sentMessages": [{"id": "1"}]})

            def answer(self, status, body):
                raw = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *args):
                """Tests are quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
