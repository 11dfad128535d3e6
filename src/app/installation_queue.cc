// Many callers, one batch after another: whoever is first carries out what all of them wait for,
// and hands the next batch to one of those who came meanwhile.

#include <semaphore>

#include "app/installation.h"
#include "ledger/entry.h"

namespace dengbao {
namespace {

// Writing a receipt out takes no lock: each caller does it for himself.
Result<Outcome> written(Result<Outcome> outcome, const std::optional<ledger::Receipt>& receipt) {
  if (outcome && receipt) outcome->receipt = ledger::receipt_text(*receipt);
  return outcome;
}

}  // namespace

std::vector<Result<Outcome>> Installation::submit(std::span<const Request> requests) {
  Batch batch = carry_out(requests);
  batch.receipts.resize(batch.outcomes.size());
  std::vector<Result<Outcome>> out;
  out.reserve(batch.outcomes.size());
  for (std::size_t i = 0; i < batch.outcomes.size(); ++i)
    out.push_back(written(std::move(batch.outcomes[i]), batch.receipts[i]));
  return out;
}

struct Installation::Waiting {
  Request request;
  std::optional<Result<Outcome>> answer = {};  // none: it is this one's turn to lead
  std::optional<ledger::Receipt> receipt = {};
  std::binary_semaphore woken{0};
};

Result<Outcome> Installation::submit(Request request) {
  Waiting mine{.request = std::move(request)};
  std::unique_lock lock(queue_mutex_);
  queue_.push_back(&mine);
  if (leader_) {
    lock.unlock();
    mine.woken.acquire();
    if (mine.answer) return written(std::move(*mine.answer), mine.receipt);
    lock.lock();
  }
  leader_ = true;
  constexpr std::size_t kLargestBatch = 256;
  std::vector<Waiting*> batch;
  std::vector<Request> requests;
  while (!queue_.empty() && batch.size() < kLargestBatch) {
    batch.push_back(queue_.front());
    requests.push_back(std::move(queue_.front()->request));
    queue_.pop_front();
  }
  lock.unlock();
  Batch answers = carry_out(requests);
  answers.receipts.resize(answers.outcomes.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    batch[i]->answer = std::move(answers.outcomes[i]);
    batch[i]->receipt = std::move(answers.receipts[i]);
  }
  lock.lock();
  Waiting* next = queue_.empty() ? nullptr : queue_.front();
  leader_ = next != nullptr;
  lock.unlock();
  if (next) next->woken.release();
  // Whoever is woken may be gone at once: nothing of a waiting one is touched after that.
  for (Waiting* w : batch)
    if (w != &mine) w->woken.release();
  return written(std::move(*mine.answer), mine.receipt);
}

}  // namespace dengbao
