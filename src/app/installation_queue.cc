// Many callers, one batch after another: whoever is first carries out what all of them wait for,
// and hands the next batch to one of those who came meanwhile.

#include <sched.h>
#include <semaphore.h>

#include <array>
#include <chrono>

#include "app/installation.h"
#include "ledger/entry.h"
#include "ledger/prover.h"

namespace dengbao {
namespace {

// Of the system, not of the library: that one turns for a while before it sleeps, and dozens of
// turning callers take the processor from the one who works for them.
class Bell {
 public:
  Bell() { ::sem_init(&semaphore_, 0, 0); }
  ~Bell() { ::sem_destroy(&semaphore_); }
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;
  void ring() { ::sem_post(&semaphore_); }
  void wait() {
    while (::sem_wait(&semaphore_) != 0) {
    }
  }

 private:
  ::sem_t semaphore_;
};

}  // namespace

Result<Outcome> Installation::written(Result<Outcome> outcome, std::optional<Unwritten> receipt) {
  if (!outcome || !receipt) return outcome;
  const Sealed& sealed = *receipt->sealed;
  ledger::Prover prover(sealed.growth, {});
  ledger::Receipt out;
  out.entry = std::move(receipt->entry);
  out.inclusion =
      TRY(prover.inclusion(static_cast<std::uint64_t>(outcome->index), sealed.growth.tree.size()));
  out.head = sealed.note;
  out.disclosed = std::move(receipt->disclosed);
  outcome->receipt = ledger::receipt_text(out, sealed.keys);
  return outcome;
}

std::vector<Result<Outcome>> Installation::submit(std::span<const Request> requests) {
  Batch batch = carry_out(requests, Receipts::Last);
  batch.receipts.resize(batch.outcomes.size());
  std::vector<Result<Outcome>> out;
  out.reserve(batch.outcomes.size());
  for (std::size_t i = 0; i < batch.outcomes.size(); ++i)
    out.push_back(written(std::move(batch.outcomes[i]), std::move(batch.receipts[i])));
  return out;
}

struct Installation::Waiting {
  explicit Waiting(Request r) : request(std::move(r)) {}
  Request request;
  std::optional<Result<Outcome>> answer = {};  // none: it is this one's turn to lead
  std::optional<Unwritten> receipt = {};
  Bell woken;
  // Who is woken by this one: a leader who rang for all would keep the next batch waiting.
  std::array<Waiting*, 2> also = {};

  void wake_others() {
    for (Waiting* w : also)
      if (w) w->woken.ring();
  }
};

// A batch costs a signature and a sync, whatever its size. Those who were here for the last one
// come back at once as a rule: a moment's wait for most of them makes half as many batches.
void Installation::gather(std::unique_lock<std::mutex>& lock) {
  using Steady = std::chrono::steady_clock;
  constexpr auto kMoment = std::chrono::microseconds(1000);
  const std::size_t enough = (lately_ * 9 + 9) / 10;
  if (queue_.size() >= enough) return;
  const auto until = Steady::now() + kMoment;
  lock.unlock();  // those who come need it
  while (queued_.load(std::memory_order_relaxed) < enough && Steady::now() < until) ::sched_yield();
  lock.lock();
}

Result<Outcome> Installation::submit(Request request) {
  Waiting mine(std::move(request));
  std::unique_lock lock(queue_mutex_);
  queue_.push_back(&mine);
  queued_.store(queue_.size(), std::memory_order_relaxed);
  if (leader_) {
    lock.unlock();
    mine.woken.wait();
    mine.wake_others();
    if (mine.answer) return written(std::move(*mine.answer), std::move(mine.receipt));
    lock.lock();
  }
  leader_ = true;
  gather(lock);
  constexpr std::size_t kLargestBatch = 256;
  std::vector<Waiting*> batch;
  std::vector<Request> requests;
  while (!queue_.empty() && batch.size() < kLargestBatch) {
    batch.push_back(queue_.front());
    requests.push_back(std::move(queue_.front()->request));
    queue_.pop_front();
  }
  queued_.store(queue_.size(), std::memory_order_relaxed);
  lock.unlock();
  Batch answers = carry_out(requests, Receipts::Each);
  answers.receipts.resize(answers.outcomes.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    batch[i]->answer = std::move(answers.outcomes[i]);
    batch[i]->receipt = std::move(answers.receipts[i]);
  }
  std::erase(batch, &mine);
  for (std::size_t i = 1; i < batch.size(); ++i) batch[(i - 1) / 2]->also[(i - 1) % 2] = batch[i];
  lock.lock();
  lately_ = batch.size() + 1 + queue_.size();
  Waiting* next = queue_.empty() ? nullptr : queue_.front();
  leader_ = next != nullptr;
  lock.unlock();
  if (next) next->woken.ring();
  // Whoever is woken may be gone at once: nothing of a waiting one is touched after that.
  if (!batch.empty()) batch.front()->woken.ring();
  return written(std::move(*mine.answer), std::move(mine.receipt));
}

}  // namespace dengbao
