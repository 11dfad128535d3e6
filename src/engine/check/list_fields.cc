#include "engine/check/list_fields.h"

#include <algorithm>
#include <string_view>

namespace dengbao {
namespace {

constexpr std::string_view kItem = "{item.", kFact = "fact.", kParty = "party.";

// The members in one text: "第{item.fact.level|chinese_number}级" has "fact.level".
void take(const std::string& text, const std::string& list, std::vector<ListField>& out) {
  for (auto at = text.find(kItem); at != std::string::npos; at = text.find(kItem, at + 1)) {
    const auto from = at + kItem.size();
    const auto end = text.find_first_of("|}", from);
    if (end != std::string::npos) out.push_back({list, text.substr(from, end - from)});
  }
}

void look(const Yaml& at, std::string list, std::vector<ListField>& out) {
  if (const Yaml* each = at.find("each"); each && each->text.starts_with(kFact))
    list = each->text.substr(kFact.size());
  if (at.is_scalar() && !list.empty()) take(at.text, list, out);
  for (const Yaml& item : at.items) look(item, list, out);
  for (const auto& [name, value] : at.members) look(value, list, out);
}

bool has_fact(const Procedure& p, std::string_view path) {
  const FactDecl* fact = p.fact(Symbol(path.substr(0, path.find('.'))));
  return fact && !fact->personal;
}

}  // namespace

std::vector<ListField> list_fields(const Yaml& form) {
  std::vector<ListField> out;
  look(form, "", out);
  return out;
}

bool has_member(const Law& law, const FactDecl& list, const std::string& member) {
  if (list.from.kind != Source::Kind::Cases)
    return std::any_of(list.members.begin(), list.members.end(), [&](const FactDecl& m) {
      return m.name.text() == member.substr(0, member.find('.'));
    });
  const Procedure* p = law.procedure(list.from.procedure);
  if (!p) return true;  // told as check.no_procedure
  const std::string_view path = member;
  if (path.starts_with(kFact)) return has_fact(*p, path.substr(kFact.size()));
  if (!path.starts_with(kParty)) return true;
  const std::string_view role = path.substr(kParty.size());
  return p->role(Symbol(role.substr(0, role.find('.')))) != nullptr;
}

}  // namespace dengbao
