#pragma once
// A running server for tests.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "http/server.h"

namespace dengbao::http {

inline Response echo(const Request& request) {
  Response out = Response::text(200, request.method + " " + request.path + " " + request.body);
  for (const auto& [name, value] : request.query) out.body += " " + name + "=" + value;
  return out;
}

inline std::unique_ptr<Server> started(ServerOptions options = {}, Handler handler = echo) {
  auto server = Server::start(std::move(options), std::move(handler));
  EXPECT_TRUE(server) << server.error().code;
  return std::move(*server);
}

inline const std::string kGet = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

}  // namespace dengbao::http
