#include "app/installation.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "app/law_library.h"
#include "app/rendering.h"
#include "base/text.h"
#include "ledger/key_file.h"

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

}  // namespace dengbao
