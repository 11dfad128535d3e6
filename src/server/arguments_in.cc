#include "server/arguments_in.h"

#include <algorithm>
#include <boost/json.hpp>

#include "app/law_words.h"
#include "base/text.h"
#include "server/exposure.h"

namespace dengbao::server {
namespace {

const Option* option_named(const UseCase& u, std::string_view wire) {
  for (const Option& o : u.options)
    if (wire_name(o) == wire && carries(o) != Carries::Nothing) return &o;
  return nullptr;
}

class Reader {
 public:
  Reader(const UseCase& u, const std::string& account, Uploads& uploads, Asked& out)
      : use_case_(u), account_(account), uploads_(uploads), out_(out) {}

  Status add(std::string_view name, std::string value) {
    const Option* o = option_named(use_case_, name);
    if (!o) return unknown(name);
    // No name, number or path holds one, and not every database keeps it.
    if (value.find('\0') != std::string::npos)
      return fail(ErrorKind::BadInput, "server.nul", {{"name", wire_name(*o)}}, wire_name(*o));
    if (o->value.empty()) {
      if (value == "true" || value == "1" || value.empty())
        out_.arguments.add(o->name, "");
      else if (value != "false" && value != "0")
        return wrong(name, "true, false");
      return {};
    }
    out_.arguments.add(o->name, TRY(on_disk(*o, std::move(value))));
    return {};
  }

  Status add_json(std::string_view name, const json::value& v) {
    const Option* o = option_named(use_case_, name);
    if (!o) return unknown(name);
    if (v.is_null()) return {};
    if (o->value.empty()) {
      if (!v.is_bool()) return wrong(name, "true, false");
      if (v.get_bool()) out_.arguments.add(o->name, "");
      return {};
    }
    if (v.is_array() && o->many) {
      for (const json::value& one : v.get_array()) {
        if (one.is_structured()) return wrong(name, "[\"…\"]");
        CHECK(add(name, spelled(one)));
      }
      return {};
    }
    if (v.is_object() && o->many && o->value.find('=') != std::string::npos) {
      for (const auto& m : v.get_object())
        CHECK(add(name, std::string(m.key()) + "=" + spelled(m.value())));
      return {};
    }
    if (v.is_structured()) return wrong(name, "\"…\"");
    return add(name, spelled(v));
  }

  Status check() const {
    for (const Option& o : use_case_.options) {
      const std::string name = wire_name(o);
      if (o.required && !out_.arguments.has(o.name))
        return fail(ErrorKind::Usage, "server.missing", {{"name", name}}, name);
      if (!o.many && out_.arguments.all(o.name).size() > 1)
        return fail(ErrorKind::Usage, "server.given_twice", {{"name", name}}, name);
      if (o.choices.empty()) continue;
      for (const std::string& value : out_.arguments.all(o.name))
        if (std::find(o.choices.begin(), o.choices.end(), value) == o.choices.end()) {
          std::string known;
          for (const std::string& c : o.choices) known += (known.empty() ? "" : " ") + c;
          return fail(ErrorKind::Usage, "cli.unknown_choice",
                      {{"name", name},
                       {"value", value},
                       {"known", known},
                       {"nearest", nearest_word(value, o.choices)}},
                      name);
        }
    }
    return {};
  }

 private:
  std::unexpected<Explanation> unknown(std::string_view name) const {
    std::vector<std::string> known;
    for (const Option& o : use_case_.options)
      if (carries(o) != Carries::Nothing) known.push_back(wire_name(o));
    return fail(ErrorKind::Usage, "server.unknown_member",
                {{"name", std::string(name)}, {"nearest", nearest_word(std::string(name), known)}},
                std::string(name));
  }
  static std::unexpected<Explanation> wrong(std::string_view name, const char* form) {
    return fail(ErrorKind::Usage, "server.wrong_type",
                {{"name", std::string(name)}, {"form", form}}, std::string(name));
  }
  static std::string spelled(const json::value& v) {
    if (v.is_string()) return std::string(v.get_string());
    if (v.is_null()) return "none";
    return json::serialize(v);
  }

  // An upload by its path here; a path from outside is refused.
  Result<std::string> on_disk(const Option& o, std::string value) {
    constexpr std::string_view kUpload = "upload:";
    const Carries c = carries(o);
    if (c == Carries::Text) {
      // Words about packs take a folder of the machine too; from outside only the id of a pack.
      if (o.value.find("PACK") != std::string::npos &&
          value.find_first_of("/\\.") != std::string::npos)
        return fail(ErrorKind::Usage, "server.no_path", {{"name", wire_name(o)}}, wire_name(o));
      return value;
    }
    std::string front;
    if (c == Carries::NamedUpload) {
      const auto eq = value.find('=');
      if (eq == std::string::npos || eq == 0)
        return fail(ErrorKind::Usage, "app.attach_form", {{"value", value}}, wire_name(o));
      front = value.substr(0, eq + 1);
      value = value.substr(eq + 1);
    }
    if (value.starts_with(kUpload))
      return front + TRY(uploads_.path_of(account_, value.substr(kUpload.size())));
    // Numbers have no slash; the process stands in a folder of its own, so a bare name is no file.
    if (c == Carries::TextOrUpload && value.find_first_of("/\\~") == std::string::npos &&
        !value.starts_with('.'))
      return value;
    return fail(ErrorKind::Usage, "server.no_path", {{"name", wire_name(o)}}, wire_name(o));
  }

  const UseCase& use_case_;
  const std::string& account_;
  Uploads& uploads_;
  Asked& out_;
};

Status read_common(const http::Request& request, const UseCase& u, Reader& reader, Asked& out) {
  for (const auto& [name, value] : request.query) {
    if (name == "lang") continue;
    if (name == "on") {
      out.globals.on = TRY(Date::parse(value));
    } else if (name == "as-of") {
      out.globals.as_of = TRY(Instant::parse(value));
    } else if (name == "limit" && !writes(u) && !pages_itself(u)) {
      out.limit = leading_number(value);
      if (out.limit < 1 || out.limit > 10'000)
        return fail(ErrorKind::BadInput, "server.limit", {{"value", value}}, "limit");
    } else if (name == "after" && !writes(u) && !pages_itself(u)) {
      out.after = value;
    } else {
      CHECK(reader.add(name, value));
    }
  }
  // A list of a hundred thousand is not sent whole: Link says where it goes on.
  constexpr std::string_view kPage = "1000";
  if (pages_itself(u) && !out.arguments.has("limit"))
    CHECK(reader.add("limit", std::string(kPage)));
  return {};
}

}  // namespace

bool pages_itself(const UseCase& u) {
  return u.word.ends_with(" list") && option_named(u, "after") != nullptr;
}

std::string language_of(const http::Request& request) {
  if (const auto lang = request.parameter("lang")) return lang->starts_with("en") ? "en" : "zh-CN";
  return request.headers.get("Accept-Language").starts_with("en") ? "en" : "zh-CN";
}

Result<Asked> read_request(const http::Request& request, const Match& found,
                           const std::string& account, Uploads& uploads) {
  Asked out;
  const UseCase& u = *found.route->use_case;
  Reader reader(u, account, uploads, out);
  for (const auto& [name, value] : found.given) CHECK(reader.add(name, value));
  CHECK(read_common(request, u, reader, out));
  if (request.method == "POST" && !trim(request.body).empty()) {
    const auto type = request.headers.get("Content-Type");
    if (!type.starts_with("application/json"))
      return fail(ErrorKind::Usage, "server.content_type", {{"type", std::string(type)}});
    const json::value body = TRY(parse_json(request.body, "body"));
    if (!body.is_object())
      return fail(ErrorKind::Usage, "server.wrong_type", {{"name", "body"}, {"form", "{…}"}});
    for (const auto& m : body.get_object()) CHECK(reader.add_json(m.key(), m.value()));
  }
  if (const auto key = request.headers.get("Idempotency-Key"); !key.empty() && writes(u)) {
    if (key.size() > 200) return fail(ErrorKind::Usage, "server.key_long");
    if (!out.arguments.has("key") && option_named(u, "key"))
      CHECK(reader.add("key", std::string(key)));
  }
  if (const auto tag = request.headers.get("If-Match"); !tag.empty() && tag != "*") {
    if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"')
      return fail(ErrorKind::Usage, "server.if_match", {{"value", std::string(tag)}});
    if (option_named(u, "if-version") && !out.arguments.has("if-version"))
      CHECK(reader.add("if-version", std::string(tag.substr(1, tag.size() - 2))));
  }
  CHECK(reader.check());
  out.globals.lang = language_of(request);
  return out;
}

}  // namespace dengbao::server
