#include "server/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <functional>
#include <map>
#include <mutex>
#include <string_view>
#include <tuple>

namespace dengbao::server {

struct Metrics::State {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                          .Name("dengbao_http_requests_total")
                                                          .Help("Requests answered")
                                                          .Register(registry);
  prometheus::Family<prometheus::Histogram>& seconds =
      prometheus::BuildHistogram()
          .Name("dengbao_http_request_seconds")
          .Help("Time from the whole request to its answer")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& sign_ins = prometheus::BuildCounter()
                                                          .Name("dengbao_sign_ins_total")
                                                          .Help("Attempts to sign in")
                                                          .Register(registry);
  prometheus::Family<prometheus::Gauge>& connections = prometheus::BuildGauge()
                                                           .Name("dengbao_http_connections")
                                                           .Help("Open connections")
                                                           .Register(registry);
  // Looking a counter up by its labels costs more than counting.
  std::mutex mutex;
  std::map<std::tuple<std::string, std::string, int>,
           std::pair<prometheus::Counter*, prometheus::Histogram*>, std::less<>>
      known;
  prometheus::Family<prometheus::Gauge>& others =
      prometheus::BuildGauge().Name("dengbao_http_now").Help("As it stands").Register(registry);
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

void Metrics::answered(const std::string& method, const std::string& route, int status,
                       std::chrono::steady_clock::duration took) {
  static const prometheus::Histogram::BucketBoundaries kBounds = {
      0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5};
  const std::lock_guard lock(state_->mutex);
  auto it = state_->known.find(
      std::tuple<std::string_view, std::string_view, int>(method, route, status));
  if (it == state_->known.end()) {
    prometheus::Counter& counter = state_->requests.Add(
        {{"method", method}, {"route", route}, {"status", std::to_string(status)}});
    prometheus::Histogram& histogram = state_->seconds.Add({{"route", route}}, kBounds);
    it = state_->known.insert({{method, route, status}, {&counter, &histogram}}).first;
  }
  it->second.first->Increment();
  it->second.second->Observe(std::chrono::duration<double>(took).count());
}

void Metrics::signed_in(bool success) {
  state_->sign_ins.Add({{"success", success ? "true" : "false"}}).Increment();
}

std::string Metrics::text(const http::Traffic& traffic, std::size_t listeners) {
  state_->connections.Add({}).Set(static_cast<double>(traffic.open));
  state_->others.Add({{"what", "running"}}).Set(static_cast<double>(traffic.running));
  state_->others.Add({{"what", "listeners"}}).Set(static_cast<double>(listeners));
  state_->others.Add({{"what", "connections_refused"}})
      .Set(static_cast<double>(traffic.refused_connections));
  return prometheus::TextSerializer().Serialize(state_->registry.Collect());
}

}  // namespace dengbao::server
