#pragma once
// Requests made from the document of the interface: each operation with its parameters, and what of
// a unit a parameter may name.

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "http/message.h"
#include "server/everyone.h"

namespace dengbao::server {

struct Parameter {
  std::string name;
  char in = 'q';  // p: in the path, q: in the query, b: a member of the body
  bool required = false;
  json::object schema;
};

struct Operation {
  std::string method, path, permission;
  std::vector<Parameter> parameters;
  std::string shown() const { return method + " " + path; }
};

inline std::vector<Operation> operations_in(const json::value& document) {
  const auto whole = [&](const json::value& v) -> const json::object& {
    const json::value* ref = v.as_object().if_contains("$ref");
    if (!ref) return v.as_object();
    const std::string path(ref->as_string());
    return document.at("components")
        .at("parameters")
        .at(path.substr(path.rfind('/') + 1))
        .as_object();
  };
  std::vector<Operation> out;
  for (const auto& path : document.at("paths").as_object())
    for (const auto& m : path.value().as_object()) {
      Operation o{std::string(m.key()), std::string(path.key()), {}, {}};
      for (char& c : o.method) c = static_cast<char>(std::toupper(c));
      const json::object& what = m.value().as_object();
      if (const json::value* p = what.if_contains("x-permission"))
        o.permission = std::string(p->as_string());
      if (const json::value* all = what.if_contains("parameters"))
        for (const json::value& one : all->as_array()) {
          const json::object& p = whole(one);
          const char in = p.at("in").as_string()[0];
          if (in == 'h') continue;
          o.parameters.push_back({std::string(p.at("name").as_string()), in, p.contains("required"),
                                  p.at("schema").as_object()});
        }
      if (const json::value* body = what.if_contains("requestBody")) {
        const json::object& schema =
            body->at("content").at("application/json").at("schema").as_object();
        for (const auto& member : schema.at("properties").as_object()) {
          bool required = false;
          if (const json::value* names = schema.if_contains("required"))
            for (const json::value& name : names->as_array())
              required = required || std::string(name.as_string()) == std::string(member.key());
          o.parameters.push_back(
              {std::string(member.key()), 'b', required, member.value().as_object()});
        }
      }
      out.push_back(std::move(o));
    }
  return out;
}

// One way in which a parameter names something: what stands before it, and the thing.
struct Naming {
  std::string before;
  Thing thing;
};

// Nothing: the parameter names nothing of anybody's.
inline std::vector<Naming> naming_of(const Operation& o, const Parameter& p) {
  const auto under = [&](const char* front) {
    return o.path.starts_with(std::string("/api/v1") + front);
  };
  const std::vector<Naming> party{{"", Thing::Party}, {"", Thing::PartyName}},
      object{{"", Thing::Object}, {"", Thing::ObjectName}};
  const auto behind = [&](const std::string& front, std::vector<Naming> all) {
    for (Naming& n : all) n.before = front;
    return all;
  };
  const json::value* pattern = p.schema.if_contains("pattern");
  if (!pattern && p.schema.contains("oneOf"))
    pattern = p.schema.at("oneOf").as_array()[0].at("items").as_object().if_contains("pattern");
  if (pattern)
    return {{pattern->as_string() == "^upload:" ? "upload:" : "form=upload:", Thing::Upload}};
  if (p.name == "id") {
    if (under("/org/")) return party;
    if (under("/system/") || under("/grade/")) return object;
    if (under("/authorisation/")) return {{"", Thing::Mandate}};
    if (under("/session/")) return {{"", Thing::Session}};
  }
  if (p.name == "case") return {{"", Thing::Case}, {"", Thing::Filing}};
  if (p.name == "document" || (p.name == "number" && under("/document")))
    return {{"", Thing::Document}, {"", Thing::Number}};
  if (p.name == "digest") return {{"", Thing::Digest}};
  if (p.name == "job") return {{"", Thing::Job}};
  if (p.name == "event") return {{"", Thing::Event}};
  if (p.name == "notice") return {{"", Thing::Notice}};
  if (p.name == "about" && under("/case"))
    return {{"", Thing::Object},
            {"", Thing::ObjectName},
            {"", Thing::PartyName},
            {"object/", Thing::Object},
            {"party/", Thing::Party}};
  if (p.name == "object") return object;
  if (p.name == "stream")
    return {{"object/", Thing::Object}, {"party/", Thing::Party}, {"case/", Thing::Case}};
  if (p.name == "search" || p.name == "q") return {{"", Thing::ObjectName}, {"", Thing::PartyName}};
  if (p.name == "superior") return behind("filing=", party);
  if (p.name == "role") return behind("assessor=", party);
  if (p.name == "account") return {{"", Thing::Account}};
  if (p.name == "name" && under("/account/")) return {{"", Thing::Account}};
  if (p.name == "to" && (under("/duty/") || under("/account/"))) return {{"", Thing::Account}};
  if (p.name == "to" && under("/case/{case}/do")) return party;
  for (const char* name : {"unit", "of", "client", "agent", "party", "for"})
    if (p.name == name) return party;
  return {};
}

// Something that is well formed for a parameter that names nobody's.
inline json::value plain_value(const Parameter& p) {
  static const std::map<std::string, const char*> kWords = {{"procedure", "cn-mlps/grading"},
                                                            {"move", "propose"},
                                                            {"pack", "cn-mlps"},
                                                            {"place", "990101"},
                                                            {"info", "rights:general"},
                                                            {"service", "rights:general"},
                                                            {"capacity", "support_unit"},
                                                            {"rank", "city"},
                                                            {"set", "scope=x"},
                                                            {"issuer", "https://127.0.0.1:9"},
                                                            {"address", "https://127.0.0.1:9"},
                                                            {"kind", "mail"},
                                                            {"host", "127.0.0.1"},
                                                            {"before", "P5WD"},
                                                            {"to", "a@127.0.0.1"}};
  const json::object* schema = &p.schema;
  bool many = false;
  if (const json::value* either = schema->if_contains("oneOf"))
    schema = &either->as_array()[0].as_object();
  if (const json::value* items = schema->if_contains("items")) {
    schema = &items->as_object();
    many = true;
  }
  json::value one = json::string("x");
  const auto word = kWords.find(p.name);
  const json::value* format = schema->if_contains("format");
  if (const json::value* known = schema->if_contains("enum"))
    one = known->as_array()[0];
  else if (schema->at("type").as_string() == "boolean")
    one = true;
  else if (schema->at("type").as_string() == "integer")
    one = std::int64_t{3};
  else if (format)
    one = json::string("2026-03-02");
  else if (word != kWords.end())
    one = json::string(word->second);
  if (many) return json::array{std::move(one)};
  return one;
}

// A request: the values of some of the parameters of an operation.
class Asking {
 public:
  explicit Asking(const Operation& o) : operation_(o) {}
  Asking& with(const Parameter& p, json::value value) {
    if (p.in == 'b') {
      body_[p.name] = std::move(value);
      return *this;
    }
    const json::value& one =
        value.is_array() && !value.get_array().empty() ? value.get_array()[0] : value;
    std::string text = one.is_string() ? std::string(one.get_string()) : json::serialize(one);
    if (p.in == 'p')
      path_[p.name] = http::percent_encoded(text);
    else
      query_ += (query_.empty() ? "?" : "&") + p.name + "=" + http::percent_encoded(text);
    return *this;
  }
  Asking& raw(std::string body) {
    raw_ = std::move(body);
    return *this;
  }
  std::string target() const {
    std::string out;
    const std::string& path = operation_.path;
    for (std::size_t i = 0; i < path.size(); ++i) {
      if (path[i] != '{') {
        out += path[i];
        continue;
      }
      const auto end = path.find('}', i);
      const auto it = path_.find(path.substr(i + 1, end - i - 1));
      out += it == path_.end() ? "x" : it->second;
      i = end;
    }
    return out + query_;
  }
  std::string body() const {
    if (raw_) return *raw_;
    return operation_.method == "POST" ? json::serialize(body_) : std::string();
  }

 private:
  const Operation& operation_;
  std::map<std::string, std::string> path_;
  std::string query_;
  json::object body_;
  std::optional<std::string> raw_;
};

}  // namespace dengbao::server
