#!/usr/bin/python3
"""A receiver of webhooks on loopback: web_server.py PORT-FILE OUT MODE-FILE SECRET-FILE.

Checks the signature by itself, as the text of Standard Webhooks has it, and writes a line of JSON
for each request. MODE-FILE: ok, down (503), gone (410), move (302 to another port), hang, flood
(an endless answer), gbk (500 in another encoding), busy (as WeCom says it), no (as WeCom refuses).
"""
import base64
import hashlib
import hmac
import http.server
import json
import os
import sys
import time

port_file, out, mode_file, secret_file = sys.argv[1:]


def word(path):
    with open(path, encoding="ascii") as file:
        return file.read().strip()


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        mode = word(mode_file)
        found = {"path": self.path, "type": self.headers["Content-Type"], "mode": mode,
                 "id": self.headers["webhook-id"], "authorization": self.headers["Authorization"],
                 "body": body.decode("utf-8")}
        if self.headers["webhook-signature"]:
            key = base64.b64decode(word(secret_file).removeprefix("whsec_"))
            stamp = self.headers["webhook-timestamp"]
            signed = f"{self.headers['webhook-id']}.{stamp}.".encode() + body
            right = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
            found["signed"] = hmac.compare_digest(right, self.headers["webhook-signature"])
            found["age"] = abs(time.time() - int(stamp))
        with open(out, "a", encoding="utf-8") as file:
            file.write(json.dumps(found, ensure_ascii=False) + "\n")
        if mode == "hang":
            time.sleep(20)
        answer = {"busy": {"errcode": 45009, "errmsg": "too often"},
                  "no": {"errcode": 93000, "errmsg": "invalid webhook url"}}.get(
                      mode, {"errcode": 0, "errmsg": "ok"})
        status = {"down": 503, "gbk": 500, "gone": 410, "move": 302}.get(mode, 200)
        text = json.dumps(answer).encode()
        if mode == "gbk":
            text = "服务器内部错误，请稍后再试；".encode("gbk") * 20
        self.send_response(status)
        if mode == "move":
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        if mode == "flood":
            self.send_header("Connection", "close")
            self.end_headers()
            try:
                for _ in range(100_000):
                    self.wfile.write(b"x" * 4096)
            except OSError:
                found["cut"] = True
            return
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *args):
        pass


port = int(open(port_file).read()) if os.path.exists(port_file) else 0
server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Receiver)
with open(port_file + ".part", "w", encoding="ascii") as file:
    file.write(str(server.server_address[1]))
os.rename(port_file + ".part", port_file)
server.serve_forever()
