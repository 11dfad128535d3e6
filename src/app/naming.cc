#include "app/naming.h"

#include <boost/json.hpp>

#include "base/json.h"

namespace dengbao {

Result<std::string> Names::of(const std::string& kind, const std::string& id) {
  const std::string place = kind + "/" + id;
  if (const auto it = known_.find(place); it != known_.end()) return it->second;
  std::string name = id;
  if (const auto row = TRY(reading_.record(kind, id))) {
    const json::object doc = TRY(parse_json(row->doc, place)).as_object();
    // Objects keep the name of the system as asset lists head it.
    const json::value* v = doc.if_contains(kind == "object" ? "system" : "name");
    if (v && v->is_string() && !v->get_string().empty()) name = std::string(v->get_string());
  }
  return known_.emplace(place, std::move(name)).first->second;
}

Result<std::string> Names::party(const std::string& id) {
  if (id.empty()) return std::string();
  return of("party", id);
}

Result<std::string> Names::subject(const std::string& subject) {
  const auto slash = subject.find('/');
  if (slash == std::string::npos) return subject;
  return of(subject.substr(0, slash), subject.substr(slash + 1));
}

Result<std::string> Names::case_subject(const std::string& id) {
  const auto row = TRY(reading_.case_row(id));
  if (!row) return id;
  return subject(row->subject);
}

}  // namespace dengbao
