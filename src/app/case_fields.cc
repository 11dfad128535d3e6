// Facts for people: the form of a move and the words of a value.
#include <algorithm>
#include <boost/json.hpp>

#include "app/case_view.h"
#include "app/citation_words.h"

namespace dengbao {
namespace {

json::array strings(const std::vector<std::string>& all) {
  json::array out;
  for (const std::string& s : all) out.push_back(json::string(s));
  return out;
}

Label both(std::string text) {
  return {text, text};
}

// Entries one after another, as a person would read them aloud.
Result<Label> list_words(const FactDecl* fact, const Compound& list, const Law& law, Names& names) {
  Label out;
  for (const Value& item : list.items) {
    const Label one = TRY(value_words(fact, item, law, names));
    out.zh += (out.zh.empty() ? "" : "；") + one.zh;
    out.en += (out.en.empty() ? "" : "; ") + one.en;
  }
  return out;
}

// Declarations of members stand in one vector: their addresses have its order.
const FactDecl* member_named(const FactDecl* fact, const std::string& name) {
  if (fact)
    for (const FactDecl& m : fact->members)
      if (m.name.text() == name) return &m;
  return nullptr;
}

Result<Label> record_words(const FactDecl* fact, const Compound& record, const Law& law,
                           Names& names) {
  // As the pack has them; what it does not know comes after, by name.
  std::vector<std::pair<const FactDecl*, const std::pair<std::string, Value>*>> members;
  for (const auto& m : record.members) members.push_back({member_named(fact, m.first), &m});
  std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
    if (!a.first != !b.first) return a.first != nullptr;
    return a.first != b.first ? a.first < b.first : a.second->first < b.second->first;
  });
  Label out;
  for (const auto& [member, entry] : members) {
    const Label one = TRY(value_words(member, entry->second, law, names));
    if (one.empty()) continue;
    const Label title = member && !member->label.empty() ? member->label : both(entry->first);
    out.zh += (out.zh.empty() ? "" : "，") + title.zh + "：" + one.zh;
    out.en +=
        (out.en.empty() ? "" : ", ") + (title.en.empty() ? title.zh : title.en) + ": " + one.en;
  }
  return out;
}

}  // namespace

json::object label_json(const Label& label) {
  return {{"zh", label.zh}, {"en", label.en.empty() ? label.zh : label.en}};
}

json::object field_json(const FactDecl& fact, const Law& law) {
  json::object o{{"fact", fact.name.text()},
                 {"label", label_json(fact.label)},
                 {"type", fact_type_name(fact.type)},
                 {"citations", strings(fact.cites)}};
  if (!fact.help.empty()) o["help"] = label_json(fact.help);
  if (!fact.unit.empty()) o["unit"] = fact.unit;
  if (!fact.accepts.empty()) o["accepts"] = strings(fact.accepts);
  if (fact.at_least) o["at_least"] = *fact.at_least;
  if (fact.at_most) o["at_most"] = *fact.at_most;
  if (fact.max_characters) o["max_characters"] = *fact.max_characters;
  if (fact.personal) o["personal"] = true;
  if (fact.future_allowed) o["future_allowed"] = true;
  if (const auto list = law.code_lists.find(fact.code_list); list != law.code_lists.end()) {
    json::array choices;
    for (const CodeList::Entry& e : list->second.entries)
      choices.push_back(json::object{{"value", e.code}, {"label", label_json(e.label)}});
    o["choices"] = std::move(choices);
  }
  if (!fact.members.empty()) {
    json::array members;
    for (const FactDecl& m : fact.members) members.push_back(field_json(m, law));
    o["members"] = std::move(members);
  }
  return o;
}

Result<Label> value_words(const FactDecl* fact, const Value& value, const Law& law, Names& names) {
  if (value.none()) return Label{};
  if (const bool* yes = value.boolean()) return *yes ? Label{"是", "yes"} : Label{"否", "no"};
  if (const Compound* c = value.compound()) {
    if (!c->is_record) return list_words(fact, *c, law, names);
    const Value* name = value.member("name");
    if (name && value.member("digest")) return both(name->show());  // a file
    return record_words(fact, *c, law, names);
  }
  if (fact && value.text()) {
    if (fact->citation) return citation_words(law, *value.text());
    if (fact->type == FactType::Case || fact->from.kind == Source::Kind::Cases)
      return both(TRY(names.case_subject(*value.text())));
    if (fact->type == FactType::Party) return both(TRY(names.party(*value.text())));
    if (fact->type == FactType::YesNo)
      return *value.text() == "true" ? Label{"是", "yes"} : Label{"否", "no"};
    if (const auto list = law.code_lists.find(fact->code_list); list != law.code_lists.end())
      if (const CodeList::Entry* entry = list->second.find(*value.text()))
        return Label{entry->label.zh, entry->label.en.empty() ? entry->label.zh : entry->label.en};
  }
  return both(value.show());
}

}  // namespace dengbao
