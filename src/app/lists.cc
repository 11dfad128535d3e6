#include "app/lists.h"

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "base/text.h"

namespace dengbao {
namespace {

constexpr SortKey kRecords[] = {{"id", "id"},         {"name", "name"},         {"unit", "unit"},
                                {"number", "code"},   {"level", "level", true}, {"type", "type"},
                                {"status", "status"}, {"place", "place"}};
constexpr SortKey kCases[] = {
    {"case", "id"}, {"opened", "opened_on", true}, {"procedure", "procedure"}, {"state", "state"}};
constexpr SortKey kDuties[] = {{"due", "due", true}, {"owner", "owner_party"}, {"duty", "duty"}};
constexpr SortKey kDocuments[] = {{"document", "id"}, {"number", "number"}, {"kind", "kind"}};
constexpr SortKey kEvents[] = {{"index", "log_index", true}};

constexpr char kBetween = '\x1f';

}  // namespace

std::span<const SortKey> sort_keys(Listed of) {
  switch (of) {
    case Listed::Records:
      return kRecords;
    case Listed::Cases:
      return kCases;
    case Listed::Duties:
      return kDuties;
    case Listed::Documents:
      return kDocuments;
    case Listed::Events:
      break;
  }
  return kEvents;
}

Result<std::pair<SortKey, bool>> sort_of(Listed of, std::string_view asked) {
  const auto keys = sort_keys(of);
  if (asked.empty()) return std::pair{keys.front(), of == Listed::Events};
  const bool down = asked.starts_with('-');
  const std::string_view name = asked.substr(down ? 1 : 0);
  for (const SortKey& key : keys)
    if (key.name == name) return std::pair{key, down};
  std::string known;
  for (const SortKey& key : keys) known += (known.empty() ? "" : " ") + std::string(key.name);
  return fail(ErrorKind::Usage, "app.no_sort", {{"value", std::string(asked)}, {"known", known}},
              "--sort");
}

std::string spelled(const ListPlace& place) {
  std::string out = place.sort + kBetween + std::to_string(place.total) +
                    (place.at_least ? "+" : "") + kBetween + place.value;
  for (const std::string& part : place.key) out += kBetween + part;
  return hex(bytes_of(out));
}

Result<ListPlace> place_from(std::string_view text, std::string_view sort) {
  const auto wrong = [&] {
    return fail(ErrorKind::BadInput, "app.cursor", {{"value", std::string(text)}}, "after");
  };
  const auto plain = from_hex(text);
  if (!plain || !is_utf8(*plain)) return wrong();
  std::vector<std::string> parts = split(*plain, kBetween);
  if (parts.size() < 3 || parts[0] != sort) return wrong();
  ListPlace out;
  out.sort = parts[0];
  out.at_least = parts[1].ends_with('+');
  out.total = leading_number(parts[1]);
  out.value = parts[2];
  out.key.assign(parts.begin() + 3, parts.end());
  return out;
}

}  // namespace dengbao
