// template list, number list: which documents the packs can draw up, from what, and how far their
// numbers have come.

#include <boost/json.hpp>
#include <map>
#include <set>

#include "app/doing.h"
#include "app/law_words.h"
#include "app/setting_words.h"
#include "documents/template.h"

namespace dengbao {
namespace {

// The packs that run, loaded.
Result<std::vector<std::shared_ptr<const Law>>> running(Installation& in) {
  std::vector<std::shared_ptr<const Law>> out;
  for (const PackHead& head : pack_heads(in.shelf().library()))
    if (!head.not_yet_run) out.push_back(TRY(in.shelf().of_library(head.id)));
  return out;
}

std::string shown(const Label& label, Symbol name, const Session& session) {
  return label.empty() ? name.text() : session.pick(label);
}

// Moves that issue the template: "pack/procedure" with their titles, each once.
json::array used_by(const std::vector<std::shared_ptr<const Law>>& laws, const std::string& id,
                    const std::string& path) {
  json::array out;
  std::set<std::string> seen;
  for (const auto& law : laws) {
    const auto form = law->templates.find(id);
    if (form == law->templates.end() || form->second.path != path) continue;
    for (const auto& [name, p] : law->procedures)
      for (const MoveDecl& m : p.moves)
        for (const Issue& issue : m.issues) {
          if (issue.document != id || !seen.insert(p.qualified + m.name.text()).second) continue;
          out.push_back(json::object{{"procedure", p.qualified},
                                     {"title", to_json(p.title)},
                                     {"move", m.name.text()},
                                     {"label", to_json(m.label)},
                                     {"number", issue.number.text()}});
        }
  }
  return out;
}

json::object titles_of(const Template& t) {
  json::object out{{"zh", ""}, {"en", ""}};
  for (const auto& [language, title] : t.title) out[language] = title;
  return out;
}

Result<Answer> template_list(Session& session, const Arguments&) {
  Installation* in = TRY(session.installation(false));
  const auto laws = TRY(running(*in));
  json::array rows;
  for (const auto& law : laws) {
    for (const auto& [id, source] : law->templates) {
      if (source.pack != law->head.id) continue;  // listed with the pack it stands in
      const Template t = TRY(load_template(source.text, source.path));
      rows.push_back(json::object{{"template", id},
                                  {"title", titles_of(t)},
                                  {"pack", law->head.id},
                                  {"pack_title", to_json(law->head.title)},
                                  {"edition", law->head.edition},
                                  {"fields", to_json(t.fields)},
                                  {"used_by", used_by(laws, id, source.path)}});
    }
  }
  Answer answer;
  answer.value = std::move(rows);
  answer.columns = {{"title", {"文书模板", "Template"}},
                    {"pack", {"法规包", "Pack"}},
                    {"edition", {"版本", "Edition"}},
                    {"fields", {"所用要素", "Fields"}}};
  return answer;
}

// One series as the packs declare it: the same in several procedures is one.
struct Declared {
  const Series* series = nullptr;
  std::string pack, edition, label;
  Label of;
  std::set<std::string> procedures;
};

std::map<std::string, Declared> declared(const std::vector<std::shared_ptr<const Law>>& laws,
                                         const Session& session) {
  std::map<std::string, Declared> out;  // by id and format
  for (const auto& law : laws)
    for (const auto& [name, p] : law->procedures) {
      if (p.pack != law->head.id) continue;
      for (const FactDecl& f : p.facts) {
        if (!f.series) continue;
        Declared& d = out[f.series->id + "\n" + f.series->format];
        d.series = &*f.series;
        if (d.pack.empty()) d.pack = p.pack, d.edition = law->head.edition;
        if (d.of.empty()) d.of = f.label;
        d.label = shown(d.of, f.name, session);
        d.procedures.insert(session.pick(p.title));
      }
    }
  return out;
}

// The text that the next number of a scope would have, where the scope alone fills the format.
std::string next_text(const Series& series, const NumberRow& last, Date today) {
  std::string format = series.format;
  const auto fill = [&format](const std::string& hole, const std::string& with) {
    if (const auto at = format.find(hole); at != std::string::npos)
      format.replace(at, hole.size(), with);
  };
  const std::string year = std::to_string(today.year());
  std::int64_t number = last.number;
  std::string scope = last.scope;
  if (series.by_year) {
    const auto slash = scope.rfind('/');
    if (scope.substr(slash == std::string::npos ? 0 : slash + 1) != year) number = 0;
    scope = slash == std::string::npos ? "" : scope.substr(0, slash);
  }
  if (series.scope.size() == 1) fill("{1}", scope);
  fill("{year}", year);
  return series.scope.size() > 1 ? "" : number_text(format, number + 1);
}

// The last of each scope; they come by scope and number.
std::vector<NumberRow> ends_of(const std::vector<NumberRow>& all) {
  std::vector<NumberRow> out;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (i + 1 == all.size() || all[i + 1].scope != all[i].scope) out.push_back(all[i]);
  return out;
}

Result<Answer> number_list(Session& session, const Arguments&) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const auto laws = TRY(running(*in));
  json::array rows;
  for (const auto& [key, d] : declared(laws, session)) {
    json::array procedures;
    for (const std::string& p : d.procedures) procedures.push_back(json::string(p));
    json::object row{{"series", d.series->id},
                     {"label", d.label},
                     {"pack", d.pack},
                     {"edition", d.edition},
                     {"format", d.series->format},
                     {"yearly", d.series->by_year},
                     {"procedures", procedures},
                     {"scope", ""},
                     {"last", nullptr},
                     {"last_text", ""},
                     {"next_text", ""}};
    const auto ends = ends_of(TRY(reading->numbers(d.series->id)));
    for (const NumberRow& end : ends) {
      row["scope"] = end.scope;
      row["last"] = end.number;
      row["last_text"] = end.text;
      row["next_text"] = next_text(*d.series, end, session.now().date());
      rows.push_back(row);
    }
    if (ends.empty()) rows.push_back(std::move(row));
  }
  Answer answer;
  answer.value = std::move(rows);
  answer.columns = {{"label", {"编号", "Number"}},
                    {"format", {"格式", "Format"}},
                    {"scope", {"序列", "Line"}},
                    {"last_text", {"最后一个", "Last"}},
                    {"next_text", {"下一个", "Next"}}};
  return answer;
}

}  // namespace

void add_paper_words(Catalogue& all) {
  all.push_back({"template list",
                 Needs::Reading,
                 "accounts",
                 {"列出各法规包的文书模板、版本和所用要素",
                  "list the packs' templates, their editions and the fields they use"},
                 {"dengbao template list", "dengbao template list --json"},
                 {},
                 template_list});
  all.push_back({"number list",
                 Needs::Reading,
                 "accounts",
                 {"列出各编号序列的格式、最后一个和下一个编号",
                  "list the series of numbers with their last and next"},
                 {"dengbao number list", "dengbao number list --csv"},
                 {},
                 number_list});
}

}  // namespace dengbao
