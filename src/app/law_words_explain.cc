// law explain: what a clause, a source row or a contradiction means here: which rules cite it,
// which values stand on it, and what stands beside. law diff: two packs, entry by entry.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "app/coverage.h"
#include "app/law_words.h"
#include "base/yaml.h"

namespace dengbao {
namespace {

struct Explained {
  std::set<std::string> citations;  // "source-001 S1-07", all that mean the thing asked for
  std::set<std::string> rows;
  json::array clauses, rules, parameters, contradictions;
  std::string text;
};

bool meant(const Explained& out, const std::string& citation) {
  return out.citations.contains(citation);
}

bool meant(const Explained& out, const std::vector<std::string>& citations) {
  return std::any_of(citations.begin(), citations.end(),
                     [&](const std::string& c) { return meant(out, c); });
}

// A row is the same clause wherever it is cited from; a whole instrument is all of its clauses.
void find_clauses(const Session& session, const Law& law, const std::string& asked,
                  Explained& out) {
  for (const auto& [id, instrument] : law.instruments)
    for (const Clause& c : instrument.clauses) {
      const std::string citation = id + " " + c.id;
      if (citation != asked && c.row != asked && c.id != asked && id != asked) continue;
      if (!out.citations.insert(citation).second) continue;
      if (!c.row.empty()) out.rows.insert(c.row);
      out.clauses.push_back(json::object{{"citation", citation},
                                         {"instrument", to_json(instrument.title)},
                                         {"force", instrument.force},
                                         {"title", to_json(c.title)},
                                         {"summary", to_json(c.summary)},
                                         {"row", c.row},
                                         {"confirmed", c.confirmed}});
      out.text +=
          fmt::format("{}  {}\n  {}\n", citation, session.pick(c.title), session.pick(c.summary));
    }
}

void add_rule(Explained& out, const std::string& pack, std::string_view kind,
              const std::string& name, const std::string& label, const Place& place,
              const std::vector<std::string>& cites) {
  if (!meant(out, cites)) return;
  out.rules.push_back(json::object{{"pack", pack},
                                   {"kind", kind},
                                   {"rule", name},
                                   {"where", "law/" + place},
                                   {"citations", to_json(cites)}});
  out.text += fmt::format("  → {} {} {}  {}\n", pack, kind, name, label);
}

void find_rules(const Session& session, const Law& law, Explained& out) {
  for (const auto& [name, p] : law.procedures) {
    if (p.pack != law.head.id) continue;
    const std::string in = name + ".";
    add_rule(out, p.pack, p.is_register ? "register" : "procedure", name, session.pick(p.title),
             p.place, p.cites);
    for (const RoleDecl& r : p.roles)
      add_rule(out, p.pack, "role", in + r.name.text(), session.pick(r.label), r.place, r.cites);
    for (const FactDecl& f : p.facts)
      add_rule(out, p.pack, "fact", in + f.name.text(), session.pick(f.label), f.place, f.cites);
    for (const CheckDecl& c : p.checks)
      add_rule(out, p.pack, "check", in + c.name.text(), session.pick(c.say), c.place, c.cites);
    for (const DutyDecl& d : p.duties)
      add_rule(out, p.pack, "duty", in + d.name.text(), session.pick(d.label), d.place, d.cites);
    for (const MoveDecl& m : p.moves) {
      const std::string at = in + m.name.text();
      add_rule(out, p.pack, "move", at, session.pick(m.label), m.place, m.cites);
      for (const Guard& g : m.guards)
        add_rule(out, p.pack, "guard", at + " " + g.id, session.pick(g.say), g.place, g.cites);
      for (const Issue& i : m.issues)
        add_rule(out, p.pack, "document", at + " " + i.document, "", i.place, i.cites);
      for (const EffectDecl& e : m.then) add_rule(out, p.pack, "effect", at, "", e.place, e.cites);
    }
  }
  for (const auto& [name, c] : law.campaigns)
    if (c.pack == law.head.id)
      add_rule(out, c.pack, "campaign", name, session.pick(c.title), c.place, c.cites);
}

std::string show(const Yaml* y) {
  if (!y) return {};
  if (y->is_scalar()) return y->text;
  std::string out;
  for (const auto& [key, value] : y->members)
    out += (out.empty() ? "" : ", ") + key + " " +
           (value.is_map() ? "{" + show(&value) + "}" : show(&value));
  for (const Yaml& item : y->items) out += (out.empty() ? "" : "; ") + show(&item);
  return out;
}

std::string scalar(const Yaml& y, std::string_view key) {
  return show(y.find(key));
}

// In both languages as the pack writes it; empty where it does not.
json::object label_in(const Yaml* y, std::string_view key) {
  const Yaml* label = y ? y->find(key) : nullptr;
  return to_json(label ? Label{scalar(*label, "zh"), scalar(*label, "en")} : Label{});
}

// Read as written, since what stands beside a value is for people and never runs.
Status find_parameters(const Session& session, const LawFiles& files, const std::string& pack,
                       Explained& out) {
  const std::string folder = "packs/" + pack + "/parameters/";
  for (auto it = files.lower_bound(folder); it != files.end() && it->first.starts_with(folder);
       ++it) {
    const Yaml root = TRY(parse_yaml(it->second, it->first));
    const Yaml* values = root.find("values");
    for (const Yaml& y : values ? values->items : std::vector<Yaml>{}) {
      json::array beside;
      std::string aside;
      bool wanted = meant(out, scalar(y, "source"));
      if (const Yaml* others = y.find("beside"))
        for (const Yaml& other : others->items) {
          wanted = wanted || meant(out, scalar(other, "source"));
          beside.push_back(json::object{{"value", scalar(other, "value")},
                                        {"source", scalar(other, "source")},
                                        {"note", label_in(&other, "note")}});
          aside += session.pick({"；并列 ", "; beside it "}) + scalar(other, "value") + "〔" +
                   scalar(other, "source") + "〕";
        }
      if (!wanted) continue;
      const std::string name = scalar(root, "parameter");
      out.text += fmt::format("  = {} {} = {}〔{}〕 {}{}\n", pack, name, scalar(y, "value"),
                              scalar(y, "source"), scalar(y, "since"), aside);
      out.parameters.push_back(json::object{{"pack", pack},
                                            {"parameter", name},
                                            {"label", label_in(&root, "label")},
                                            {"value", scalar(y, "value")},
                                            {"reason", label_in(y.find("choice"), "reason")},
                                            {"since", scalar(y, "since")},
                                            {"source", scalar(y, "source")},
                                            {"beside", std::move(beside)}});
    }
  }
  return {};
}

void find_contradictions(const Session& session, const LawFiles& files, const std::string& asked,
                         Explained& out) {
  for (const Contradiction& c : read_contradictions(files)) {
    const bool touches = std::any_of(c.positions.begin(), c.positions.end(),
                                     [&](const auto& p) { return meant(out, p.clause); });
    if (c.id != asked && !touches) continue;
    json::array positions;
    out.text += fmt::format("{}  {}\n", c.id, session.pick(c.topic));
    for (const auto& p : c.positions) {
      positions.push_back(
          json::object{{"pack", p.pack}, {"clause", p.clause}, {"value", to_json(p.value)}});
      out.text += fmt::format("  {}：{}〔{}〕\n", p.pack, session.pick(p.value), p.clause);
    }
    out.text += session.pick({"  适用：", "  applied: "}) + session.pick(c.applied) + "\n";
    out.contradictions.push_back(json::object{{"id", c.id},
                                              {"topic", to_json(c.topic)},
                                              {"positions", std::move(positions)},
                                              {"applied", to_json(c.applied)}});
  }
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& w : words) out += (out.empty() ? "" : " ") + w;
  return out;
}

// Every scalar of a pack's files under its path: "procedures/filing.yaml
// duties.review.within.parameter".
using Leaves = std::map<std::string, std::string>;

void flatten(const Yaml& y, const std::string& path, Leaves& out) {
  for (const auto& [key, value] : y.members)
    flatten(value, path + (path.ends_with(' ') ? "" : ".") + key, out);
  for (std::size_t i = 0; i < y.items.size(); ++i) {
    // Entries of a list are told apart by their own name where they have one.
    std::string name = std::to_string(i + 1);
    for (const char* key : {"id", "since", "code", "move", "fact"})
      if (const Yaml* own = y.items[i].find(key); own && own->is_scalar()) {
        name = own->text;
        break;
      }
    flatten(y.items[i], path + "[" + name + "]", out);
  }
  if (y.is_scalar()) out[path] = y.text;
}

Result<Leaves> leaves_of(const ChosenPacks& chosen) {
  Leaves out;
  const std::string folder = "packs/" + chosen.ids.front() + "/";
  for (auto it = chosen.files.lower_bound(folder);
       it != chosen.files.end() && it->first.starts_with(folder); ++it) {
    if (!it->first.ends_with(".yaml")) continue;
    flatten(TRY(parse_yaml(it->second, it->first)), it->first.substr(folder.size()) + " ", out);
  }
  return out;
}

}  // namespace

Result<Answer> law_explain(Session& session, const Arguments& arguments) {
  const LawFiles& files = TRY(session.law())->files();
  const std::string asked = joined(arguments.all("WHAT"));
  Explained out;
  std::vector<Law> laws;
  for (const std::string& id : pack_ids(files)) laws.push_back(read_law(files, id).law);
  for (const Law& law : laws) find_clauses(session, law, asked, out);
  for (const Law& law : laws) {
    find_rules(session, law, out);
    CHECK(find_parameters(session, files, law.head.id, out));
  }
  find_contradictions(session, files, asked, out);
  if (out.clauses.empty() && out.contradictions.empty()) {
    std::vector<std::string> known;
    for (const Law& law : laws)
      for (const auto& [id, instrument] : law.instruments)
        for (const Clause& c : instrument.clauses) {
          known.push_back(id + " " + c.id);
          if (!c.row.empty()) known.push_back(c.row);
        }
    return fail(ErrorKind::NotFound, "law.nothing_to_explain",
                {{"what", asked}, {"nearest", nearest_word(asked, known)}});
  }
  Answer answer;
  answer.text = std::move(out.text);
  answer.value = json::object{{"asked", asked},
                              {"clauses", std::move(out.clauses)},
                              {"rules", std::move(out.rules)},
                              {"parameters", std::move(out.parameters)},
                              {"contradictions", std::move(out.contradictions)}};
  return answer;
}

Result<Answer> law_diff(Session& session, const Arguments& arguments) {
  const ChosenPacks first = TRY(choose_packs(session, {arguments.text("A")}));
  const ChosenPacks second = TRY(choose_packs(session, {arguments.text("B")}));
  const Leaves a = TRY(leaves_of(first)), b = TRY(leaves_of(second));
  json::array rows;
  const auto add = [&](const std::string& path, const std::string* left, const std::string* right) {
    const auto space = path.find(' ');
    rows.push_back(json::object{{"file", path.substr(0, space)},
                                {"entry", path.substr(space + 1)},
                                {"a", left ? json::value(*left) : json::value(nullptr)},
                                {"b", right ? json::value(*right) : json::value(nullptr)}});
  };
  for (const auto& [path, left] : a) {
    const auto it = b.find(path);
    if (it == b.end())
      add(path, &left, nullptr);
    else if (it->second != left)
      add(path, &left, &it->second);
  }
  for (const auto& [path, right] : b)
    if (!a.contains(path)) add(path, nullptr, &right);
  Answer answer;
  answer.value = std::move(rows);
  answer.columns = {{"file", {"文件", "file"}},
                    {"entry", {"条目", "entry"}},
                    {"a", {"前者", "A"}},
                    {"b", {"后者", "B"}}};
  return answer;
}

}  // namespace dengbao
