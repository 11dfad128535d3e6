// init, backup, restore, rebuild, doctor, calendar publish, law install, trust: keeping it running.

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

// A folder with the database, the key and the settings; the head goes along to be remembered.
Result<Answer> backup(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  const fs::path to = a.text("to");
  std::error_code error;
  if (fs::exists(to, error) && !fs::is_empty(to, error))
    return fail(ErrorKind::Conflict, "app.not_empty", {{"folder", to.string()}}, to.string());
  fs::create_directories(to, error);
  if (error) return fail_external("app.cannot_write", to.string() + ": " + error.message());
  fs::permissions(to, fs::perms::owner_all, error);
  const InstallationPaths from = in->paths(), copy{to.string()};
  CHECK(in->store().copy_to(copy.database()));
  for (const auto& [source, target] :
       {std::pair{from.key(), copy.key()}, std::pair{from.passphrase(), copy.passphrase()}}) {
    if (!fs::exists(source, error)) continue;
    fs::copy_file(source, target, error);
    if (error) return fail_external("app.cannot_write", target + ": " + error.message());
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
  if (error) return fail_external("app.cannot_write", to.folder + ": " + error.message());
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
    if (error) return fail_external("app.cannot_write", target + ": " + error.message());
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

Result<Answer> doctor(Session& session, const Arguments&) {
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
  Answer answer;
  json::array rows;
  for (const Finding& f : found) {
    rows.push_back(json::object{{"what", f.what}, {"ok", f.good}, {"detail", f.detail}});
    answer.negative |= !f.good;
  }
  answer.value = std::move(rows);
  return answer;
}

// The dates of open duties under the calendar as it is and as it will be: one entry for each that
// moves, and a date once told is kept where the new one would be earlier.
Result<Answer> calendar_publish(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(allowed(*reading, actor, Permission::Administer));
  const std::string text = TRY(read_whole_file(a.text("file")));
  const Calendar::Year year = TRY(read_calendar_year(text, a.text("file")));
  Calendar next = in->calendar();
  next.publish(year);
  struct Moved {
    std::string case_id;
    DutyStep step;
  };
  std::vector<Moved> moved;
  CaseQuery query;
  query.open = true;
  query.limit = 1000;
  const Instant now = in->now();
  for (bool more = true; more;) {
    const auto rows = TRY(reading->cases(query));
    more = static_cast<int>(rows.size()) == query.limit;
    if (more) query.after = rows.back().id;
    for (const CaseRow& row : rows) {
      const Case c = case_from(TRY(parse_json(row.doc, row.id)).as_object());
      const auto law = TRY(in->shelf().pinned(row.pack, *reading));
      const Procedure* p = law->procedure(row.procedure);
      const auto before = duties(*p, c, *law, in->calendar(), now),
                 after = duties(*p, c, *law, next, now);
      for (std::size_t i = 0; i < before.size() && i < after.size(); ++i) {
        if (!before[i].due || !after[i].due || before[i].status != DutyStatus::Running ||
            before[i].due == after[i].due)
          continue;
        const bool later = *after[i].due > *before[i].due;
        moved.push_back({row.id,
                         {before[i].name,
                          before[i].instance,
                          Symbol(later ? "due_moved" : "keep_due"),
                          later ? after[i].due_date() : before[i].due_date(),
                          {before[i].owner}}});
      }
    }
  }
  reading.reset();
  Request publish = request_of(actor, a, "calendar publish");
  publish.act = [&](Desk& desk) -> Result<Deed> {
    Desk::RecordChange change;
    change.kind = "calendar";
    change.id = std::to_string(year.year);
    change.event = "calendar published";
    change.fields = {{"year", year.year}, {"yaml", text}, {"source", year.source}};
    change.name = change.id;
    change.on = desk.now().date();
    Deed deed = TRY(desk.change_record(change, actor));
    // One entry for each duty that moves; all of it stands or none.
    for (const Moved& m : moved) {
      OpenedCase c = TRY(desk.case_of(m.case_id));
      TRY(desk.step(c, m.step, actor));
    }
    deed.more["moved"] = static_cast<std::int64_t>(moved.size());
    return deed;
  };
  // The entries are computed under the new calendar: it takes effect for the batch.
  in->use_calendar(std::move(next));
  auto outcome = in->submit(std::move(publish));
  if (!outcome) {
    CHECK(in->reload_calendar());
    return std::unexpected(outcome.error());
  }
  return Answer{outcome_json(*outcome), false, {}, {}, {}, {}};
}

// The pack that is meant: named, or the only one in the folder.
Result<std::string> which_pack(const Arguments& a) {
  if (a.has("pack")) return a.text("pack");
  const LawFiles own = TRY(files_from_folder(a.text("folder")));
  const auto ids = pack_ids(own);
  if (ids.size() != 1)
    return fail(ErrorKind::Usage, "law.which_pack", {{"count", std::to_string(ids.size())}});
  return ids.front();
}

Result<Answer> law_install(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(allowed(*reading, actor, Permission::Administer));
  LawLibrary library(in->shelf().library());
  CHECK(library.add_folder(a.text("folder")));
  const std::string id = TRY(which_pack(a));
  const auto law = std::make_shared<const Law>(TRY(load_law(library.files(), id)));
  if (const auto old = TRY(reading->record("law", id))) {
    const std::string edition = std::string(document_of(*old).at("edition").as_string());
    if (old->code == law->digest)
      return fail(ErrorKind::Conflict, "law.installed_already",
                  {{"pack", id}, {"digest", law->digest}});
    if (edition == law->head.edition && !a.has("supersedes"))
      return fail(ErrorKind::Conflict, "law.same_edition", {{"pack", id}, {"edition", edition}});
  }
  reading.reset();
  in->shelf().replace(library.files());
  Request r = request_of(actor, a, "law install");
  r.act = [&](Desk& desk) -> Result<Deed> {
    if (!TRY(desk.work().pack(law->digest)))
      CHECK(desk.work().insert(desk.shelf().row_of(*law, desk.now())));
    Desk::RecordChange change;
    change.kind = "law";
    change.id = id;
    change.event = "law installed";
    change.fields = {{"pack", id}, {"edition", law->head.edition}, {"digest", law->digest}};
    change.name = id;
    change.code = law->digest;
    change.why = a.text("supersedes");
    change.on = desk.now().date();
    return desk.change_record(change, actor);
  };
  return submit(session, *in, std::move(r));
}

Result<Answer> trust_add(Session& session, const Arguments& a) {
  const std::string text = TRY(read_whole_file(a.text("file")));
  const ledger::TrustAnchor anchor = TRY(ledger::read_trust_anchor(text, a.text("file")));
  const InstallationPaths paths{session.globals().data};
  TRY(session.installation(true));
  std::error_code error;
  fs::create_directories(paths.trust(), error);
  CHECK(write_whole_file(paths.trust() + "/" + anchor.fingerprint, text, true));
  json::object o{{"fingerprint", anchor.fingerprint}};
  return Answer{std::move(o), false, {}, {}, {}, {}};
}

Result<Answer> trust_list(Session& session, const Arguments&) {
  const InstallationPaths paths{session.globals().data};
  TRY(session.installation(false));
  json::array rows;
  std::error_code error;
  for (auto it = fs::directory_iterator(paths.trust(), error);
       !error && it != fs::directory_iterator(); it.increment(error))
    rows.push_back(json::object{{"fingerprint", it->path().filename().string()}});
  return Answer{std::move(rows), false, {}, {}, {}, {}};
}

// Erasing takes value and salt away; the commitment stays, and with it every proof.
Result<Answer> event_erase(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(allowed(*reading, actor, Permission::Administer));
  const auto event = TRY(reading->event(a.text("event")));
  if (!event) return fail(ErrorKind::NotFound, "event.none", {{"event", a.text("event")}});
  const auto secrets = TRY(reading->secrets(event->id));
  if (std::none_of(secrets.begin(), secrets.end(),
                   [&](const SecretRow& s) { return s.fact == a.text("fact") && !s.salt.empty(); }))
    return fail(ErrorKind::NotFound, "event.no_personal",
                {{"event", event->id}, {"fact", a.text("fact")}});
  reading.reset();
  Request r = request_of(actor, a, "event erase");
  r.act = [&](Desk& desk) -> Result<Deed> {
    CHECK(desk.work().erase_secret(event->id, a.text("fact")));
    CHECK(erase_from_projection(desk.work(), *event, a.text("fact")));
    desk.forget(event->stream);
    Desk::RecordChange change;
    change.kind = "erasure";
    change.id = event->id + "." + a.text("fact");
    change.event = "personal value erased";
    change.fields = {{"event", event->id}, {"fact", a.text("fact")}, {"reason", a.text("reason")}};
    change.owner_party = event->owner_party;
    change.on = desk.now().date();
    return desk.change_record(change, actor);
  };
  return submit(session, *in, std::move(r));
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
       init});
  all.push_back({"backup",
                 Needs::Reading,
                 "administer",
                 {"备份到空文件夹", "copy everything into an empty folder"},
                 {"dengbao backup 备份/2026-02-10", "dengbao backup /mnt/usb/dengbao --json"},
                 {positional("to", "DIR", {"空文件夹", "empty folder"})},
                 backup});
  all.push_back({"restore",
                 Needs::Making,
                 "public",
                 {"从备份恢复并核验", "restore a backup and verify it"},
                 {"dengbao restore 备份/2026-02-10 --data 等保数据",
                  "dengbao restore BACKUP --remembered 树头"},
                 {positional("from", "DIR", {"备份文件夹", "the backup"}),
                  option("remembered", "FILE",
                         {"记下的树头；默认用备份里的", "remembered head; default: the backup's"})},
                 restore});
  all.push_back({"rebuild",
                 Needs::Writing,
                 "administer",
                 {"由事件重建各表", "make the tables anew from the events"},
                 {"dengbao rebuild", "dengbao rebuild --json"},
                 {},
                 rebuild});
  all.push_back({"doctor",
                 Needs::Nothing,
                 "public",
                 {"自检", "self check"},
                 {"dengbao doctor", "dengbao doctor --json"},
                 {},
                 doctor});
  all.push_back(
      {"calendar publish",
       Needs::Writing,
       "administer",
       {"发布某年的节假日安排", "publish the calendar of a year"},
       {"dengbao calendar publish cn-2027.yaml", "dengbao calendar publish cn-2027.yaml --json"},
       {positional("file", "FILE", {"日历文件", "calendar file"}),
        option("key", "K", {"幂等键", "idempotency key"})},
       calendar_publish});
  all.push_back(
      {"law install",
       Needs::Writing,
       "administer",
       {"安装法规包", "install a pack"},
       {"dengbao law install ./my-city", "dengbao law install ./cn-x --supersedes 更正审查期限"},
       {positional("folder", "DIR", {"法规包文件夹", "the pack's folder"}),
        option("pack", "ID", {"文件夹含多个包时指定", "which, where the folder holds several"}),
        option("supersedes", "WHY", {"同一版次内容不同时的理由", "why the same edition differs"}),
        option("key", "K", {"幂等键", "idempotency key"})},
       law_install});
  all.push_back({"trust add",
                 Needs::Writing,
                 "administer",
                 {"加入信任的公钥", "add a trusted key"},
                 {"dengbao trust add 市信息办.pem", "dengbao trust add key.pub"},
                 {positional("file", "KEY", {"公钥文件", "key file"})},
                 trust_add});
  all.push_back({"trust list",
                 Needs::Reading,
                 "read",
                 {"列出信任的公钥", "list trusted keys"},
                 {"dengbao trust list", "dengbao trust list --json"},
                 {},
                 trust_list});
  all.push_back(
      {"event erase",
       Needs::Writing,
       "administer",
       {"依法删除个人信息", "erase a personal value"},
       {"dengbao event erase --event ID --fact contact_phone --reason 依申请删除",
        "dengbao event erase --event ID --fact phone --reason 离职"},
       {option("event", "E", {"事件", "event"}, true), option("fact", "F", {"要素", "fact"}, true),
        option("reason", "WHY", {"法定理由", "legal reason"}, true),
        option("key", "K", {"幂等键", "idempotency key"})},
       event_erase});
}

}  // namespace dengbao
