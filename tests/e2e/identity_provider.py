#!/usr/bin/env python3
"""A small identity provider on loopback, to sign in by in tests [OpenID Connect Core 1.0].

    identity_provider.py PORT [--tls CERT KEY]

GET /authorize answers at once with a code for the person of the moment. What it does wrong, and
who the person is, is set by POST /misbehave with a JSON object, which replaces the one before:

    subject, name        the person (default "s-1", "张三")
    alg                  RS256 (default), ES256, HS256, none, or a lie such as RS512
    nonce, iss, aud, azp, sub, exp, iat, nbf, auth_time, crit
                         put into the token as they are; exp, iat, nbf, auth_time are seconds from
                         now; null leaves the claim out
    rotate               a new key before the next token
    hidden               signs with a key that is not published
    forged               changes the signature
    cut                  leaves out the signature's part
    weak                 publishes a key of 1024 bits
    answer_iss           what the redirect says of its issuer
    error                the redirect carries this instead of a code
    token_status         status of the token endpoint
    no_token             answers without id_token
    slow                 seconds until the token endpoint answers
    flood                answers with that many bytes
    redirect             the token endpoint answers with a redirect
    discovery            members put over the discovery document
Standard library and openssl's own command for keys and signatures."""

import base64
import hashlib
import hmac
import http.server
import json
import re
import secrets
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

CLIENT, SECRET = "dengbao", "a+secret/with=signs%"


def b64(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def openssl(*arguments, given=None):
    return subprocess.run(["openssl", *arguments], input=given, capture_output=True, check=True).stdout


def der_integers(der):
    """The two integers of an ECDSA signature."""
    at, out = 2, []
    for _ in range(2):
        length = der[at + 1]
        out.append(int.from_bytes(der[at + 2 : at + 2 + length], "big"))
        at += 2 + length
    return out


class Key:
    def __init__(self, kind, bits=2048):
        self.kind, self.id = kind, secrets.token_hex(4)
        how = (
            ["-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}"]
            if kind == "RSA"
            else ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
        )
        self.file = tempfile.NamedTemporaryFile(suffix=".pem")
        self.file.write(openssl("genpkey", *how))
        self.file.flush()

    def public(self):
        out = {"kid": self.id, "use": "sig", "kty": self.kind}
        if self.kind == "RSA":
            text = openssl("rsa", "-in", self.file.name, "-noout", "-modulus").decode()
            out.update(alg="RS256", n=b64(bytes.fromhex(text.strip().split("=")[1])), e="AQAB")
        else:
            point = openssl("pkey", "-in", self.file.name, "-pubout", "-outform", "DER")[-64:]
            out.update(alg="ES256", crv="P-256", x=b64(point[:32]), y=b64(point[32:]))
        return out

    def sign(self, text):
        raw = openssl("dgst", "-sha256", "-sign", self.file.name, given=text)
        if self.kind == "EC":
            r, s = der_integers(raw)
            raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return raw


class Provider:
    def __init__(self, issuer):
        self.issuer = issuer
        self.lock = threading.Lock()
        self.codes, self.does, self.fetched_keys = {}, {}, 0
        self.rsa, self.ec = Key("RSA"), Key("EC")

    def discovery(self):
        out = {
            "issuer": self.issuer,
            "authorization_endpoint": self.issuer + "/authorize",
            "token_endpoint": self.issuer + "/token",
            "jwks_uri": self.issuer + "/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "code_challenge_methods_supported": ["S256"],
        }
        out.update(self.does.get("discovery", {}))
        return out

    def keys(self):
        self.fetched_keys += 1
        symmetric = {"kty": "oct", "kid": "old", "k": b64(SECRET.encode())}
        if self.does.get("weak"):
            return {"keys": [Key("RSA", 1024).public()]}
        return {"keys": [symmetric, self.rsa.public(), self.ec.public()]}

    def token(self, nonce):
        does, now = self.does, int(time.time())
        if does.get("rotate"):
            self.rsa, self.ec = Key("RSA"), Key("EC")
        claims = {
            "iss": self.issuer,
            "sub": does.get("subject", "s-1"),
            "aud": CLIENT,
            "nonce": nonce,
            "exp": 300,
            "iat": 0,
            "auth_time": 0,
            "preferred_username": does.get("name", "张三"),
        }
        for name in ("iss", "aud", "azp", "sub", "nonce", "exp", "iat", "nbf", "auth_time"):
            if name in does:
                claims[name] = does[name]
        for name in ("exp", "iat", "nbf", "auth_time"):
            if isinstance(claims.get(name), int):
                claims[name] += now
        claims = {name: value for name, value in claims.items() if value is not None}
        alg = does.get("alg", "RS256")
        key = self.ec if alg == "ES256" else self.rsa
        if does.get("hidden"):
            key = Key(key.kind)
        header = {"typ": "JWT", "alg": alg, "kid": key.id}
        if "crit" in does:
            header["crit"] = does["crit"]
        text = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
        if alg == "none":
            return text + "."
        if alg == "HS256":
            # The trick: the public key taken for a shared secret.
            shared = json.dumps(self.rsa.public()).encode()
            return text + "." + b64(hmac.new(shared, text.encode(), hashlib.sha256).digest())
        signature = bytearray(key.sign(text.encode()))
        if does.get("forged"):
            signature[10] ^= 1
        return text if does.get("cut") else text + "." + b64(bytes(signature))


class Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def send(self, status, value, headers=()):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        for name, text in headers:
            self.send_header(name, text)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            pass  # whoever asked had enough

    def do_GET(self):
        idp, url = self.server.provider, urllib.parse.urlsplit(self.path)
        if url.path == "/.well-known/openid-configuration":
            return self.send(200, idp.discovery())
        if url.path == "/keys":
            return self.send(200, idp.keys())
        if url.path == "/counts":
            return self.send(200, {"keys": idp.fetched_keys})
        if url.path != "/authorize":
            return self.send(404, {})
        asked = dict(urllib.parse.parse_qsl(url.query))
        for name, wanted in [
            ("response_type", "code"),
            ("client_id", CLIENT),
            ("code_challenge_method", "S256"),
            ("state", None),
            ("nonce", None),
            ("code_challenge", None),
            ("redirect_uri", None),
        ]:
            if not asked.get(name) or (wanted and asked[name] != wanted):
                return self.send(400, {"error": "invalid_request", "at": name})
        if "openid" not in asked.get("scope", "").split():
            return self.send(400, {"error": "invalid_scope"})
        back = {"state": asked["state"]}
        if "error" in idp.does:
            back["error"] = idp.does["error"]
        else:
            back["code"] = secrets.token_urlsafe(24)
            idp.codes[back["code"]] = asked
        if "answer_iss" in idp.does:
            back["iss"] = idp.does["answer_iss"]
        where = asked["redirect_uri"] + "?" + urllib.parse.urlencode(back)
        return self.send(302, b"", [("Location", where)])

    def do_POST(self):
        idp = self.server.provider
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path == "/misbehave":
            idp.does = json.loads(body)
            return self.send(200, {})
        if self.path != "/token":
            return self.send(404, {})
        does = idp.does
        time.sleep(does.get("slow", 0))
        if "flood" in does:
            return self.send(200, b" " * does["flood"])
        if "redirect" in does:
            return self.send(307, b"", [("Location", does["redirect"])])
        if "token_status" in does:
            return self.send(does["token_status"], {"error": "invalid_grant"})
        form = dict(urllib.parse.parse_qsl(body.decode()))
        scheme, _, pair = self.headers.get("Authorization", "").partition(" ")
        user, _, password = base64.b64decode(pair or "").decode().partition(":")
        if scheme != "Basic" or [urllib.parse.unquote_plus(x) for x in (user, password)] != [CLIENT, SECRET]:
            return self.send(401, {"error": "invalid_client"})
        with idp.lock:
            asked = idp.codes.pop(form.get("code"), None)
        challenge = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            not asked
            or form.get("grant_type") != "authorization_code"
            or form.get("redirect_uri") != asked["redirect_uri"]
            or challenge != asked["code_challenge"]
            or not re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", form.get("code_verifier", ""))
        ):
            return self.send(400, {"error": "invalid_grant"})
        out = {"access_token": secrets.token_hex(16), "token_type": "Bearer"}
        if not does.get("no_token"):
            out["id_token"] = idp.token(asked["nonce"])
        return self.send(200, out)


def main():
    port = int(sys.argv[1])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Answers)
    server.daemon_threads = True
    scheme = "http"
    if sys.argv[2:3] == ["--tls"]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*sys.argv[3:5])
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    port = server.server_address[1]
    server.provider = Provider(f"{scheme}://127.0.0.1:{port}")
    print(server.provider.issuer, flush=True)
    server.serve_forever()


main()
