#pragma once
// Counters in the text form of Prometheus.

#include <chrono>
#include <memory>
#include <string>

#include "http/server.h"

namespace dengbao::server {

class Metrics {
 public:
  Metrics();
  ~Metrics();
  // `route` as in the document, never a path with ids.
  void answered(const std::string& method, const std::string& route, int status,
                std::chrono::steady_clock::duration took);
  void signed_in(bool success);
  std::string text(const http::Traffic& traffic, std::size_t listeners);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dengbao::server
