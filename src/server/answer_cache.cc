#include "server/answer_cache.h"

namespace dengbao::server {

void AnswerCache::begin(std::int64_t log_size) {
  kept_.clear();
  bytes_ = 0;
  log_size_ = log_size;
}

std::optional<http::Response> AnswerCache::find(const std::string& question,
                                                std::int64_t log_size) {
  const std::lock_guard lock(mutex_);
  if (log_size != log_size_) return std::nullopt;
  const auto it = kept_.find(question);
  if (it == kept_.end() || it->second.until <= std::chrono::steady_clock::now())
    return std::nullopt;
  return it->second.answer;
}

void AnswerCache::keep(const std::string& question, std::int64_t log_size,
                       const http::Response& answer) {
  const std::size_t size = question.size() + (answer.kept ? answer.kept->size() : 0) + 512;
  const std::lock_guard lock(mutex_);
  if (log_size < log_size_ || size > most_bytes_ / 4) return;
  if (log_size > log_size_ || bytes_ + size > most_bytes_) begin(log_size);
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(1);
  const auto [it, fresh] = kept_.insert_or_assign(question, Kept{answer, until});
  if (fresh) bytes_ += size;
}

}  // namespace dengbao::server
