#pragma once
// How often those whom nobody knows have come lately, by the place they come from.

#include <chrono>
#include <deque>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

namespace dengbao::server {

class Strangers {
 public:
  using Time = std::chrono::steady_clock::time_point;
  explicit Strangers(std::size_t most_places = 10'000) : most_places_(most_places) {}
  // Whether `address` may do `what` once more within a minute; counted where it may. An address of
  // version 6 stands for its /64, which is one customer. Where too many places are known, the one
  // that was quiet for longest is forgotten.
  bool may(const std::string& what, const std::string& address, int most, Time now);

 private:
  struct Place {
    std::string name;
    std::deque<Time> lately;
  };
  std::size_t most_places_;
  std::mutex mutex_;
  std::list<Place> places_;  // the one that came last first
  std::unordered_map<std::string, std::list<Place>::iterator> by_name_;
};

}  // namespace dengbao::server
