#include "server/shapes.h"

#include <boost/json.hpp>
#include <string>

#include "base/json.h"
#include "base/text.h"

namespace dengbao::server {
namespace {

// "name:type", types as JSON Schema has them, "?" behind it: may be null; "label": both languages.
struct Shape {
  std::string_view name, members;
};
constexpr Shape kShapes[] = {
    {"System",
     "id:string unit:string? credit_code:string? system:string? object_type:string? level:integer? "
     "s:integer? a:integer? scope:string? on_cloud:boolean? online_date:string? filing_no:string? "
     "filing_date:string? assessor:string? last_assess_date:string? status:string? contact:string? "
     "phone:string? place:string? score:number? owner:string version:integer"},
    {"Party", "id:string name:string"},
    {"Account",
     "id:string account:string party:string administrator:boolean security:boolean "
     "auditor:boolean"},
    {"CaseRow",
     "case:string procedure:string title:label subject:string subject_name:string state:string "
     "state_label:label version:integer open:boolean opened_on:string"},
    {"Case",
     "case:string procedure:string title:label pack:string subject:string subject_name:string "
     "state:string version:integer round:integer open:boolean opened_on:string roles:object "
     "parties:array facts:object fact_labels:object graph:object moves:array duties:array "
     "failing_checks:array changes:array documents:array links:object events:array"},
    {"Duty",
     "duty:string label:label instance:string case:string case_title:label subject:string "
     "subject_name:string owner:string owner_name:string role:string recipient:string "
     "status:string starts:string? due:string? due_at:string? remaining_working_days:integer? "
     "provisional:boolean citation:string work:string beside:array"},
    {"Document",
     "document:string kind:string number:string case:string event:string pdf:string docx:string"},
    {"Event",
     "index:integer event:string stream:string case:string? version:integer move:string "
     "role:string account:string on:string at:string leaf:string"},
    {"Statistics", "as_of:string events:integer systems:array cases:array duties:array"},
    {"Written", "event:string version:integer receipt:object"},
};

struct Given {
  std::string_view word, shape;
  bool list = false;
};
constexpr Given kAnswers[] = {{"system list", "System", true},
                              {"system show", "System"},
                              {"system new", "Written"},
                              {"system set", "Written"},
                              {"org list", "Party", true},
                              {"org show", "Party"},
                              {"org new", "Written"},
                              {"org set", "Written"},
                              {"account list", "Account", true},
                              {"case list", "CaseRow", true},
                              {"case show", "Case"},
                              {"case open", "Written"},
                              {"case do", "Written"},
                              {"duty list", "Duty", true},
                              {"document list", "Document", true},
                              {"document show", "Document"},
                              {"event list", "Event", true},
                              {"statistics", "Statistics"}};

json::object ref(std::string_view name) {
  return {{"$ref", "#/components/schemas/" + std::string(name)}};
}

json::object type_of(std::string_view type) {
  if (type == "label") return ref("Label");
  if (!type.ends_with('?')) return {{"type", type}};
  return {{"type", json::array{json::string(type.substr(0, type.size() - 1)), "null"}}};
}

}  // namespace

json::object answer_schema(std::string_view word) {
  for (const Given& g : kAnswers)
    if (g.word == word) {
      if (g.list) return {{"type", "array"}, {"items", ref(g.shape)}};
      return ref(g.shape);
    }
  return {};
}

json::object shape_schemas() {
  json::object out;
  out["Label"] =
      json::object{{"type", "object"},
                   {"properties", json::object{{"zh", json::object{{"type", "string"}}},
                                               {"en", json::object{{"type", "string"}}}}},
                   {"required", json::array{"zh", "en"}}};
  for (const Shape& shape : kShapes) {
    json::object members;
    json::array required;
    for (const std::string& one : split(shape.members, ' ')) {
      const auto colon = one.find(':');
      members[one.substr(0, colon)] = type_of(std::string_view(one).substr(colon + 1));
      required.push_back(json::string(one.substr(0, colon)));
    }
    out[shape.name] = json::object{
        {"type", "object"}, {"properties", std::move(members)}, {"required", std::move(required)}};
  }
  return out;
}

}  // namespace dengbao::server
