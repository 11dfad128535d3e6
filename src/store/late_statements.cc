#include "store/late_statements.h"

#include <utility>

namespace dengbao::store {
namespace {

constexpr std::size_t kEnough = 8;  // to be worth waking the thread
constexpr std::size_t kMostBytes = 8 * 1024 * 1024;

}  // namespace

LateStatements::~LateStatements() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void LateStatements::add(std::string_view sql, Values values, std::optional<Expectation> expected) {
  Statement kept;
  kept.sql = sql.size();
  kept.expected = expected;
  std::size_t size = sql.size();
  for (const Value& v : values) size += v.bytes.size();
  kept.texts.reserve(size);
  kept.texts.append(sql);
  kept.values.reserve(values.size());
  for (const Value& v : values) {
    kept.values.push_back({v, kept.texts.size()});
    kept.texts.append(v.bytes);
  }
  std::unique_lock lock(mutex_);
  waiting_.push_back(std::move(kept));
  waiting_bytes_ += size;
  if (waiting_.size() < kEnough) return;
  if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
  if (!busy_) changed_.notify_all();
  while (waiting_bytes_ > kMostBytes) changed_.wait(lock);
}

Status LateStatements::finish() {
  std::unique_lock lock(mutex_);
  while (busy_) changed_.wait(lock);
  carry_out(lock);
  return std::exchange(failed_, {});
}

void LateStatements::work() {
  std::unique_lock lock(mutex_);
  while (!over_) {
    if (!busy_ && waiting_.size() >= kEnough)
      carry_out(lock);
    else
      changed_.wait(lock);
  }
}

void LateStatements::carry_out(std::unique_lock<std::mutex>& lock) {
  busy_ = true;
  std::vector<Statement> now;
  std::vector<Value> values;
  while (!waiting_.empty()) {
    now.clear();
    std::swap(now, waiting_);
    waiting_bytes_ = 0;
    changed_.notify_all();
    Status done = failed_;
    lock.unlock();
    for (const Statement& s : now) {
      if (!done) break;
      values.clear();
      for (const Kept& k : s.values) {
        values.push_back(k.value);
        values.back().bytes = std::string_view(s.texts).substr(k.from, k.value.bytes.size());
      }
      done = run_(std::string_view(s.texts).substr(0, s.sql), values, s.expected);
    }
    lock.lock();
    failed_ = std::move(done);
  }
  busy_ = false;
  changed_.notify_all();
}

}  // namespace dengbao::store
