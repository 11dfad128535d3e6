// Equal work with a peer: each POST makes one row durable and answers with its name. No log, no
// rights, no receipt: the HTTP of this house over its store, as `bench/peer/peer.mjs` is fastify
// over better-sqlite3.
//   http_rows PORT [FILE]

#include <fmt/format.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/text.h"
#include "http/server.h"
#include "store/open_store.h"

using namespace dengbao;

namespace {

// Whoever comes first commits for all that wait, as Installation::submit does.
class Rows {
 public:
  explicit Rows(Store& store) : store_(store) {}

  bool keep(AnswerRow row) {
    Waiting own{std::move(row)};
    std::unique_lock lock(mutex_);
    queue_.push_back(&own);
    while (!own.done) {
      if (leads_) {
        changed_.wait(lock);
        continue;
      }
      leads_ = true;
      const std::vector<Waiting*> batch = std::exchange(queue_, {});
      lock.unlock();
      const bool good = commit(batch);
      lock.lock();
      for (Waiting* one : batch) {
        one->done = true;
        one->good = good;
      }
      leads_ = false;
      changed_.notify_all();
    }
    return own.good;
  }

 private:
  struct Waiting {
    AnswerRow row;
    bool done = false, good = false;
  };
  bool commit(const std::vector<Waiting*>& batch) {
    auto work = store_.begin();
    if (!work) return false;
    for (const Waiting* one : batch)
      if (!(*work)->insert(one->row)) return false;
    return (*work)->commit().has_value();
  }

  Store& store_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Waiting*> queue_;
  bool leads_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "http_rows PORT [FILE]\n");
    return 3;
  }
  auto store = open_store({argc > 2 ? argv[2] : "build/http-rows.db", true});
  if (!store) {
    fmt::print(stderr, "{} {}\n", store.error().code, store.error().detail);
    return 1;
  }
  Rows rows(**store);
  SystemRandomness random;
  std::mutex names;
  std::atomic<std::int64_t> count = 0;
  const std::string run = new_id(Instant::from_millis(0), random);
  http::ServerOptions options;
  options.port = static_cast<std::uint16_t>(leading_number(argv[1]));
  options.threads = 64;
  const auto server = http::Server::start(options, [&](const http::Request& request) {
    AnswerRow row;
    row.account = run;
    row.key = std::to_string(++count);
    row.answer = request.body;
    const std::string name = row.key;
    if (!rows.keep(std::move(row))) return http::Response::text(500, "not kept\n");
    return http::Response::typed(200, "application/json", "{\"row\":" + name + "}");
  });
  if (!server) return 1;
  fmt::print("serving\n");
  std::fflush(stdout);
  std::condition_variable never;
  std::unique_lock lock(names);
  never.wait(lock, [] { return false; });
}
