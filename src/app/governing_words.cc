// calendar publish, law install, trust, event erase: under which rules it runs.

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "app/case_deeds.h"
#include "app/case_rows.h"
#include "app/doing.h"
#include "app/options.h"
#include "app/rebuilding.h"

namespace dengbao {
namespace {

namespace fs = std::filesystem;

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
      const Case c = TRY(case_in(row));
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

void add_governing_words(Catalogue& all) {
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
       law_install,
       {.here = true}});
  all.push_back({"trust add",
                 Needs::Writing,
                 "administer",
                 {"加入信任的公钥", "add a trusted key"},
                 {"dengbao trust add 市信息办.pem", "dengbao trust add key.pub"},
                 {positional("file", "KEY", {"公钥文件", "key file"})},
                 trust_add,
                 {.here = true}});
  all.push_back({"trust list",
                 Needs::Reading,
                 "read",
                 {"列出信任的公钥", "list trusted keys"},
                 {"dengbao trust list", "dengbao trust list --json"},
                 {},
                 trust_list,
                 {.here = true}});
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
