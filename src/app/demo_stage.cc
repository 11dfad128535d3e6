#include "app/demo_stage.h"
#include "app/case_rows.h"

#include <algorithm>
#include <boost/json.hpp>

#include "app/doing.h"
#include "base/text.h"

namespace dengbao {
namespace {

constexpr std::int64_t kNine = 9 * 3'600'000;

const UseCase* use_case(const Catalogue& all, const std::string& word) {
  for (const UseCase& u : all)
    if (u.word == word) return &u;
  return nullptr;
}

}  // namespace

Status DemoStage::give_account(const std::string& who) {
  if (who.empty() || std::find(accounts_.begin(), accounts_.end(), who) != accounts_.end())
    return {};
  accounts_.push_back(who);
  TRY(answer("", "account add", Words().with("name", who).with("party", who)));
  return {};
}

Result<Answer> DemoStage::answer(const std::string& who, const std::string& word,
                                 const Words& words) {
  CHECK(give_account(who));
  const UseCase* u = use_case(all_, word);
  if (!u) return fail(ErrorKind::Internal, "demo.no_word", {{"word", word}});
  session_.next_caller(who, day_, Instant::start_of(day_).plus_millis(kNine));
  return u->run(session_, words.arguments());
}

Result<json::object> DemoStage::run(const std::string& who, const std::string& word,
                                    const Words& words) {
  Answer done = TRY(answer(who, word, words));
  if (!done.value.is_object()) return json::object{};
  return std::move(done.value.get_object());
}

Result<std::unique_ptr<Reading>> DemoStage::reading() {
  Installation* in = TRY(installation());
  return in->reading();
}

Result<std::string> DemoStage::party(const std::string& name) {
  auto rows = TRY(reading());
  return find_record(*rows, "party", name);
}

Result<bool> DemoStage::knows(const std::string& party_name) {
  const auto found = party(party_name);
  if (!found && found.error().kind != ErrorKind::NotFound) return std::unexpected(found.error());
  return found.has_value();
}

Result<std::string> DemoStage::object(const std::string& unit_and_name) {
  const auto slash = unit_and_name.find('/');
  if (slash == std::string::npos)
    return fail(ErrorKind::Internal, "demo.object_form", {{"object", unit_and_name}});
  auto rows = TRY(reading());
  RecordQuery query;
  query.kind = "object";
  query.owner_party = TRY(find_record(*rows, "party", unit_and_name.substr(0, slash)));
  query.name = comparable(unit_and_name.substr(slash + 1));
  const auto found = TRY(rows->records(query));
  if (found.empty()) return fail(ErrorKind::NotFound, "object.none", {{"id", unit_and_name}});
  return found.front().id;
}

Result<std::string> DemoStage::name_of(const std::string& party) {
  if (const auto it = names_.find(party); it != names_.end()) return it->second;
  auto rows = TRY(reading());
  const auto row = TRY(rows->record("party", party));
  if (!row) return party;
  const json::object doc = document_of(*row);
  const json::value* name = doc.if_contains("name");
  std::string out = name && name->is_string() ? std::string(name->get_string()) : party;
  names_[party] = out;
  return out;
}

Result<OpenedCase> DemoStage::case_of(const std::string& id) {
  Installation* in = TRY(installation());
  auto rows = TRY(in->reading());
  const auto row = TRY(rows->case_row(id));
  if (!row) return fail(ErrorKind::NotFound, "case.none", {{"case", id}});
  OpenedCase out;
  out.c = TRY(case_in(*row));
  out.law = TRY(in->shelf().pinned(row->pack, *rows));
  out.procedure = out.law->procedure(row->procedure);
  if (!out.procedure)
    return fail(ErrorKind::Internal, "law.no_procedure", {{"procedure", row->procedure}});
  return out;
}

Result<std::vector<EventRow>> DemoStage::events_from(std::int64_t index) {
  auto rows = TRY(reading());
  std::vector<EventRow> out;
  while (true) {
    auto page = TRY(rows->events(index, 1000));
    if (page.empty()) return out;
    index = page.back().index + 1;
    for (EventRow& e : page) out.push_back(std::move(e));
  }
}

}  // namespace dengbao
