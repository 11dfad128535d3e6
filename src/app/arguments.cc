#include <algorithm>
#include <charconv>

#include "app/catalogue.h"

namespace dengbao {

bool Arguments::has(std::string_view name) const {
  return values_.contains(name);
}

std::string Arguments::text(std::string_view name) const {
  const auto it = values_.find(name);
  return it == values_.end() || it->second.empty() ? std::string() : it->second.front();
}

const std::vector<std::string>& Arguments::all(std::string_view name) const {
  static const std::vector<std::string> none;
  const auto it = values_.find(name);
  return it == values_.end() ? none : it->second;
}

std::string Arguments::spelled() const {
  // How an answer is shown and where it is kept make no other request of it.
  static constexpr std::string_view kApart[] = {"key",  "json",  "jsonl", "csv",  "table",
                                                "lang", "quiet", "v",     "wait", "no-sandbox",
                                                "data", "db",    "server"};
  std::string out;
  const auto add = [&out](const std::string& text) {
    out += std::to_string(text.size()) + ":" + text;
  };
  for (const auto& [name, values] : values_) {
    if (std::find(std::begin(kApart), std::end(kApart), name) != std::end(kApart)) continue;
    add(name);
    for (const std::string& value : values) add(value);
  }
  return out;
}

Result<std::optional<std::int64_t>> Arguments::integer(std::string_view name) const {
  if (!has(name)) return std::nullopt;
  const std::string given = text(name);
  std::int64_t n = 0;
  const char* end = given.data() + given.size();
  const auto [stop, error] = std::from_chars(given.data(), end, n);
  if (error != std::errc() || stop != end || given.empty())
    return fail(ErrorKind::Usage, "cli.integer", {{"option", std::string(name)}, {"value", given}});
  return n;
}

Result<std::optional<Date>> Arguments::date(std::string_view name) const {
  if (!has(name)) return std::nullopt;
  auto read = Date::parse(text(name));
  if (!read) {
    read.error().where = "--" + std::string(name);
    return std::unexpected(read.error());
  }
  return *read;
}

}  // namespace dengbao
