#pragma once
// One data directory with its database, key and log: the place where requests become records that
// can be proven. A success answered here is on stable storage and inside a signed head.

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "app/clock_watch.h"
#include "app/desk.h"
#include "ledger/growth.h"
#include "ledger/key_provider.h"
#include "ledger/verify/receipt.h"

namespace dengbao {

struct Request {
  Actor actor;
  std::string key;     // idempotency; empty: none
  std::string digest;  // of the request, hex; compared when the key comes again
  std::function<Result<Deed>(Desk&)> act;
};

struct Outcome {
  std::string event, case_id;
  std::int64_t version = 0;
  std::int64_t index = 0;
  std::string receipt;  // JSON
  json::object more;
  bool repeated = false;  // the answer to an earlier request with the same key
};

// event, case, version, receipt, and what the deed added.
json::object outcome_json(const Outcome& outcome);

// Where the pieces of an installation are; made by `init`, read by everything else.
struct InstallationPaths {
  std::string folder;
  std::string database() const { return folder + "/dengbao.db"; }
  std::string key() const { return folder + "/log.key"; }
  std::string passphrase() const { return folder + "/log.passphrase"; }
  std::string lock() const { return folder + "/lock"; }
  std::string settings() const { return folder + "/settings.json"; }
  std::string trust() const { return folder + "/trust"; }
};

struct InitOptions {
  std::string folder;
  std::string db;               // URL; empty: SQLite in the folder
  std::string passphrase_file;  // of the user; empty: one is made beside the key
  HashKind hash = HashKind::Sm3;
  bool simulated_clock = false;
  Instant start;       // of a simulated clock
  std::string origin;  // name of the log; empty: made from a random part
};

struct OpenOptions {
  std::string folder;
  std::string db;
  std::string passphrase_file;
  bool writing = false;
  int wait_seconds = 30;
  const MachineClock* clock = nullptr;  // none: this machine's; must outlive the installation
};

// Opens the store behind a folder: given by whoever composes the program, since the store lies
// above the application.
using StoreOpener =
    std::function<Result<std::unique_ptr<Store>>(const std::string& address, bool create)>;
// Loads a copy made by Store::copy_to into an empty store.
using StoreRestorer = std::function<Status(Store& target, const std::string& path)>;
struct StoreDoors {
  StoreOpener open;
  StoreRestorer restore;
};
void set_store_doors(StoreDoors doors);
const StoreDoors& store_doors();

class Renderer;

// What an emptying of the outbox found.
struct Drained {
  int carried_out = 0;
  int refused = 0;  // an effect its target would not take; stands in the log with the reason
};
struct Followed {
  std::uint64_t covers = 0;  // the requests up to this one
  Result<Drained> found = Drained{};
};

// May be used by many threads at once: one of them opens it, each takes its own Reading, and what
// they submit at the same time becomes one batch.
class Installation {
 public:
  static Status init(const InitOptions& options, const LawFiles& law, Instant now,
                     Randomness& random);
  static Result<std::unique_ptr<Installation>> open(const OpenOptions& options, LawFiles law);
  ~Installation();
  // Writes the snapshots of cases that busy batches have left behind. Nothing depends on it but the
  // speed of reading.
  Status settle();

  // One batch in one transaction; answers in order. The whole batch fails together only when the
  // machine does (External). Of the receipts only the last one's is written: nobody hands on those
  // of a whole list, and any of them can be had from the store.
  std::vector<Result<Outcome>> submit(std::span<const Request> requests);
  // From any number of threads: whoever comes first takes all that wait into one batch.
  Result<Outcome> submit(Request request);

  // What an earlier request with the same key was answered; nothing where there was none. Conflict
  // app.key_reused where it asked for something else.
  Result<std::optional<Outcome>> earlier(Reading& reading, const Request& request);

  // Computes what follows from a case anew and stores it; no event.
  Status refresh(const std::string& case_id);

  Store& store() { return *store_; }
  Result<std::unique_ptr<Reading>> reading() { return store_->reading(); }
  LawShelf& shelf() { return shelf_; }
  // Stays as it is for whoever holds it, also when another one is published meanwhile.
  const Calendar& calendar() const { return *calendar_.load(); }
  const Functions& functions() const { return functions_; }
  HashKind hash() const { return hash_; }
  const std::string& origin() const { return origin_; }
  const InstallationPaths& paths() const { return paths_; }
  // None where there is none, or where it cannot be opened and nothing is to be written.
  const ledger::KeyProvider* key() const;
  Randomness& random() { return *random_; }
  bool simulated() const { return simulated_; }
  Instant now() const;
  // The instant at which the next batch is recorded: never before `last`, of the newest entry.
  // External app.clock_behind, app.clock_jumped where the machine's clock cannot be believed.
  Result<Instant> recording_instant(Instant last) const;
  // Only under a simulated clock, only forward. Refused otherwise.
  Status set_now(Instant now);
  // The calendar as published here, read again after `calendar publish`.
  Status reload_calendar();
  void use_calendar(Calendar calendar);
  // What follows from records (effects, what falls due) is carried out by one at a time, with one
  // renderer that keeps its fonts.
  std::unique_lock<std::mutex> follow_up() { return std::unique_lock(following_up_); }
  Renderer& renderer();                       // only under follow_up()
  Followed& followed() { return followed_; }  // the last time, under follow_up()
  // Numbers the requests that want to be followed up, each after it has been recorded.
  std::uint64_t ask_follow_up() { return ++asked_follow_ups_; }
  std::uint64_t asked_follow_ups() const { return asked_follow_ups_; }
  // Called after each batch with what it answers; set before other threads come. Must be quick.
  using Listener = std::function<void(std::span<const Result<Outcome>>)>;
  void tell(Listener listener) { listener_ = std::move(listener); }
  // The receipt of an event in the newest head, with the personal facts that may be shown.
  Result<std::string> receipt_of(Reading& reading, const EventRow& row, bool with_personal);
  Result<std::string> receipt_at(Reading& reading, const EventRow& row, const HeadRow& head,
                                 bool with_personal);

 private:
  explicit Installation(LawFiles law);
  Status load(const OpenOptions& options);
  Status take_lock(const OpenOptions& options);
  Status open_key() const;
  Status load_tree(Reading& reading);
  // What the receipts of a batch have in common: the log as it has grown, and its signed head.
  struct Sealed {
    ledger::Growth growth;
    std::string note;
    std::string keys;  // as receipts have them
  };
  // What the receipt of one request is made of. Whoever asked makes it for himself: that takes no
  // lock, and the next batch need not wait for it.
  struct Unwritten {
    std::string entry;
    std::vector<ledger::Opening> disclosed;
    std::shared_ptr<const Sealed> sealed;
  };
  static Result<Outcome> written(Result<Outcome> outcome, std::optional<Unwritten> receipt);
  struct Batch {  // outcomes in order, each with what its receipt is made of
    std::vector<Result<Outcome>> outcomes;
    std::vector<std::optional<Unwritten>> receipts;
  };
  enum class Receipts : std::uint8_t { Each, Last };
  Batch carry_out(std::span<const Request> requests, Receipts wanted);
  Status finish(Work& work, Desk& desk, Batch& batch, Receipts wanted);
  using CaseVersion = std::pair<std::string, std::int64_t>;
  Result<std::vector<CaseVersion>> catch_up(Work& work, const Desk* desk);
  static void prepare_receipts(const Desk& desk, const std::shared_ptr<const Sealed>& sealed,
                               Batch& batch, Receipts wanted);

  InstallationPaths paths_;
  std::string db_;
  std::unique_ptr<Store> store_;
  LawShelf shelf_;
  std::mutex calendars_mutex_;
  std::deque<Calendar> calendars_;  // all there were, since someone may still look at one
  std::atomic<const Calendar*> calendar_ = nullptr;
  Functions functions_;
  HashKind hash_ = HashKind::Sm3;
  std::string origin_;
  std::string passphrase_;  // the file
  mutable std::once_flag key_asked_;
  mutable std::unique_ptr<ledger::KeyProvider> key_;
  std::shared_ptr<const ledger::Tree> tree_;
  std::unique_ptr<Randomness> random_;
  ClockWatch clock_;
  bool simulated_ = false;
  std::atomic<std::int64_t> simulated_now_ = 0;
  int lock_ = -1;

  struct Waiting;
  void gather(std::unique_lock<std::mutex>& lock);
  std::mutex following_up_;
  std::unique_ptr<Renderer> renderer_;
  Followed followed_;  // under following_up_
  std::atomic<std::uint64_t> asked_follow_ups_ = 0;
  Listener listener_;
  std::mutex submitting_;
  std::mutex queue_mutex_;
  std::deque<Waiting*> queue_;
  std::atomic<std::size_t> queued_ = 0;  // its length, for whoever only looks
  bool leader_ = false;
  std::size_t lately_ = 0;  // how many callers the last batch found
  CaseCache cache_;         // under submitting_
  RecordCache records_;     // under submitting_
};

}  // namespace dengbao
