#include "app/bindings.h"

#include <boost/json.hpp>

#include "app/all_records.h"
#include "base/json.h"
#include "engine/world.h"

namespace dengbao {
namespace {

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

int particularity(const Binding& b) {
  std::string_view t = b.territory;
  while (t.size() >= 2 && t.substr(t.size() - 2) == "00") t.remove_suffix(2);
  return static_cast<int>(t.size()) * 2 + (b.party_kind.empty() ? 0 : 1);
}

}  // namespace

bool Binding::speaks_of(std::string_view place, std::string_view kind) const {
  return territory_holds(territory, place) && (party_kind.empty() || party_kind == kind);
}

Result<std::vector<Binding>> bindings_of(Reading& reading, const std::string& procedure) {
  RecordQuery query;
  query.kind = "binding";
  query.name = procedure;
  std::vector<Binding> out;
  for (const RecordRow& row : TRY(all_records(reading, query))) {
    const json::object doc = TRY(parse_json(row.doc, "binding")).as_object();
    out.push_back({text(doc, "pack"), text(doc, "territory"), text(doc, "party_kind")});
  }
  return out;
}

const Binding* governing(const std::vector<Binding>& all, std::string_view place,
                         std::string_view kind) {
  const Binding* best = nullptr;
  for (const Binding& b : all)
    if (b.speaks_of(place, kind) && (!best || particularity(b) > particularity(*best))) best = &b;
  return best;
}

}  // namespace dengbao
