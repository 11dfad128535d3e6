#include "link/adapter.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/json.h"
#include "base/text.h"
#include "base/yaml.h"
#include "http/message.h"

namespace dengbao::link {
namespace {

constexpr std::array kPlaces{"subject", "text", "link", "to", "name", "id", "secret", "seconds"};
constexpr std::array kWords{"adapter", "title", "address", "url",      "headers",
                            "body",    "form",  "longest", "accepted", "later"};

std::string place_of(const std::string& file, const Yaml& y) {
  return file + ":" + std::to_string(y.line);
}

Status places_known(const Yaml& y, const std::string& file) {
  for (std::size_t at = y.text.find('{'); at != std::string::npos; at = y.text.find('{', at + 1)) {
    const auto end = y.text.find('}', at);
    const std::string name = y.text.substr(at + 1, end == std::string::npos ? end : end - at - 1);
    if (std::find(kPlaces.begin(), kPlaces.end(), name) == kPlaces.end())
      return fail(ErrorKind::BadInput, "link.adapter_placeholder", {{"name", name}},
                  place_of(file, y));
  }
  return {};
}

Status missing(const char* word, const std::string& file, const Yaml& y) {
  return fail(ErrorKind::BadInput, "link.adapter_missing", {{"word", word}}, place_of(file, y));
}

// Numbers and truths as they stand; between quotes everything is a text.
json::value scalar(const Yaml& y) {
  if (y.quoted) return json::string(y.text);
  std::int64_t number = 0;
  const char* end = y.text.data() + y.text.size();
  if (const auto r = std::from_chars(y.text.data(), end, number);
      r.ec == std::errc() && r.ptr == end && !y.text.empty())
    return number;
  if (y.text == "true" || y.text == "false") return y.text == "true";
  return json::string(y.text);
}

Result<json::value> tree(const Yaml& y, const std::string& file) {
  switch (y.kind) {
    case Yaml::Kind::Null:
      return nullptr;
    case Yaml::Kind::Scalar:
      CHECK(places_known(y, file));
      return scalar(y);
    case Yaml::Kind::List: {
      json::array out;
      for (const Yaml& one : y.items) out.push_back(TRY(tree(one, file)));
      return out;
    }
    case Yaml::Kind::Map: {
      json::object out;
      for (const auto& [name, one] : y.members) out[name] = TRY(tree(one, file));
      return out;
    }
  }
  return nullptr;
}

Result<Label> label(const Yaml& top, const char* word, const std::string& file) {
  const Yaml* y = top.find(word);
  if (!y || !y->find("zh") || !y->find("en")) {
    CHECK(missing(word, file, y ? *y : top));
  }
  return Label{y->find("zh")->text, y->find("en")->text};
}

Result<std::vector<std::pair<std::string, std::string>>> pairs(const Yaml* y,
                                                               const std::string& file) {
  std::vector<std::pair<std::string, std::string>> out;
  if (!y) return out;
  for (const auto& [name, one] : y->members) {
    CHECK(places_known(one, file));
    out.emplace_back(name, one.text);
  }
  return out;
}

std::vector<Adapter::Member> members(const Yaml* y) {
  std::vector<Adapter::Member> out;
  if (!y) return out;
  for (const auto& [name, one] : y->members) {
    std::vector<json::value> values;
    if (one.is_list())
      for (const Yaml& v : one.items) values.push_back(scalar(v));
    else
      values.push_back(scalar(one));
    out.emplace_back(name, std::move(values));
  }
  return out;
}

// At most `bytes`, whole characters.
std::string cut(const std::string& text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  constexpr std::string_view kMore = "…";
  std::size_t end = bytes - std::min(bytes, kMore.size());
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + std::string(kMore);
}

// Each placeholder once, from left to right: what is filled in is not looked at again, and ends
// nothing in a web address.
std::string filled(const std::string& pattern, const Adapter& a, const Parcel& p,
                   bool in_url = false) {
  std::string out;
  for (std::size_t at = 0; at < pattern.size();) {
    const auto open = pattern.find('{', at);
    const auto end = open == std::string::npos ? open : pattern.find('}', open);
    if (end == std::string::npos) return out + pattern.substr(at);
    out += pattern.substr(at, open - at);
    const std::string name = pattern.substr(open + 1, end - open - 1);
    std::string value;
    if (name == "subject") value = p.subject;
    if (name == "text") value = cut(p.text, a.longest);
    if (name == "link") value = p.link;
    if (name == "to") value = p.to;
    if (name == "name") value = p.to_name;
    if (name == "id") value = p.id;
    if (name == "secret") value = p.secret;
    if (name == "seconds") value = std::to_string(p.at.millis() / 1000);
    out += in_url ? http::percent_encoded(value) : value;
    at = end + 1;
  }
  return out;
}

json::value filled(const json::value& v, const Adapter& a, const Parcel& p) {
  if (v.is_string()) return json::string(filled(std::string(v.get_string()), a, p));
  if (v.is_array()) {
    json::array out;
    for (const json::value& one : v.get_array()) out.push_back(filled(one, a, p));
    return out;
  }
  if (v.is_object()) {
    json::object out;
    for (const auto& m : v.get_object()) out[m.key()] = filled(m.value(), a, p);
    return out;
  }
  return v;
}

// A header is one line, whatever is filled in.
std::string one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return text;
}

bool has_all(const json::object& answer, const std::vector<Adapter::Member>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const Adapter::Member& m) {
    const json::value* v = answer.if_contains(m.first);
    return v && std::any_of(m.second.begin(), m.second.end(), [&](const json::value& one) {
             return *v == one || json::serialize(*v) == json::serialize(one);
           });
  });
}

}  // namespace

Result<Adapter> read_adapter(const std::string& yaml, const std::string& file) {
  const Yaml top = TRY(parse_yaml(yaml, file));
  for (const auto& [name, y] : top.members)
    if (std::find(kWords.begin(), kWords.end(), name) == kWords.end())
      return fail(ErrorKind::BadInput, "link.adapter_word", {{"word", name}}, place_of(file, y));
  Adapter out;
  const Yaml* id = top.find("adapter");
  if (!id || id->text.empty() ||
      id->text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos)
    CHECK(missing("adapter", file, id ? *id : top));
  out.head.id = id->text;
  out.head.title = TRY(label(top, "title", file));
  out.head.address = TRY(label(top, "address", file));
  if (const Yaml* url = top.find("url")) {
    CHECK(places_known(*url, file));
    out.head.url = url->text;
    if (origin_of(out.head.url).empty())
      return fail(ErrorKind::BadInput, "link.adapter_url", {{"url", url->text}},
                  place_of(file, *url));
  }
  out.headers = TRY(pairs(top.find("headers"), file));
  out.form = TRY(pairs(top.find("form"), file));
  if (const Yaml* body = top.find("body")) out.body = TRY(tree(*body, file));
  if (out.body.is_null() == out.form.empty()) CHECK(missing("body", file, top));
  if (const Yaml* longest = top.find("longest"))
    out.longest = static_cast<std::size_t>(std::clamp<std::int64_t>(
        leading_number(longest->text), 20, static_cast<std::int64_t>(kMostAnswer)));
  out.accepted = members(top.find("accepted"));
  out.later = members(top.find("later"));
  return out;
}

Call request_of(const Adapter& a, const Parcel& p) {
  Call out;
  out.url = a.head.url.empty() ? p.to : filled(a.head.url, a, p, true);
  if (a.form.empty()) {
    out.body = json::serialize(filled(a.body, a, p));
    out.headers.emplace_back("Content-Type: application/json");
  } else {
    for (const auto& [name, value] : a.form)
      out.body += (out.body.empty() ? "" : "&") + http::percent_encoded(name) + "=" +
                  http::percent_encoded(filled(value, a, p));
    out.headers.emplace_back("Content-Type: application/x-www-form-urlencoded");
  }
  for (const auto& [name, value] : a.headers)
    out.headers.push_back(one_line(name + ": " + filled(value, a, p)));
  return out;
}

Handed judged(const Adapter& a, const Reply& reply) {
  Handed out;
  out.answer = one_line(cut(reply.body, 200));
  if (reply.status < 200 || reply.status > 299) {
    out.answer = "HTTP " + std::to_string(reply.status) + " " + out.answer;
    return out;
  }
  if (a.accepted.empty()) {
    out.how = Handed::How::Delivered;
    return out;
  }
  json::error_code error;
  const json::value answer = json::parse(reply.body, error);
  if (error || !answer.is_object()) return out;
  if (has_all(answer.get_object(), a.accepted))
    out.how = Handed::How::Delivered;
  else
    out.how = !a.later.empty() && has_all(answer.get_object(), a.later) ? Handed::How::Later
                                                                        : Handed::How::Never;
  return out;
}

}  // namespace dengbao::link
