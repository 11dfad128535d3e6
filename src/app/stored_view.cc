#include "app/stored_view.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "app/all_records.h"
#include "app/case_rows.h"
#include "engine/case.h"
#include "engine/search.h"

namespace dengbao {
namespace {

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

std::pair<std::string_view, std::string_view> split_subject(std::string_view subject) {
  const auto slash = subject.find('/');
  if (slash == std::string_view::npos) return {"object", subject};
  return {subject.substr(0, slash), subject.substr(slash + 1)};
}

Fetched field_of(const json::object& doc, std::string_view field, std::int64_t version) {
  const json::value* v = doc.if_contains(field);
  return {v ? from_json(*v) : Value(), std::to_string(version)};
}

}  // namespace

Grant grant_from(const json::object& doc) {
  Grant g{text(doc, "party"), text(doc, "capacity"), text(doc, "place"), text(doc, "rank"), {}, {}};
  if (const auto d = Date::parse(text(doc, "since"))) g.since = *d;
  if (const auto d = Date::parse(text(doc, "until"))) g.until = *d;
  return g;
}

Result<std::shared_ptr<const KnownRecord>> StoredView::record(std::string_view kind,
                                                              std::string_view id) const {
  std::string stream = std::string(kind).append("/").append(id);
  if (known_)
    if (auto known = known_->find(stream)) return known;
  const auto row = TRY(reading_.record(kind, id));
  if (!row)
    return fail(ErrorKind::NotFound, std::string(kind) + ".none", {{"id", std::string(id)}});
  auto read = std::make_shared<const KnownRecord>(
      KnownRecord{row->version, TRY(parse_json(row->doc, std::string(kind))).as_object()});
  if (known_) known_->keep(std::move(stream), read);
  return read;
}

Result<Fetched> StoredView::subject(std::string_view subject, std::string_view field) const {
  const auto [kind, id] = split_subject(subject);
  if (kind == "party") return party(id, field);
  if (is_place(subject)) return of_place(subject, field);
  const auto object = TRY(record(kind, id));
  if (field == "name") return field_of(object->doc, "system", object->version);
  // An object stands where it is said to stand, otherwise where its unit does.
  if (field == "place" && text(object->doc, "place").empty())
    return party(text(object->doc, "owner"), "place");
  return field_of(object->doc, field, object->version);
}

Result<Fetched> StoredView::party(std::string_view id, std::string_view field) const {
  const auto party = TRY(record("party", id));
  return field_of(party->doc, field, party->version);
}

Result<std::optional<std::string>> StoredView::owner_of(std::string_view subject) const {
  const auto [kind, id] = split_subject(subject);
  if (kind == "party") return std::string(id);
  if (is_place(subject)) return std::nullopt;
  const auto object = TRY(record(kind, id));
  const std::string owner = text(object->doc, "owner");
  if (owner.empty()) return std::nullopt;
  return owner;
}

Result<std::optional<std::string>> StoredView::superior_of(std::string_view party,
                                                           std::string_view line) const {
  const auto below = TRY(record("party", party));
  const json::value* lines = below->doc.if_contains("superiors");
  if (!lines || !lines->is_object()) return std::nullopt;
  const std::string above = text(lines->get_object(), line.empty() ? "general" : line);
  if (above.empty()) return std::nullopt;
  return above;
}

Result<std::vector<std::string>> StoredView::holders(std::string_view capacity,
                                                     std::string_view place, std::string_view rank,
                                                     Date on) const {
  RecordQuery query;
  query.kind = "capacity";
  query.name = capacity;
  std::vector<std::string> out;
  for (const RecordRow& row : TRY(all_records(reading_, query))) {
    const Grant g = grant_from(TRY(parse_json(row.doc, "capacity")).as_object());
    if ((rank.empty() || g.rank == rank) && territory_holds(g.place, place) &&
        (!g.since || *g.since <= on) && (!g.until || on < *g.until))
      out.push_back(g.party);
  }
  return out;
}

Result<bool> StoredView::holds(std::string_view party, std::string_view capacity, Date on) const {
  RecordQuery query;
  query.kind = "capacity";
  query.owner_party = party;
  query.name = capacity;
  for (const RecordRow& row : TRY(all_records(reading_, query))) {
    const Grant g = grant_from(TRY(parse_json(row.doc, "capacity")).as_object());
    if ((!g.since || *g.since <= on) && (!g.until || on < *g.until)) return true;
  }
  return false;
}

Result<std::vector<std::string>> StoredView::cases(const CaseSearch& search) const {
  std::vector<std::string> out;
  std::set<std::string> seen;
  CaseQuery query;
  query.limit = 1000;
  if (!search.role_parties.empty()) query.party = search.role_parties.front().second;
  const Sought sought(search);
  for (bool more = true; more;) {
    const auto rows = TRY(reading_.cases(query));
    more = static_cast<int>(rows.size()) == query.limit;
    if (more) query.after = rows.back().id;
    for (const CaseRow& row : rows) {
      if (row.procedure.substr(row.procedure.find('/') + 1) != search.procedure) continue;
      if (!search.states.empty() &&
          std::find(search.states.begin(), search.states.end(), row.state) == search.states.end())
        continue;  // before the document is read
      const Case c = TRY(case_in(row));
      if (!sought.is(c)) continue;
      if (!search.unique_by.empty() && !seen.insert(c.subject).second) continue;
      out.push_back(row.id);
    }
  }
  return out;
}

}  // namespace dengbao
