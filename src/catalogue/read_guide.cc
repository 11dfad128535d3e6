// guide/: one file per control point, with the same path as its items.
#include "catalogue/reading_parts.h"

namespace dengbao::requirements {
namespace {

GuideLook read_look(File& file, const Yaml& y) {
  file.only(y, {"run", "at", "kinds", "conforming"});
  GuideLook out;
  out.command = y.has("run");
  if (out.command == y.has("at")) file.fault(y, "catalogue.run_or_at");
  out.what = file.text(y, out.command ? "run" : "at", true);
  out.kinds = file.texts(y.find("kinds"));
  out.conforming = file.text(y, "conforming", true);
  return out;
}

GuideObject read_object(File& file, const Yaml& y) {
  file.only(y, {"kinds", "ask", "look", "test"});
  GuideObject out;
  out.kinds = file.texts(y.find("kinds"));
  if (out.kinds.empty()) file.fault(y, "law.missing", {{"word", "kinds"}});
  out.ask = file.texts(y.find("ask"));
  if (y.has("look"))
    for (const Yaml& look : entries(file, y, "look")) out.look.push_back(read_look(file, look));
  out.test = file.texts(y.find("test"));
  if (out.ask.empty() && out.look.empty() && out.test.empty())
    file.fault(y, "catalogue.nothing_to_do");
  return out;
}

}  // namespace

void read_guide(File& file, const Yaml& root, Standard& out) {
  file.only(root, {"control_point", "level", "caution", "items"});
  const int level = read_level(file, root, file.text(root, "level", true));
  for (const Yaml& y : entries(file, root, "items")) {
    file.only(y, {"item", "level", "title", "objects", "conforming", "partly", "not_conforming",
                  "gap", "advice", "judgement", "differs"});
    Guide g;
    g.item = file.text(y, "item", true);
    g.level = y.has("level") ? read_level(file, y, file.text(y, "level")) : level;
    g.title = file.label(y.find("title"));
    g.caution = file.text(root, "caution");
    for (const Yaml& o : entries(file, y, "objects")) g.objects.push_back(read_object(file, o));
    g.conforming = file.text(y, "conforming", true);
    g.partly = file.text(y, "partly", true);
    g.not_conforming = file.text(y, "not_conforming", true);
    g.gap = file.text(y, "gap", true);
    g.advice = file.text(y, "advice", true);
    g.judgement = file.text(y, "judgement");
    for (const auto& [key, value] : members(file, y, "differs"))
      if (const int n = read_level(file, value, key))
        g.differs.emplace_back(n, file.scalar(value, key));
    g.place = file.at(y);
    const std::string point = file.text(root, "control_point", true);
    if (!g.item.starts_with(point + "."))
      file.fault(y, "catalogue.not_of_point", {{"item", g.item}, {"point", point}});
    out.guides.push_back(std::move(g));
  }
}

}  // namespace dengbao::requirements
