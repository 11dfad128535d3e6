#include "app/sight.h"

#include <algorithm>

#include "app/all_records.h"
#include "app/dispatch.h"
#include "app/mandates.h"
#include "app/stored_view.h"
#include "base/credit_code.h"
#include "base/text.h"
#include "base/yaml.h"

namespace dengbao {
namespace {

enum class Scope : std::uint8_t { Nothing, Party, Everything };

// Columns in the order of Capacity: nobody, party, system, security, auditor, local operator.
constexpr Scope kScopes[] = {Scope::Nothing, Scope::Party,      Scope::Everything,
                             Scope::Nothing, Scope::Everything, Scope::Everything};

using Names = std::vector<std::string>;

// Capacities that the law lets see a whole territory.
Result<Names> read_supervisors(const std::string& text, const std::string& path) {
  Names out;
  const Yaml y = TRY(parse_yaml(text, path));
  if (const Yaml* list = y.find("supervisors"))
    for (const Yaml& one : list->items)
      if (const Yaml* capacity = one.find("capacity")) out.push_back(capacity->text);
  return out;
}

Result<Names> supervisors(const LawFiles& files) {
  const auto file = files.find("sight/supervisors.yaml");
  if (file == files.end()) return Names();
  // Asked with every request of an office; the text is the same all day.
  thread_local std::pair<std::string, Names> last;
  if (last.first != file->second)
    last = {file->second, TRY(read_supervisors(file->second, file->first))};
  return last.second;
}

}  // namespace

Result<std::vector<std::string>> territories_of(Session& session, Reading& reading,
                                                const std::string& party, Date today) {
  RecordQuery query;
  query.kind = "capacity";
  query.owner_party = party;
  const auto rows = TRY(all_records(reading, query));
  std::vector<std::string> out;
  if (rows.empty()) return out;
  const LawLibrary* law = TRY(session.law());
  const auto known = TRY(supervisors(law->files()));
  for (const RecordRow& row : rows) {
    const Grant g = grant_from(document_of(row));
    const bool now = (!g.since || *g.since <= today) && (!g.until || today < *g.until);
    if (now && !g.place.empty() && std::find(known.begin(), known.end(), g.capacity) != known.end())
      out.push_back(g.place);
  }
  return out;
}

Result<Sight> sight_of(Session& session, Reading& reading, const Actor& actor) {
  Sight out;
  if (actor.may_act_for_all || actor.is_system) {
    out.everything = true;
    return out;
  }
  const Capacity capacity = TRY(capacity_of(session, reading));
  const Scope scope = kScopes[static_cast<std::size_t>(capacity)];
  out.everything = scope == Scope::Everything;
  // An account without a party sees nothing of anybody.
  if (scope != Scope::Party || actor.party.empty()) return out;
  out.parties = TRY(reading.lists().files_for(actor.party));
  out.parties.insert(out.parties.begin(), actor.party);
  // By the clock of the installation: nobody looks back into a day on which he still saw more.
  const Date today = TRY(session.installation(false))->now().date();
  out.territories = TRY(territories_of(session, reading, actor.party, today));
  out.mandates = TRY(mandates_of(reading, actor.party, today));
  return out;
}

Result<RecordRow> seen_record(Reading& reading, const Sight& sight, const std::string& kind,
                              const std::string& given) {
  const auto none = [&] {
    return fail(ErrorKind::NotFound, kind + ".none", {{"id", given}, {kind, given}});
  };
  if (sight.everything) {
    const std::string id = TRY(find_record(reading, kind, given));
    auto row = TRY(reading.record(kind, id));
    return row ? Result<RecordRow>(std::move(*row)) : none();
  }
  auto row = TRY(reading.record(kind, given));
  if (row && TRY(reading.lists().sees(Listed::Records, kind + "/" + given, sight)))
    return std::move(*row);
  // Another's of the same name neither hides one's own nor is told of.
  for (const auto& [column, value] :
       {std::pair<std::string_view, std::string>{"code", given}, {"name", comparable(given)}}) {
    if (value.empty()) continue;
    ListQuery query;
    query.kind = kind;
    query.sight = sight;
    query.limit = 2;
    query.terms.push_back({.column = column, .text = value, .number = {}});
    auto rows = TRY(reading.lists().records(query)).rows;
    if (rows.size() > 1)
      return fail(ErrorKind::BadInput, "app.several_records",
                  {{"name", given}, {"first", rows[0].id}, {"second", rows[1].id}});
    if (rows.size() == 1) return std::move(rows.front());
  }
  return none();
}

Result<std::string> named_party(Reading& reading, const Sight& sight, const std::string& given) {
  const auto seen = seen_record(reading, sight, "party", given);
  if (seen) return seen->id;
  if (seen.error().kind != ErrorKind::NotFound) return std::unexpected(seen.error());
  if (const CreditCodeCheck code = check_credit_code(given); code.valid()) {
    RecordQuery query;
    query.kind = "party";
    query.code = code.code;
    query.limit = 2;
    if (const auto rows = TRY(reading.records(query)); rows.size() == 1) return rows[0].id;
  }
  if (const auto found = find_record(reading, "party", given)) {
    RecordQuery query;
    query.kind = "capacity";
    query.owner_party = *found;
    query.limit = 1;
    if (!TRY(reading.records(query)).empty()) return *found;
  } else if (found.error().kind == ErrorKind::External) {
    return std::unexpected(found.error());
  }
  return std::unexpected(seen.error());
}

}  // namespace dengbao
