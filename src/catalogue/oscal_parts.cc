#include "catalogue/oscal_parts.h"

#include "base/text.h"
#include "catalogue/uuid.h"

namespace dengbao::requirements {
namespace {

void write(std::string& out, const json::value& v, std::size_t depth) {
  const auto indent = [&](std::size_t steps) {
    out += '\n';
    out.append(steps * 2, ' ');
  };
  bool first = true;
  const auto next = [&] {
    if (!first) out += ',';
    first = false;
    indent(depth + 1);
  };
  if (const auto* o = v.if_object(); o && !o->empty()) {
    out += '{';
    for (const auto& m : *o) {
      next();
      out += json::serialize(json::string(m.key())) + ": ";
      write(out, m.value(), depth + 1);
    }
    indent(depth);
    out += '}';
  } else if (const auto* a = v.if_array(); a && !a->empty()) {
    out += '[';
    for (const auto& one : *a) {
      next();
      write(out, one, depth + 1);
    }
    indent(depth);
    out += ']';
  } else {
    out += json::serialize(v);
  }
}

}  // namespace

std::string line(std::string_view text) {
  std::string out(trim(text));
  for (char& c : out)
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  return out;
}

json::object prop(std::string_view name, std::string_view value) {
  return {{"name", name}, {"value", line(value)}};
}

json::object own_prop(std::string_view name, std::string_view value) {
  return {{"name", name}, {"ns", kNamespace}, {"value", line(value)}};
}

json::object link(std::string_view href, std::string_view rel, std::string_view text) {
  json::object out{{"href", href}, {"rel", rel}};
  if (!text.empty()) out["text"] = line(text);
  return out;
}

json::object metadata(const Standard& standard, const Label& title, std::string_view version) {
  return {{"title", line(title.zh)},
          {"last-modified", standard.head.updated + "T00:00:00+08:00"},
          {"version", version},
          {"oscal-version", kOscalVersion},
          {"props", json::array{own_prop("title-en", title.en),
                                own_prop("source-digest-sm3", standard.digest),
                                own_prop("licence", standard.head.licence)}},
          {"remarks",
           "条款和编号出自标准，文字是自己的话，不是标准原文；引用法定要求请查标准。\n\n"
           "Clauses and numbers come from the standards, the words are our own: this is not the "
           "text of a standard."}};
}

std::string pretty(const json::value& value) {
  std::string out;
  write(out, value, 0);
  out += '\n';
  return out;
}

std::string resource_uuid(std::string_view id) {
  return uuid_of("resource/" + std::string(id));
}

json::object resource(std::string_view id, std::string_view title) {
  return {{"uuid", resource_uuid(id)},
          {"title", title},
          {"document-ids",
           json::array{json::object{{"identifier", title.substr(0, title.find("《"))}}}},
          {"citation", json::object{{"text", title}}}};
}

std::string catalog_file(std::string_view id) {
  return std::string(id) + "_catalog.json";
}

std::string control_id(std::string_view item, int level) {
  return std::string(item) + ".l" + std::to_string(level);
}

}  // namespace dengbao::requirements
