#include "server/answer_cache.h"

namespace dengbao::server {

KeptAnswer AnswerCache::find(const std::string& question, const Moment& now) {
  const std::lock_guard lock(mutex_);
  if (now != moment_) {
    if (now.taken < moment_.taken) return {};
    kept_.clear();
    bytes_ = 0;
    moment_ = now;
    return {};
  }
  const auto it = kept_.find(question);
  return it == kept_.end() ? KeptAnswer() : it->second;
}

void AnswerCache::keep(const std::string& question, const Moment& then, KeptAnswer answer) {
  const std::size_t size = question.size() + answer.response->body.size() + 1024;
  const std::lock_guard lock(mutex_);
  if (then != moment_ || bytes_ + size > most_bytes_) return;
  if (kept_.insert_or_assign(question, std::move(answer)).second) bytes_ += size;
}

}  // namespace dengbao::server
