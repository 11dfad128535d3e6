#pragma once
// Long work: begun by one request, watched, cancelled and fetched by others of the same account.
// Each job is a small file beside the data, so that a restart finds what it broke off and says so.

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/session.h"
#include "base/ids.h"
#include "base/json.h"
#include "http/message.h"

namespace dengbao::server {

// Interrupted: by a stop or a restart of the server. What a job writes is one transaction, so that
// it stands whole or not at all; which of both a restart cannot tell.
enum class JobState : std::uint8_t { Waiting, Running, Done, Failed, Cancelled, Interrupted };
std::string_view state_name(JobState state);

struct Job {
  std::string id, account, word, permission;
  bool writes = false;
  JobState state = JobState::Waiting;
  std::string what;  // that is being done
  std::int64_t done = 0, total = 0;
  Instant made, ended;
  int status = 0;    // of the result, where there is one
  std::string type;  // of its bytes
  bool negative = false;
  bool over() const { return state != JobState::Waiting && state != JobState::Running; }
};
json::object job_json(const Job& job);

class Jobs {
 public:
  struct Bounds {
    unsigned threads = 2;
    std::size_t of_account = 4, of_all = 64;  // that are not over
    std::size_t kept_of_account = 20;         // that are
    std::int64_t kept_hours = 24;
  };
  // The answer to the request, made in a thread of its own; interrupted() there says that somebody
  // wants it to stop.
  using Work = std::function<http::Response(const Progress&)>;
  using Listener = std::function<void(const Job&)>;

  // Reads what an earlier run has left in `folder`.
  Jobs(std::string folder, Bounds bounds, std::function<Instant()> now, Listener listener);
  ~Jobs();

  // Refused server.too_many_jobs. `like`: account, word and permission.
  Result<Job> begin(Job like, Work work);
  std::optional<Job> find(const std::string& account, const std::string& id);
  std::vector<Job> list(const std::string& account);  // newest first
  // Asks one that is not over to stop; forgets one that is.
  bool remove(const std::string& account, const std::string& id);
  // What it answered; nothing where it is not over or its result is gone.
  std::optional<http::Response> result(const std::string& account, const std::string& id);
  // Calls `tell` once it is over: at once where it is, else from the thread that ends it.
  void when_over(const std::string& account, const std::string& id, std::function<void()> tell);
  // Takes no more, asks what runs to stop, and waits for it.
  void stop();

 private:
  struct Entry {
    Job job;
    Work work;
    std::atomic<bool> stop = false;
    bool by_owner = false;  // who asked it to stop
    Instant told;
    std::function<void()> when_over;
  };
  using Entries = std::map<std::string, std::shared_ptr<Entry>>;

  void load();
  void run();
  void carry(const std::shared_ptr<Entry>& entry);
  void progressed(Entry& entry, std::string_view what, std::int64_t done, std::int64_t total);
  void ended(Entry& entry, const http::Response& response);
  void sweep(const std::string& account);  // under mutex_
  void forget(const std::string& id);      // under mutex_
  std::shared_ptr<Entry> entry_of(const std::string& account, const std::string& id);
  bool keep(const Job& job) const;
  std::string file(const std::string& id, const char* ending) const;

  const std::string folder_;
  const Bounds bounds_;
  const std::function<Instant()> now_;
  const Listener listener_;
  SystemRandomness random_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Entries entries_;
  std::deque<std::shared_ptr<Entry>> waiting_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace dengbao::server
