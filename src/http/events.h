#pragma once
// Server-sent events: whoever publishes never waits for a reader. A reader that falls behind loses
// the oldest events, never memory.

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace dengbao::http {

class Subscription {
 public:
  // Any thread. Above `kKept` waiting ones the oldest go.
  void push(std::string event, std::string data);
  void close();
  // What waits, in its form on the wire; empty where nothing does.
  std::string take();
  bool closed() const;
  // Called (from any thread) when something has come or the stream was closed.
  void when_woken(std::function<void()> wake);

  static constexpr std::size_t kKept = 256;

 private:
  mutable std::mutex mutex_;
  std::deque<std::string> waiting_;
  std::function<void()> wake_;
  bool closed_ = false;
};

// Who listens. Each reader brings the rule of what he may see.
class EventHub {
 public:
  using MaySee = std::function<bool(const std::vector<std::string>& parties)>;
  std::shared_ptr<Subscription> subscribe(MaySee may_see);
  // To those that may see a matter of these parties.
  void publish(const std::string& event, const std::string& data,
               const std::vector<std::string>& parties);
  void close_all();
  std::size_t readers();

 private:
  struct Reader {
    std::weak_ptr<Subscription> subscription;
    MaySee may_see;
  };
  std::mutex mutex_;
  std::vector<Reader> readers_;
};

}  // namespace dengbao::http
