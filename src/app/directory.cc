#include "app/directory.h"

#include <algorithm>
#include <boost/json.hpp>

#include "app/all_records.h"
#include "app/case_rows.h"
#include "app/case_view.h"
#include "app/doing.h"
#include "app/naming.h"
#include "base/text.h"
#include "base/yaml.h"

namespace dengbao {
namespace {

constexpr std::size_t kMost = 50;

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

struct Body {
  std::string capacity, because;
  Label label;
};

Result<std::vector<Body>> bodies(const LawFiles& files) {
  std::vector<Body> out;
  const auto file = files.find("sight/directory.yaml");
  if (file == files.end()) return out;
  const Yaml y = TRY(parse_yaml(file->second, file->first));
  const auto word = [](const Yaml& from, std::string_view key) {
    const Yaml* v = from.find(key);
    return v ? v->text : std::string();
  };
  if (const Yaml* list = y.find("bodies"))
    for (const Yaml& one : list->items) {
      const Yaml* label = one.find("label");
      out.push_back({word(one, "capacity"), word(one, "because"),
                     label ? Label{word(*label, "zh"), word(*label, "en")} : Label{}});
    }
  return out;
}

class Directory {
 public:
  Directory(Installation& in, Reading& reading)
      : in_(in), reading_(reading), names_(reading), today_(in.now().date()) {}

  Status add(const RecordRow& party) {
    const json::object doc = document_of(party);
    CHECK(add_capacities(party, text(doc, "name")));
    return add_entries(party, text(doc, "name"), text(doc, "listed") == "yes");
  }
  json::array rows;

 private:
  Status add_capacities(const RecordRow& party, const std::string& name) {
    RecordQuery query;
    query.kind = "capacity";
    query.owner_party = party.id;
    for (const RecordRow& row : TRY(all_records(reading_, query))) {
      const Grant g = grant_from(document_of(row));
      if ((g.since && *g.since > today_) || (g.until && *g.until <= today_)) continue;
      for (const Body& body : TRY(bodies(in_.shelf().library())))
        if (body.capacity == g.capacity)
          rows.push_back(json::object{{"name", name},
                                      {"as", body.capacity},
                                      {"as_label", label_json(body.label)},
                                      {"state_label", nullptr},
                                      {"number", nullptr},
                                      {"verifiable", false},
                                      {"shows", json::array{}},
                                      {"citations", json::array{body.because}}});
    }
    return {};
  }

  Status add_entries(const RecordRow& party, const std::string& name, bool agreed) {
    CaseQuery query;
    query.party = party.id;
    for (const CaseRow& row : TRY(all_cases(reading_, query))) {
      const auto law = TRY(in_.shelf().pinned(row.pack, reading_));
      const Procedure* p = law->procedure(row.procedure);
      using Listed = Procedure::Directory::Listed;
      if (!p || !p->is_register || p->directory.listed == Listed::No) continue;
      if (p->directory.listed == Listed::ByConsent && !agreed) continue;
      const auto& states = p->directory.states;
      if (states.empty()
              ? !row.open
              : std::find(states.begin(), states.end(), Symbol(row.state)) == states.end())
        continue;
      const Case c = TRY(case_in(row));
      const auto& holders = c.parties(p->directory.of);
      if (std::find(holders.begin(), holders.end(), party.id) == holders.end()) continue;
      CHECK(add_entry(name, c, *p, *law));
    }
    return {};
  }

  Status add_entry(const std::string& name, const Case& c, const Procedure& p, const Law& law) {
    json::object o{
        {"name", name},           {"as", p.name.text()}, {"as_label", label_json(p.title)},
        {"state_label", nullptr}, {"number", nullptr},   {"verifiable", false}};
    if (const StateDecl* state = p.state(c.state)) o["state_label"] = label_json(state->label);
    json::array shows, cites;
    for (Symbol fact : p.directory.shows) {
      const FactDecl* decl = p.fact(fact);
      const Value& value = c.value(fact);
      if (!decl || decl->personal || value.none()) continue;
      if (fact.text() == "number") {
        const std::string number = value.show();
        o["verifiable"] = TRY(reading_.number_text(number)).has_value();
        o["number"] = number;
      }
      shows.push_back(
          json::object{{"label", label_json(decl->label)},
                       {"words", label_json(TRY(value_words(decl, value, law, names_)))}});
    }
    for (const std::string& cite : p.directory.cites) cites.push_back(json::string(cite));
    o["shows"] = std::move(shows);
    o["citations"] = std::move(cites);
    rows.push_back(std::move(o));
    return {};
  }

  Installation& in_;
  Reading& reading_;
  Names names_;
  Date today_;
};

}  // namespace

Result<json::array> directory_of(Installation& in, Reading& reading, const std::string& search) {
  RecordQuery query;
  query.kind = "party";
  query.text = search;
  query.limit = 500;
  Directory out(in, reading);
  for (bool more = true; more && out.rows.size() < kMost;) {
    const auto page = TRY(reading.records(query));
    more = static_cast<int>(page.size()) == query.limit;
    if (more) query.after = page.back().id;
    for (const RecordRow& party : page) {
      CHECK(out.add(party));
      if (out.rows.size() >= kMost) break;
    }
  }
  if (out.rows.size() > kMost) out.rows.resize(kMost);
  return std::move(out.rows);
}

}  // namespace dengbao
