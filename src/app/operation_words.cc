// init, backup, restore, rebuild, doctor: keeping it running.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "app/case_deeds.h"
#include "app/doing.h"
#include "app/log_audit.h"
#include "app/options.h"
#include "app/rebuilding.h"
#include "ledger/verify/receipt.h"

namespace dengbao {
namespace {

namespace fs = std::filesystem;

Result<Answer> init(Session& session, const Arguments& a) {
  InitOptions options;
  options.folder = session.globals().data;
  options.db = session.globals().db;
  options.passphrase_file = session.globals().passphrase_file;
  if (a.has("hash")) options.hash = *hash_kind(a.text("hash"));
  options.simulated_clock = a.text("clock") == "simulated";
  options.start = session.now();
  options.origin = a.text("origin");
  SystemRandomness random;
  const LawLibrary* library = TRY(session.law());
  CHECK(Installation::init(options, library->files(), session.now(), random));
  const InstallationPaths paths{options.folder};
  Installation* in = TRY(session.installation(true));
  Answer answer;
  json::object o{{"folder", options.folder},
                 {"origin", in->origin()},
                 {"hash", hash_name(in->hash())},
                 {"clock", in->simulated() ? "simulated" : "system"},
                 {"key", paths.key()},
                 {"fingerprint", ledger::fingerprint(in->key()->public_key())}};
  o["passphrase_file"] =
      options.passphrase_file.empty() ? paths.passphrase() : options.passphrase_file;
  answer.value = std::move(o);
  return answer;
}

std::string last_backup(const InstallationPaths& paths) {
  return paths.folder + "/last-backup.json";
}

// A folder with the database, the key and the settings; the head goes along to be remembered.
Result<Answer> backup(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  const fs::path to = a.text("to");
  std::error_code error;
  if (fs::exists(to, error) && !fs::is_empty(to, error))
    return fail(ErrorKind::Conflict, "app.not_empty", {{"folder", to.string()}}, to.string());
  fs::create_directories(to, error);
  if (error) return cannot_write(to.string(), error.message());
  fs::permissions(to, fs::perms::owner_all, error);
  const InstallationPaths from = in->paths(), copy{to.string()};
  CHECK(in->store().copy_to(copy.database()));
  for (const auto& [source, target] :
       {std::pair{from.key(), copy.key()}, std::pair{from.passphrase(), copy.passphrase()}}) {
    if (!fs::exists(source, error)) continue;
    fs::copy_file(source, target, error);
    if (error) return cannot_write(target, error.message());
    fs::permissions(target, fs::perms::owner_read | fs::perms::owner_write, error);
  }
  auto reading = TRY(in->reading());
  const HeadRow head = TRY(reading->head());
  CHECK(write_whole_file((to / "head").string(), head.note, false));
  json::object settings{
      {"format", 1}, {"origin", in->origin()}, {"hash", hash_name(in->hash())}, {"backup", true}};
  CHECK(write_whole_file(copy.settings(), json::serialize(settings) + "\n", false));
  json::object o{{"folder", to.string()},
                 {"tree_size", head.size},
                 {"root", hex(head.root)},
                 {"head", (to / "head").string()}};
  // For the administrators' page; a folder that may only be read does without.
  (void)write_whole_file(
      last_backup(from),
      json::serialize(json::object{{"at", session.now().iso()}, {"tree_size", head.size}}) + "\n",
      true);
  return Answer{std::move(o), false, {}, {}, {}, {}};
}

Result<Answer> restore(Session& session, const Arguments& a) {
  const InstallationPaths from{a.text("from")}, to{session.globals().data};
  std::error_code error;
  if (!fs::exists(from.settings(), error) || !fs::exists(from.database(), error))
    return fail(ErrorKind::NotFound, "app.no_backup", {{"folder", from.folder}}, from.folder);
  if (fs::exists(to.folder, error) && !fs::is_empty(to.folder, error))
    return fail(ErrorKind::Conflict, "app.not_empty", {{"folder", to.folder}}, to.folder);
  // What can be wrong with the request is found before anything is made.
  LogAuditOptions options;
  const std::string note =
      TRY(remembered_note(a.has("remembered") ? a.text("remembered") : from.folder + "/head"));
  if (!note.empty()) options.remembered = TRY(ledger::parse_signed_head(note));
  fs::create_directories(to.folder, error);
  if (error) return cannot_write(to.folder, error.message());
  fs::permissions(to.folder, fs::perms::owner_all, error);
  const std::string db = session.globals().db;
  {
    auto store = TRY(store_doors().open(db.empty() ? to.database() : db, true));
    CHECK(store_doors().restore(*store, from.database()));
  }
  for (const auto& [source, target] :
       {std::pair{from.key(), to.key()}, std::pair{from.passphrase(), to.passphrase()}}) {
    if (!fs::exists(source, error)) continue;
    fs::copy_file(source, target, error);
    if (error) return cannot_write(target, error.message());
    fs::permissions(target, fs::perms::owner_read | fs::perms::owner_write, error);
  }
  const std::string stood = TRY(read_whole_file(from.settings()));
  json::object settings = TRY(parse_json(stood, from.settings())).as_object();
  settings.erase("backup");
  if (!db.empty()) settings["db"] = db;
  CHECK(write_whole_file(to.settings(), json::serialize(settings) + "\n", false));
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const LogAudit audit = TRY(audit_installation(*in, *reading, options));
  Answer answer;
  answer.negative = !audit.report.sound() || !audit.beside.empty();
  answer.value = json::object{
      {"folder", to.folder}, {"events", audit.report.events}, {"verified", !answer.negative}};
  answer.notes = audit.report.problems;
  return answer;
}

Result<Answer> rebuild(Session& session, const Arguments&) {
  Installation* in = TRY(session.installation(true));
  const Rebuilt r = TRY(rebuild_projections(*in, session.progress()));
  json::object o{
      {"events", r.events}, {"cases", r.cases}, {"records", r.records}, {"duties", r.duties}};
  return Answer{std::move(o), false, {}, {}, {}, {}};
}

struct Finding {
  std::string what;
  bool good;
  std::string detail;
};

std::vector<Finding> findings(Session& session) {
  std::vector<Finding> found;
  const auto law = session.law();
  found.push_back({"law", law.has_value(),
                   law ? std::to_string((*law)->files().size()) + " files" : law.error().code});
  const auto in = session.installation(false);
  found.push_back({"data", in.has_value(), in ? session.globals().data : in.error().code});
  if (in) {
    found.push_back({"key", (*in)->key() != nullptr,
                     (*in)->key() ? ledger::fingerprint((*in)->key()->public_key()) : "-"});
    auto reading = (*in)->reading();
    if (reading) {
      const auto head = (*reading)->head();
      found.push_back(
          {"head", head.has_value(), head ? std::to_string(head->size) : head.error().code});
      const auto waiting = (*reading)->outbox(1000);
      found.push_back({"outbox", waiting && waiting->empty(),
                       waiting ? std::to_string(waiting->size()) : waiting.error().code});
    }
    std::error_code error;
    const auto space = fs::space(session.globals().data, error);
    found.push_back({"disk", !error && space.available > (256u << 20),
                     std::to_string(space.available >> 20) + " MiB"});
    const int year = session.now().date().year();
    found.push_back({"calendar", (*in)->calendar().is_published(year), std::to_string(year)});
  }
  return found;
}

Answer told(const std::vector<Finding>& found) {
  Answer answer;
  json::array rows;
  for (const Finding& f : found) {
    rows.push_back(json::object{{"what", f.what}, {"ok", f.good}, {"detail", f.detail}});
    answer.negative |= !f.good;
  }
  answer.value = std::move(rows);
  return answer;
}

Result<Answer> doctor(Session& session, const Arguments&) {
  return told(findings(session));
}

// The same for the administrators' page, and when a copy was last made. Where none is known nothing
// is wrong yet: a database server has copies of its own.
Result<Answer> health(Session& session, const Arguments&) {
  TRY(session.installation(false));
  std::vector<Finding> found = findings(session);
  const InstallationPaths paths{session.globals().data};
  std::string last;
  if (const auto note = read_whole_file(last_backup(paths)))
    if (const auto known = parse_json(*note, last_backup(paths)); known && known->is_object())
      if (const json::value* at = known->get_object().if_contains("at"); at && at->is_string())
        last = std::string(at->get_string());
  found.push_back({"backup", !last.empty(), last.empty() ? "-" : last});
  for (Finding& f : found)
    if (f.what == "data") f.detail.clear();  // a folder of the machine is nothing for a page
  return told(found);
}

void add_copying_words(Catalogue& all) {
  all.push_back({"backup",
                 Needs::Reading,
                 "administer",
                 {"备份到空文件夹", "copy everything into an empty folder"},
                 {"dengbao backup 备份/2026-02-10", "dengbao backup /mnt/usb/dengbao --json"},
                 {positional("to", "DIR", {"空文件夹", "empty folder"})},
                 backup,
                 {.here = true}});
  all.push_back({"restore",
                 Needs::Making,
                 "public",
                 {"从备份恢复并核验", "restore a backup and verify it"},
                 {"dengbao restore 备份/2026-02-10 --data 等保数据",
                  "dengbao restore BACKUP --remembered 树头"},
                 {positional("from", "DIR", {"备份文件夹", "the backup"}),
                  option("remembered", "FILE",
                         {"记下的树头；默认用备份里的", "remembered head; default: the backup's"})},
                 restore,
                 {.here = true}});
}

}  // namespace

void add_operation_words(Catalogue& all) {
  all.push_back(
      {"init",
       Needs::Making,
       "public",
       {"建立数据目录", "make a data directory"},
       {"dengbao init --data 等保数据", "dengbao init --clock simulated --as-of 2026-02-01"},
       {{"clock",
         "KIND",
         {"时钟：system 或 simulated", "clock"},
         false,
         false,
         false,
         {"system", "simulated"}},
        {"hash", "H", {"摘要算法：sm3 或 sha256", "hash"}, false, false, false, {"sm3", "sha256"}},
        option("origin", "NAME", {"日志名称", "name of the log"})},
       init,
       {.here = true}});
  add_copying_words(all);
  all.push_back({"rebuild",
                 Needs::Writing,
                 "administer",
                 {"由事件重建各表", "make the tables anew from the events"},
                 {"dengbao rebuild", "dengbao rebuild --json"},
                 {},
                 rebuild,
                 {.here = true}});
  all.push_back({"doctor",
                 Needs::Nothing,
                 "public",
                 {"自检", "self check"},
                 {"dengbao doctor", "dengbao doctor --json"},
                 {},
                 doctor,
                 {.here = true}});
  all.push_back({"health",
                 Needs::Reading,
                 "accounts",
                 {"运行状况：自检各项与最近一次备份", "the self check and the last backup"},
                 {"dengbao health", "dengbao health --json"},
                 {},
                 health});
}

}  // namespace dengbao
