#include "server/strangers.h"

#include <utility>

#include "http/address.h"

namespace dengbao::server {

bool Strangers::may(const std::string& what, const std::string& address, int most, Time now) {
  const std::string name = what + " " + http::counted_as(address);
  const std::lock_guard lock(mutex_);
  auto at = by_name_.find(name);
  if (at == by_name_.end()) {
    if (places_.size() >= most_places_) {
      by_name_.erase(places_.back().name);
      places_.pop_back();
    }
    places_.push_front({name, {}});
    at = by_name_.emplace(name, places_.begin()).first;
  }
  // Who is refused has come too: a place that goes on is not forgotten.
  places_.splice(places_.begin(), places_, at->second);
  auto& lately = at->second->lately;
  while (!lately.empty() && lately.front() + std::chrono::minutes(1) <= now) lately.pop_front();
  if (std::cmp_greater_equal(lately.size(), most)) return false;
  lately.push_back(now);
  return true;
}

}  // namespace dengbao::server
