#!/usr/bin/python3
"""A mail server on loopback: mail_server.py PORT-FILE OUT MODE-FILE [CERT KEY USER PASSWORD [tls]].
With a certificate it wants STARTTLS, with "tls" besides it speaks TLS from the first byte.

Each mail becomes one line of JSON in OUT, as Python's own parser understands it. The word in
MODE-FILE says what it does: ok, later (451), refuse (550), hang (takes the mail, answers late).
"""
import email
import email.policy
import json
import os
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

port_file, out, mode_file, *tls = sys.argv[1:]


def mode():
    with open(mode_file, encoding="ascii") as file:
        return file.read().strip()


class Box:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if mode() == "refuse":
            return "550 5.1.1 no such user <" + address + ">"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        now = mode()
        if now == "later":
            return "451 4.3.0 come back later"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        sender = message["From"].addresses[0]
        to = message["To"].addresses[0]
        found = {
            "envelope_from": envelope.mail_from,
            "envelope_to": envelope.rcpt_tos,
            "from_name": sender.display_name,
            "from": sender.addr_spec,
            "to_name": to.display_name,
            "to": to.addr_spec,
            "subject": message["Subject"],
            "id": message["Message-ID"],
            "headers": sorted(name.lower() for name in message.keys()),
            "text": message.get_content(),
            "defects": [str(d) for d in message.defects],
            "longest": max(len(line) for line in envelope.content.split(b"\r\n")),
            "ascii": envelope.content.isascii(),
            "bare": envelope.content.replace(b"\r\n", b"").count(b"\n"),
            "tls": session.ssl is not None,
            "user": (session.auth_data.login.decode() if session.auth_data else None),
        }
        with open(out, "a", encoding="utf-8") as file:
            file.write(json.dumps(found, ensure_ascii=False) + "\n")
        if now == "hang":
            time.sleep(20)
        return "250 taken"


def check(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and [data.login.decode(), data.password.decode()] == tls[2:4]
    return AuthResult(success=good, auth_data=data if good else None)


options = {}
if tls:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls[0], tls[1])
    options = {"auth_required": True, "authenticator": check}
    if tls[4:] == ["tls"]:
        options |= {"ssl_context": context, "auth_require_tls": False}
    else:
        options |= {"tls_context": context, "require_starttls": True}
port = int(open(port_file).read()) if os.path.exists(port_file) else 0
if port == 0:
    import socket
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
controller = Controller(Box(), hostname="127.0.0.1", port=port, **options)
controller.start()
with open(port_file + ".part", "w", encoding="ascii") as file:
    file.write(str(port))
os.rename(port_file + ".part", port_file)
while True:
    time.sleep(60)
