#include "app/installation.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "app/law_library.h"
#include "app/rendering.h"
#include "base/text.h"
#include "ledger/entry.h"
#include "ledger/key_file.h"
#include "ledger/prover.h"
#include "ledger/signing.h"
#include "ledger/verify/receipt.h"

namespace dengbao {
namespace {

namespace fs = std::filesystem;

StoreDoors& doors() {
  static StoreDoors d;
  return d;
}

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

Status write_whole(const std::string& path, const std::string& content) {
  const std::string part = path + ".part";
  {
    std::ofstream out(part, std::ios::binary);
    ::chmod(part.c_str(), 0600);  // the address of a database may hold its password
    out << content;
    out.flush();
    if (!out) return fail_external("app.cannot_write", path);
  }
  std::error_code error;
  fs::rename(part, path, error);
  if (error) return fail_external("app.cannot_write", path + ": " + error.message());
  return {};
}

Result<json::object> read_settings(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return fail(ErrorKind::NotFound, "app.no_data",
                {{"folder", fs::path(path).parent_path().string()}});
  std::stringstream all;
  all << in.rdbuf();
  const json::value v = TRY(parse_json(all.str(), path));
  if (!v.is_object()) return fail(ErrorKind::BadInput, "app.settings", {}, path);
  return v.get_object();
}

}  // namespace

void set_store_doors(StoreDoors d) {
  doors() = std::move(d);
}
const StoreDoors& store_doors() {
  return doors();
}

Status Installation::init(const InitOptions& options, const LawFiles& law, Instant now,
                          Randomness& random) {
  (void)law;
  const InstallationPaths paths{options.folder};
  std::error_code error;
  if (fs::exists(paths.settings(), error))
    return fail(ErrorKind::Conflict, "app.exists", {{"folder", options.folder}}, options.folder);
  if (fs::exists(options.folder, error) && !fs::is_empty(options.folder, error))
    return fail(ErrorKind::Conflict, "app.not_empty", {{"folder", options.folder}}, options.folder);
  fs::create_directories(options.folder, error);
  if (error) return fail_external("app.cannot_write", options.folder + ": " + error.message());
  ::chmod(options.folder.c_str(), 0700);
  std::string origin = options.origin;
  if (origin.empty()) {
    const std::string id = new_id(now, random);
    origin = "dengbao.local/" + id.substr(16);
  }
  std::string passphrase = options.passphrase_file;
  if (passphrase.empty()) {
    passphrase = paths.passphrase();
    CHECK(ledger::make_passphrase_file(passphrase, random));
  }
  const ledger::Sm2Key key = TRY(ledger::Sm2Key::generate(origin, {}, random));
  CHECK(ledger::write_key_file(paths.key(), key, passphrase, random));
  {
    auto store = TRY(doors().open(options.db.empty() ? paths.database() : options.db, true));
    auto work = TRY(store->begin());
    if (TRY(work->meta("origin")))
      return fail(ErrorKind::Conflict, "app.exists", {{"folder", options.db}});
    CHECK(work->put_meta("origin", origin));
    CHECK(work->put_meta("hash", hash_name(options.hash)));
    CHECK(work->put_meta("first_key", ledger::verifier_key(key.public_key())));
    CHECK(work->put_meta("clock", options.simulated_clock ? "simulated" : "system"));
    if (options.simulated_clock)
      CHECK(work->put_meta("now", std::to_string(options.start.millis())));
    CHECK(work->commit());
  }
  json::object settings{{"format", 1}, {"origin", origin}, {"hash", hash_name(options.hash)}};
  if (!options.db.empty()) settings["db"] = options.db;
  // Written last: a folder without it is not an installation.
  return write_whole(paths.settings(), json::serialize(settings) + "\n");
}

Result<std::unique_ptr<Installation>> Installation::open(const OpenOptions& options, LawFiles law) {
  std::unique_ptr<Installation> out(new Installation(std::move(law)));
  CHECK(out->load(options));
  return out;
}

Installation::Installation(LawFiles law) : shelf_(std::move(law)) {}

Installation::~Installation() {
  // What cannot be written now is read from the events.
  if (store_) (void)settle();
  store_.reset();
  if (lock_ >= 0) ::close(lock_);
}

Status Installation::take_lock(const OpenOptions& options) {
  lock_ = ::open(paths_.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0) return fail_external("app.cannot_write", paths_.lock());
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(options.wait_seconds);
  while (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    if (std::chrono::steady_clock::now() >= until)
      return fail(ErrorKind::Conflict, "app.locked",
                  {{"folder", paths_.folder}, {"seconds", std::to_string(options.wait_seconds)}});
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return {};
}

Status Installation::load(const OpenOptions& options) {
  paths_.folder = options.folder;
  if (options.clock) clock_ = ClockWatch(*options.clock);
  const json::object settings = TRY(read_settings(paths_.settings()));
  if (options.writing) CHECK(take_lock(options));
  db_ = !options.db.empty() ? options.db : text(settings, "db");
  store_ = TRY(doors().open(db_.empty() ? paths_.database() : db_, false));
  functions_ = named_functions();
  random_ = std::make_unique<SystemRandomness>();
  auto reading = TRY(store_->reading());
  origin_ = TRY(reading->meta("origin")).value_or("");
  hash_ = hash_kind(TRY(reading->meta("hash")).value_or("sm3")).value_or(HashKind::Sm3);
  simulated_ = TRY(reading->meta("clock")).value_or("") == "simulated";
  if (simulated_) simulated_now_ = leading_number(TRY(reading->meta("now")).value_or("0"));
  passphrase_ = options.passphrase_file.empty() ? paths_.passphrase() : options.passphrase_file;
  if (options.writing) {
    Status opened;
    std::call_once(key_asked_, [&] { opened = open_key(); });
    CHECK(opened);
  }
  reading.reset();
  CHECK(reload_calendar());
  if (options.writing) {
    auto again = TRY(store_->reading());
    CHECK(load_tree(*again));
  }
  return {};
}

Status Installation::open_key() const {
  std::error_code error;
  if (fs::exists(paths_.key(), error))
    key_ = TRY(ledger::open_key("file:" + paths_.key(), passphrase_));
  return {};
}

// Most commands only read: opening the key costs as much as reading some hundred rows.
const ledger::KeyProvider* Installation::key() const {
  std::call_once(key_asked_, [&] { (void)open_key(); });
  return key_.get();
}

Status Installation::load_tree(Reading& reading) {
  const HeadRow head = TRY(reading.head());
  const auto source = [&](ledger::TileId id) -> Result<std::string> {
    const auto tile =
        TRY(reading.tile(static_cast<int>(id.level), static_cast<std::int64_t>(id.index)));
    return tile ? tile->bytes : std::string();
  };
  if (head.size == 0) {
    tree_ = std::make_shared<const ledger::Tree>(hash_);
    return {};
  }
  tree_ = std::make_shared<const ledger::Tree>(
      TRY(ledger::Tree::load(hash_, static_cast<std::uint64_t>(head.size), head.root, source)));
  return {};
}

Status Installation::reload_calendar() {
  Calendar calendar = TRY(read_calendar(shelf_.library()));
  auto reading = TRY(store_->reading());
  RecordQuery query;
  query.kind = "calendar";
  for (const RecordRow& row : TRY(reading->records(query))) {
    const json::object doc = TRY(parse_json(row.doc, "calendar")).as_object();
    calendar.publish(TRY(read_calendar_year(text(doc, "yaml"), "calendar/" + row.id)));
  }
  use_calendar(std::move(calendar));
  return {};
}

void Installation::use_calendar(Calendar calendar) {
  const std::lock_guard lock(calendars_mutex_);
  calendars_.push_back(std::move(calendar));
  calendar_ = &calendars_.back();
}

Renderer& Installation::renderer() {
  if (!renderer_) renderer_ = std::make_unique<Renderer>(*this);
  return *renderer_;
}

Instant Installation::now() const {
  return simulated_ ? Instant::from_millis(simulated_now_) : clock_.now();
}

Result<Instant> Installation::recording_instant(Instant last) const {
  if (simulated_) return now();
  return clock_.recorded(last);
}

Status Installation::set_now(Instant now) {
  if (!simulated_) return fail(ErrorKind::Refused, "app.real_clock");
  if (now < this->now())
    return fail(ErrorKind::Refused, "app.clock_back",
                {{"now", this->now().iso_local()}, {"to", now.iso_local()}});
  auto work = TRY(store_->begin());
  CHECK(work->put_meta("now", std::to_string(now.millis())));
  CHECK(work->commit());
  simulated_now_ = now.millis();
  return {};
}

namespace {

// What the same request will be told when it comes again.
Status keep_answer(Work& work, const Request& request, const Outcome& o) {
  if (request.key.empty()) return {};
  const json::object answer{{"event", o.event},
                            {"case", o.case_id},
                            {"version", o.version},
                            {"index", o.index},
                            {"more", o.more}};
  return work.insert(
      AnswerRow{request.actor.account, request.key, request.digest, json::serialize(answer)});
}

}  // namespace

// Snapshots that have stayed behind are written when there is time: with a batch of few. `desk`: of
// that batch.
Result<std::vector<Installation::CaseVersion>> Installation::catch_up(Work& work,
                                                                      const Desk* desk) {
  constexpr std::size_t kAtOnce = 64;
  std::vector<CaseVersion> out;
  for (const OpenedCase* c : cache_.behind(kAtOnce)) {
    if (desk && desk->touches(c->c.id)) continue;
    CHECK(work.put_snapshot(c->c.id, c->c.version, case_text(c->c)));
    out.emplace_back(c->c.id, c->c.version);
  }
  return out;
}

Status Installation::settle() {
  std::lock_guard only(submitting_);
  if (cache_.behind(1).empty()) return {};
  auto work = TRY(store_->begin());
  cache_.at(TRY(work->head()).size);
  while (true) {
    const auto written = TRY(catch_up(*work, nullptr));
    if (written.empty()) return work->commit();
    for (const auto& [id, version] : written) cache_.written(id, version);
  }
}

// Grows the tree, signs and commits; the answers follow.
Status Installation::finish(Work& work, Desk& desk, Batch& batch, Receipts wanted) {
  const ledger::KeyProvider* const key = this->key();
  if (!key) return fail_external("app.no_key", paths_.key());
  std::vector<Digest> leaves;
  leaves.reserve(desk.made().size());
  for (const Desk::Made& m : desk.made()) leaves.push_back(m.row.leaf);
  auto sealed = std::make_shared<Sealed>(
      Sealed{ledger::grow(*tree_, leaves), {}, ledger::keys_text(std::array{key->public_key()})});
  const ledger::Growth& growth = sealed->growth;
  for (const ledger::TileRow& tile : growth.changed)
    CHECK(
        work.put(TileRow{static_cast<int>(tile.id.level), static_cast<std::int64_t>(tile.id.index),
                         static_cast<int>(tile.width), tile.bytes}));
  const ledger::Head head{origin_, hash_, growth.tree.size(), growth.root, desk.now()};
  sealed->note = TRY(ledger::sign_head(head, *key));
  const HeadRow row{static_cast<std::int64_t>(growth.tree.size()), growth.root, desk.now(),
                    sealed->note};
  CHECK(work.put(row));
  const std::vector<CaseVersion> caught_up =
      desk.busy() ? std::vector<CaseVersion>() : TRY(catch_up(work, &desk));
  CHECK(work.commit());
  for (const auto& [id, version] : caught_up) cache_.written(id, version);
  prepare_receipts(desk, sealed, batch, wanted);
  cache_.keep(desk.take_touched(), row.size);
  records_.stands(row.size);
  tree_ = std::shared_ptr<const ledger::Tree>(sealed, &sealed->growth.tree);
  if (listener_) listener_(batch.outcomes);
  return {};
}

void Installation::prepare_receipts(const Desk& desk, const std::shared_ptr<const Sealed>& sealed,
                                    Batch& batch, Receipts wanted) {
  batch.receipts.resize(batch.outcomes.size());
  if (desk.made().empty()) return;
  const std::int64_t first = desk.made().front().row.index;
  std::size_t i = wanted == Receipts::Each ? 0 : batch.outcomes.size() - 1;
  for (; i < batch.outcomes.size(); ++i) {
    Result<Outcome>& answer = batch.outcomes[i];
    if (!answer || answer->repeated || answer->index < first) continue;
    const Desk::Made& made = desk.made()[static_cast<std::size_t>(answer->index - first)];
    Unwritten receipt{ledger::entry_text(made.row.commitments, made.row.core), {}, sealed};
    for (const SecretRow& s : made.secrets)
      receipt.disclosed.push_back({s.fact, ledger::Opening::Shown{s.salt, s.value}});
    batch.receipts[i] = std::move(receipt);
  }
}

Installation::Batch Installation::carry_out(std::span<const Request> requests, Receipts wanted) {
  std::lock_guard only(submitting_);
  Batch batch;
  std::vector<Result<Outcome>>& out = batch.outcomes;
  const auto all_fail = [&](const Explanation& why) {
    batch.receipts.clear();
    records_.clear();
    out.assign(requests.size(), Result<Outcome>(std::unexpected(why)));
    return std::move(batch);
  };
  auto work = store_->begin();
  if (!work) return all_fail(work.error());
  // Another node may have written since: the tree is then read anew from its tiles.
  const auto head = (*work)->head();
  if (!head) return all_fail(head.error());
  if (!tree_ || static_cast<std::int64_t>(tree_->size()) != head->size)
    if (const auto s = load_tree(**work); !s) return all_fail(s.error());
  const auto at = recording_instant(head->at);
  if (!at) return all_fail(at.error());
  cache_.at(head->size);
  records_.at(head->size);
  Desk desk(**work, shelf_, calendar(), functions_, hash_, *random_, *at, cache_, records_);
  constexpr std::size_t kMany = 16;
  if (requests.size() >= kMany) desk.be_busy();
  for (const Request& request : requests) {
    auto before = earlier(**work, request);
    if (!before) {
      out.push_back(std::unexpected(before.error()));
      continue;
    }
    if (*before) {
      out.push_back(std::move(**before));
      continue;
    }
    const std::size_t made = desk.made().size();
    auto deed = request.act(desk);
    if (!deed) {
      // A refusal comes before anything is written. After that it is the machine that fails, and
      // nothing of the batch may stand; nor where somebody has asked to stop.
      if (desk.made().size() != made || deed.error().kind == ErrorKind::External ||
          deed.error().kind == ErrorKind::Interrupted)
        return all_fail(deed.error());
      out.push_back(std::unexpected(deed.error()));
      continue;
    }
    Outcome o{deed->event, deed->case_id, deed->version, 0, {}, std::move(deed->more), false};
    o.index = desk.index_of(o.event);
    if (const auto s = keep_answer(**work, request, o); !s) return all_fail(s.error());
    out.push_back(std::move(o));
  }
  if (desk.made().empty()) return batch;
  if (const auto s = finish(**work, desk, batch, wanted); !s) {
    tree_.reset();
    return all_fail(s.error());
  }
  return batch;
}

Status Installation::refresh(const std::string& case_id) {
  std::lock_guard only(submitting_);
  auto work = TRY(store_->begin());
  CaseCache no_cases;
  RecordCache no_records;
  Desk desk(*work, shelf_, calendar(), functions_, hash_, *random_, now(), no_cases, no_records);
  OpenedCase c = TRY(desk.case_of(case_id));
  CHECK(desk.refresh(c));
  return work->commit();
}

}  // namespace dengbao
