// import ledger: asset lists as they really come.

#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>

#include "app/doing.h"
#include "app/import_reading.h"
#include "app/messages.h"
#include "app/taking_over.h"
#include "intake/asset_list_json.h"

namespace dengbao {
namespace {

struct Understood {
  ImportAsked asked;
  intake::AssetList list;
};

Result<Understood> understand_file(Session& session, const Arguments& a) {
  Understood out{TRY(import_asked(session, a)), {}};
  intake::Grid grid = TRY(import_grid(session, out.asked));
  out.list = TRY(intake::understand(std::move(grid), out.asked.words, out.asked.options));
  return out;
}

// Scanned licences are kept with the record of who said that a code is right.
Status keep_licences(Desk& desk, const intake::AssetList& list, const std::string& beside,
                     json::array& kept) {
  for (const intake::AssetRow& row : list.rows) {
    if (!row.override_ || row.verdict != intake::Verdict::Accepted) continue;
    std::filesystem::path path = row.override_->licence;
    if (path.is_relative()) path = std::filesystem::path(beside).parent_path() / path;
    const std::string bytes = TRY(read_whole_file(path.string()));
    const std::string digest = hex(dengbao::digest(HashKind::Sm3, bytes));
    CHECK(desk.work().put_file(digest, bytes));
    kept.push_back(json::object{{"credit_code", row.record.credit_code.value_or("")},
                                {"licence", path.filename().string()},
                                {"digest", digest},
                                {"reason", row.override_->reason}});
  }
  return {};
}

Request record_of_import(const Understood& u, const Actor& actor, const std::string& bytes,
                         const std::string& override_path, const TakenOver& taken) {
  Request r;
  r.actor = actor;
  r.act = [&u, actor, &bytes, override_path, &taken](Desk& desk) -> Result<Deed> {
    const std::string digest = hex(dengbao::digest(HashKind::Sm3, bytes));
    json::array licences;
    CHECK(keep_licences(desk, u.list, override_path, licences));
    CHECK(desk.work().put_file(digest, bytes));
    Desk::RecordChange change;
    change.kind = "import";
    change.id = desk.fresh_id();
    change.event = "asset list imported";
    change.fields = {{"file", u.asked.options.file}, {"digest", digest},
                     {"accepted", u.list.accepted},  {"rejected", u.list.rejected},
                     {"created", taken.created},     {"changed", taken.changed},
                     {"unchanged", taken.unchanged}, {"overrides", std::move(licences)}};
    change.on = desk.now().date();
    return desk.change_record(change, actor);
  };
  return r;
}

void add_counts(json::object& o, const TakenOver& t) {
  o["created"] = t.created;
  o["changed"] = t.changed;
  o["unchanged"] = t.unchanged;
  o["new_units"] = t.parties;
  o["certificates"] = t.certificates;
  o["changes"] = t.changes;
}

std::string summary(const json::object& o, bool chinese, bool dry) {
  const auto n = [&](const char* name) { return o.at(name).to_number<std::int64_t>(); };
  std::string out;
  if (chinese) {
    out = fmt::format("数据行 {}：通过 {}，未通过 {}，涉及单位 {} 个。\n", n("total_data_rows"),
                      n("valid_systems"), n("rejected_rows"), n("units"));
    if (dry)
      out += "仅校验，未写入。\n";
    else
      out += fmt::format("新增 {}，变更 {}，无变化 {}；承接已有备案 {} 个。\n", n("created"),
                         n("changed"), n("unchanged"), n("certificates"));
  } else {
    out = fmt::format("{} data rows: {} valid, {} rejected, {} units.\n", n("total_data_rows"),
                      n("valid_systems"), n("rejected_rows"), n("units"));
    if (dry)
      out += "Checked only, nothing written.\n";
    else
      out += fmt::format("{} created, {} changed, {} unchanged; {} existing filings taken over.\n",
                         n("created"), n("changed"), n("unchanged"), n("certificates"));
  }
  for (const auto& r : o.at("rejected").as_array()) {
    const auto& row = r.as_object();
    out += fmt::format("  {}!{}  {}  {}\n", std::string_view(row.at("sheet").as_string()),
                       row.at("row").to_number<std::int64_t>(),
                       std::string_view(row.at("code").as_string()),
                       std::string_view(row.at("reason").as_string()));
  }
  return out;
}

// A party brings in the systems of its own and of those below it; only administrators all others.
Result<std::vector<std::string>> units_of_others(Session& session, const intake::AssetList& list) {
  if (session.globals().account.empty()) return std::vector<std::string>();
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  if (actor.party.empty()) return std::vector<std::string>();
  return foreign_units(*reading, list, actor.party);
}

Result<Answer> import_ledger(Session& session, const Arguments& a) {
  const Understood u = TRY(understand_file(session, a));
  const Messages messages(TRY(session.law())->files(), session.chinese());
  Answer answer;
  json::object o = intake::to_json(u.list, [&](const Explanation& e) { return messages.what(e); });
  if (a.has("rejects")) {
    CHECK(write_xlsx(rejects_book(u.list, u.asked, messages, session.now()), a.text("rejects")));
    o["rejects_file"] = a.text("rejects");
  }
  if (a.has("strict")) CHECK(intake::require_no_rejects(u.list));
  const bool dry = a.has("dry-run");
  o["dry_run"] = dry;
  if (const auto others = TRY(units_of_others(session, u.list)); !others.empty()) {
    if (!dry)
      return fail(ErrorKind::Refused, "import.foreign_units",
                  {{"count", std::to_string(others.size())}, {"first", others.front()}});
    json::array names;
    for (const std::string& name : others) names.push_back(json::string(name));
    o["foreign_units"] = std::move(names);
  }
  TakenOver taken;
  if (!dry) {
    Installation* in = TRY(open_for_writing(session));
    Actor actor;
    {
      auto reading = TRY(in->reading());
      actor = TRY(actor_of(session, *reading));
      if (actor.party.empty()) CHECK(allowed(*reading, actor, Permission::Administer));
    }
    const std::string bytes = TRY(read_whole_file(a.text("file")));
    std::vector<Request> requests = taking_over(u.list, actor, taken, session.progress());
    requests.push_back(record_of_import(u, actor, bytes, a.text("override"), taken));
    const auto answers = in->submit(std::span<const Request>(requests));
    for (const auto& one : answers)
      if (!one) return std::unexpected(one.error());
    const json::object done = outcome_json(*answers.back());
    for (const auto& m : done) o[m.key()] = m.value();
    for (const Explanation& e : taken.notes) answer.notes.push_back(e);
  }
  add_counts(o, taken);
  answer.text = summary(o, session.chinese(), dry);
  answer.value = std::move(o);
  return answer;
}

}  // namespace

void add_import_words(Catalogue& all) {
  const auto option = [](std::string name, std::string value, Label help) {
    return Option{std::move(name), std::move(value), std::move(help), false, false, false, {}};
  };
  // Checking a list needs no data directory, so the word asks for one only when it writes.
  all.push_back(
      {"import ledger",
       Needs::Nothing,
       "register",
       {"导入资产台账（xlsx、csv）", "import an asset list (xlsx, csv)"},
       {"dengbao import ledger 台账.xlsx --dry-run --rejects 未通过.xlsx",
        "dengbao import ledger 台账.csv --strict"},
       {{"file", "FILE", {"台账文件", "the list"}, true, true, false, {}},
        option("dry-run", "", {"只校验，不写入", "check only"}),
        option("rejects", "OUT.xlsx",
               {"未通过的行写到此文件，改正后可再导入",
                "rejected rows, to be corrected and imported"}),
        option("strict", "", {"有一行未通过就全部不写入", "write nothing when a row is rejected"}),
        option("map", "FILE", {"表头对照（YAML：表头: 字段）", "headings to fields"}),
        option("override", "FILE",
               {"校验位例外（YAML：信用代码、营业执照扫描件、理由）", "exceptions for E04"})},
       import_ledger,
       {.takes_long = true}});
  add_import_reading_words(all);
}

}  // namespace dengbao
