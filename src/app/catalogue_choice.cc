#include <algorithm>

#include "app/catalogue_words.h"
#include "app/doing.h"
#include "app/law_words.h"
#include "base/text.h"
#include "catalogue/oscal.h"

namespace dengbao {

using namespace requirements;

namespace {

std::unexpected<Explanation> unknown_value(std::string_view option, const std::string& value,
                                           const std::vector<std::string>& known, bool list_all) {
  std::string all;
  if (list_all)
    for (const std::string& k : known) all += (all.empty() ? "" : " ") + k;
  return fail(ErrorKind::Usage, "catalogue.unknown_value",
              {{"option", "--" + std::string(option)},
               {"value", value},
               {"known", all},
               // A single character has no neighbour that could have been meant.
               {"nearest", value.size() > 1 ? nearest_word(value, known) : ""}});
}

// The values of an option, each a comma list or given again, of a closed list.
template <class Set>
Status take(const Arguments& arguments, std::string_view option,
            const std::vector<std::string>& known, Set& to) {
  for (const std::string& given : arguments.all(option))
    for (const std::string& part : split(given, ',')) {
      const std::string value(trim(part));
      if (value.empty()) continue;
      if (std::find(known.begin(), known.end(), value) == known.end())
        return unknown_value(option, value, known, known.size() <= 12);
      to.insert(value);
    }
  return {};
}

template <class T, class Name>
std::vector<std::string> names(const std::vector<T>& all, const Name& name) {
  std::vector<std::string> out;
  for (const T& one : all) out.push_back(one.*name);
  return out;
}

// --extensions: the general requirements always, and these. Together with --domain both hold.
Status take_extensions(const Arguments& arguments, const Standard& c, Selection& to) {
  if (!arguments.has("extensions")) return {};
  std::vector<std::string> known = names(c.rules.extensions, &Extension::domain);
  known.insert(known.end(), {"none", "all"});
  std::set<std::string, std::less<>> wanted;
  CHECK(take(arguments, "extensions", known, wanted));
  if (wanted.contains("all")) return {};
  if (wanted.contains("none") && wanted.size() > 1)
    return fail(ErrorKind::Usage, "catalogue.none_and");
  wanted.erase("none");
  wanted.insert("general");
  if (to.domains.empty()) {
    to.domains = std::move(wanted);
    return {};
  }
  std::erase_if(to.domains, [&](const std::string& d) { return !wanted.contains(d); });
  if (to.domains.empty()) return fail(ErrorKind::Usage, "catalogue.nothing_chosen");
  return {};
}

Status take_words(const Arguments& arguments, const Standard& c, Selection& to) {
  CHECK(take(arguments, "domain", names(c.domains, &Domain::id), to.domains));
  CHECK(take(arguments, "class", names(c.classes, &SafetyClass::code), to.classes));
  CHECK(take(arguments, "attribute", {"S", "A", "G"}, to.attributes));
  CHECK(take(arguments, "point", names(c.points, &ControlPoint::id), to.points));
  CHECK(take(arguments, "method", names(c.methods, &Term::id), to.methods));
  CHECK(take(arguments, "object", names(c.objects, &Term::id), to.kinds));
  std::set<std::string> levels;
  CHECK(take(arguments, "level", {"1", "2", "3", "4"}, levels));
  for (const std::string& level : levels) to.levels.insert(level[0] - '0');
  to.high_risk = arguments.has("high-risk");
  return take_extensions(arguments, c, to);
}

}  // namespace

std::vector<Option> choosing_options() {
  return {
      {.name = "profile",
       .value = "SxAyGz",
       .help = {"按定级结果选取，如 S3A2G3：S 类取 S 级，A 类取 A 级，其余取最高级",
                "rows that a grade asks for, such as S3A2G3"}},
      {.name = "extensions",
       .value = "LIST",
       .help = {"定级对象用到的扩展：cloud,mobile,iot,ics,bigdata 或 none；不写则全部列出",
                "extensions the object needs: cloud,mobile,iot,ics,bigdata or none; all where not "
                "given"},
       .many = true},
      {.name = "level", .value = "N", .help = {"等级 1–4", "levels 1–4"}, .many = true},
      {.name = "domain",
       .value = "DOMAIN",
       .help = {"范围：general cloud mobile iot ics bigdata",
                "general cloud mobile iot ics bigdata"},
       .many = true},
      {.name = "class",
       .value = "CLASS",
       .help = {"安全类代码，如 CES", "code of a class, such as CES"},
       .many = true},
      {.name = "attribute", .value = "S|A|G", .help = {"属性", "attribute"}, .many = true},
      {.name = "point",
       .value = "POINT",
       .help = {"控制点，如 ces.identity", "a control point, such as ces.identity"},
       .many = true},
      {.name = "method",
       .value = "METHOD",
       .help = {"测评方法：interview examine test", "interview examine test"},
       .many = true},
      {.name = "object",
       .value = "KIND",
       .help = {"测评对象种类，如 host_os", "kind of object, such as host_os"},
       .many = true},
      {.name = "high-risk",
       .help = {"只看有高风险判例且本级适用的",
                "only rows with a high-risk case that holds at their level"}},
      {.name = "overlay",
       .value = "FILE",
       .help = {"叠加行业或本单位的补充、加严、不适用（YAML）",
                "what a sector or organisation adds, sharpens or drops (YAML)"},
       .many = true},
      {.name = "oscal-profile",
       .value = "FILE",
       .help = {"按 OSCAL profile 选取", "rows that an OSCAL profile selects"}}};
}

Result<std::unique_ptr<ChosenRows>> choose_rows(const Session& session,
                                                const Arguments& arguments) {
  auto out = std::make_unique<ChosenRows>();
  out->catalogue = TRY(load_requirements(session));
  const Standard& c = out->catalogue;
  CHECK(take_words(arguments, c, out->selection));
  if (arguments.has("profile")) {
    out->selection.grade = TRY(read_grade(c, arguments.text("profile")));
    out->name = out->selection.grade->code();
  } else if (out->selection.levels.size() == 1) {
    out->name = "level-" + std::to_string(*out->selection.levels.begin());
  }
  out->tailors = arguments.has("overlay");
  out->tailored = TRY(load_overlays(c, arguments.all("overlay")));
  if (arguments.has("oscal-profile")) {
    const std::string path = arguments.text("oscal-profile");
    const std::string text = TRY(read_whole_file(path));
    out->selection.keys = TRY(read_oscal_profile(c, out->tailored.added(), text, path));
    if (out->selection.keys.empty()) return out;  // a profile may select nothing
  }
  out->rows = select(c, out->selection, out->tailors ? &out->tailored : nullptr);
  return out;
}

}  // namespace dengbao
