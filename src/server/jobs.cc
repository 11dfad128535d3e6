#include "server/jobs.h"

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "app/interrupt.h"

namespace dengbao::server {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStates[] = {"waiting", "running",   "done",
                                        "failed",  "cancelled", "interrupted"};
constexpr std::int64_t kTellEvery = 250;  // milliseconds
constexpr std::chrono::minutes kSweepEvery{10};
constexpr int kInterruptedStatus = 503;

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

std::int64_t number(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_int64() ? v->get_int64() : 0;
}

std::optional<std::string> bytes_of_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream all;
  all << in.rdbuf();
  if (!in) return std::nullopt;
  return all.str();
}

// Whole or not at all: what is half written is never read.
bool write_file(const std::string& path, std::string_view bytes) {
  const std::string beside = path + ".new";
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out << bytes;
    out.flush();
    if (!out) return false;
  }
  std::error_code error;
  fs::permissions(beside, fs::perms::owner_read | fs::perms::owner_write, error);
  fs::rename(beside, path, error);
  return !error;
}

json::object kept_json(const Job& job) {
  json::object out = job_json(job);
  out["account"] = job.account;
  out["permission"] = job.permission;
  out["writes"] = job.writes;
  out["made_at"] = job.made.millis();
  out["ended_at"] = job.ended.millis();
  out["type"] = job.type;
  return out;
}

std::optional<Job> job_from(std::string_view bytes) {
  const auto v = parse_json(bytes, "job");
  if (!v || !v->is_object()) return std::nullopt;
  const json::object& o = v->get_object();
  Job out;
  out.id = text(o, "job");
  out.account = text(o, "account");
  out.word = text(o, "word");
  out.permission = text(o, "permission");
  const std::string state = text(o, "state");
  out.state = JobState::Interrupted;
  for (std::size_t i = 0; i < std::size(kStates); ++i)
    if (kStates[i] == state) out.state = static_cast<JobState>(i);
  out.what = text(o, "what");
  out.done = number(o, "done");
  out.total = number(o, "total");
  out.made = Instant::from_millis(number(o, "made_at"));
  out.ended = Instant::from_millis(number(o, "ended_at"));
  out.status = static_cast<int>(number(o, "status"));
  out.type = text(o, "type");
  const auto flag = [&](const char* name) {
    const json::value* value = o.if_contains(name);
    return value && value->is_bool() && value->get_bool();
  };
  out.negative = flag("negative");
  out.writes = flag("writes");
  return out;
}

}  // namespace

std::string_view state_name(JobState state) {
  return kStates[static_cast<std::size_t>(state)];
}

json::object job_json(const Job& job) {
  json::object out{{"job", job.id},         {"word", job.word}, {"state", state_name(job.state)},
                   {"what", job.what},      {"done", job.done}, {"total", job.total},
                   {"made", job.made.iso()}};
  if (job.over()) out["ended"] = job.ended.iso();
  if (job.status != 0) out["status"] = job.status;
  if (job.negative) out["negative"] = true;
  return out;
}

Jobs::Jobs(std::string folder, Bounds bounds, std::function<Instant()> now, Listener listener)
    : folder_(std::move(folder)),
      bounds_(bounds),
      now_(std::move(now)),
      listener_(std::move(listener)) {
  load();
  for (unsigned i = 0; i < bounds_.threads; ++i) threads_.emplace_back([this] { run(); });
}

Jobs::~Jobs() {
  stop();
}

std::string Jobs::file(const std::string& id, const char* ending) const {
  return folder_ + "/" + id + ending;
}

bool Jobs::keep(const Job& job) const {
  return write_file(file(job.id, ".json"), json::serialize(kept_json(job)));
}

void Jobs::load() {
  std::error_code error;
  fs::create_directories(folder_, error);
  fs::permissions(folder_, fs::perms::owner_all, error);
  std::vector<fs::path> found;
  for (fs::directory_iterator it(folder_, error), end; !error && it != end; it.increment(error))
    found.push_back(it->path());
  for (const fs::path& path : found) {
    if (path.extension() == ".new") fs::remove(path, error);
    if (path.extension() != ".json") continue;
    const auto bytes = bytes_of_file(path.string());
    auto job = bytes ? job_from(*bytes) : std::nullopt;
    if (!job || job->id != path.stem().string()) {
      fs::remove(path, error);
      continue;
    }
    auto entry = std::make_shared<Entry>();
    if (!job->over()) {
      job->state = JobState::Interrupted;
      job->ended = now_();
      keep(*job);
    }
    entry->job = std::move(*job);
    const std::string id = entry->job.id;
    entries_[id] = std::move(entry);
  }
  sweep({});
}

Result<Job> Jobs::begin(Job like, Work work) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return fail(ErrorKind::External, "server.stopping");
  sweep(like.account);
  std::size_t own = 0, all = 0;
  for (const auto& [id, entry] : entries_) {
    if (entry->job.over()) continue;
    ++all;
    own += entry->job.account == like.account;
  }
  if (own >= bounds_.of_account || all >= bounds_.of_all)
    return fail(ErrorKind::Refused, "server.too_many_jobs",
                {{"most", std::to_string(bounds_.of_account)}});
  auto entry = std::make_shared<Entry>();
  entry->job = std::move(like);
  entry->job.made = now_();
  entry->job.id = new_id(entry->job.made, random_);
  entry->work = std::move(work);
  if (!keep(entry->job)) return fail_external("server.no_room_for_job", folder_);
  entries_[entry->job.id] = entry;
  waiting_.push_back(entry);
  changed_.notify_all();
  return entry->job;
}

// What is over goes after a day, or when its owner has many newer ones.
void Jobs::sweep(const std::string& account) {
  std::vector<std::string> gone;
  std::size_t own = 0;
  for (auto it = entries_.rbegin(); it != entries_.rend(); ++it) {  // newest first
    const Job& job = it->second->job;
    if (!job.over()) continue;
    const bool old = job.ended.plus_millis(bounds_.kept_hours * 3'600'000) <= now_();
    if (old || (job.account == account && ++own > bounds_.kept_of_account)) gone.push_back(job.id);
  }
  for (const std::string& id : gone) forget(id);
}

void Jobs::forget(const std::string& id) {
  entries_.erase(id);
  std::error_code error;
  fs::remove(file(id, ".result"), error);
  fs::remove(file(id, ".json"), error);
}

std::shared_ptr<Jobs::Entry> Jobs::entry_of(const std::string& account, const std::string& id) {
  const auto it = entries_.find(id);
  return it != entries_.end() && it->second->job.account == account ? it->second : nullptr;
}

std::optional<Job> Jobs::find(const std::string& account, const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto entry = entry_of(account, id);
  return entry ? std::optional(entry->job) : std::nullopt;
}

std::vector<Job> Jobs::list(const std::string& account) {
  const std::lock_guard lock(mutex_);
  std::vector<Job> out;
  for (auto it = entries_.rbegin(); it != entries_.rend(); ++it)
    if (it->second->job.account == account) out.push_back(it->second->job);
  return out;
}

bool Jobs::remove(const std::string& account, const std::string& id) {
  std::shared_ptr<Entry> dropped;
  {
    const std::lock_guard lock(mutex_);
    const auto entry = entry_of(account, id);
    if (!entry) return false;
    if (entry->job.over()) {
      forget(id);
      return true;
    }
    entry->by_owner = true;
    entry->stop = true;
    const auto at = std::find(waiting_.begin(), waiting_.end(), entry);
    if (at == waiting_.end()) return true;
    waiting_.erase(at);
    dropped = entry;
  }
  ended(*dropped, http::Response::text(kInterruptedStatus, ""));
  return true;
}

std::optional<http::Response> Jobs::result(const std::string& account, const std::string& id) {
  const auto job = find(account, id);
  if (!job || !job->over() || job->status == 0) return std::nullopt;
  auto bytes = bytes_of_file(file(id, ".result"));
  if (!bytes) return std::nullopt;
  http::Response out = http::Response::typed(job->status, job->type, std::move(*bytes));
  if (job->negative) out.headers.set("Dengbao-Verdict", "negative");
  return out;
}

void Jobs::when_over(const std::string& account, const std::string& id,
                     std::function<void()> tell) {
  {
    const std::lock_guard lock(mutex_);
    const auto entry = entry_of(account, id);
    if (entry && !entry->job.over()) {
      entry->when_over = std::move(tell);
      return;
    }
  }
  tell();
}

void Jobs::run() {
  while (true) {
    std::shared_ptr<Entry> entry;
    {
      std::unique_lock lock(mutex_);
      const auto called = [&] { return stopping_ || !waiting_.empty(); };
      // What is old goes also where nobody begins anything new.
      if (!changed_.wait_for(lock, kSweepEvery, called)) {
        sweep({});
        continue;
      }
      if (stopping_) return;
      entry = waiting_.front();
      waiting_.pop_front();
      entry->job.state = JobState::Running;
    }
    carry(entry);
  }
}

void Jobs::carry(const std::shared_ptr<Entry>& entry) {
  const StopHere stop(entry->stop);
  const Progress progress = [&](std::string_view what, std::int64_t done, std::int64_t total) {
    progressed(*entry, what, done, total);
  };
  http::Response response;
  try {
    response = entry->work(progress);
  } catch (const std::exception&) {
    response = http::Response::text(500, "");
  }
  entry->work = {};
  ended(*entry, response);
}

void Jobs::progressed(Entry& entry, std::string_view what, std::int64_t done, std::int64_t total) {
  Job told;
  {
    const std::lock_guard lock(mutex_);
    entry.job.what = what;
    entry.job.done = done;
    entry.job.total = total;
    const Instant now = now_();
    if (entry.told.plus_millis(kTellEvery) > now) return;
    entry.told = now;
    told = entry.job;
  }
  listener_(told);
}

void Jobs::ended(Entry& entry, const http::Response& response) {
  const std::string& body = response.kept ? *response.kept : response.body;
  // What only reads answers with what it has when it is stopped: that is no result.
  const bool stopped = entry.stop && (!entry.job.writes || response.status >= 400);
  bool kept = true;
  if (!stopped) kept = write_file(file(entry.job.id, ".result"), body);
  Job told;
  std::function<void()> when_over;
  {
    const std::lock_guard lock(mutex_);
    Job& job = entry.job;
    job.ended = now_();
    // Who came too late with his wish has the result all the same.
    if (stopped)
      job.state = entry.by_owner ? JobState::Cancelled : JobState::Interrupted;
    else
      job.state = response.status < 400 ? JobState::Done : JobState::Failed;
    if (!stopped && kept) {
      job.status = response.status;
      job.type = response.headers.get("Content-Type");
      job.negative = response.headers.get("Dengbao-Verdict") == "negative";
    }
    keep(job);
    told = job;
    when_over = std::exchange(entry.when_over, nullptr);
    changed_.notify_all();
  }
  if (when_over) when_over();
  listener_(told);
}

void Jobs::stop() {
  std::vector<std::shared_ptr<Entry>> left;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const auto& [id, entry] : entries_)
      if (!entry->job.over()) entry->stop = true;
    left.assign(waiting_.begin(), waiting_.end());
    waiting_.clear();
    changed_.notify_all();
  }
  for (const auto& entry : left) ended(*entry, http::Response::text(kInterruptedStatus, ""));
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace dengbao::server
