#include "app/places.h"

#include "base/yaml.h"

namespace dengbao {
namespace {

std::string text(const Yaml& entry, std::string_view key) {
  const Yaml* value = entry.find(key);
  return value ? value->text : std::string();
}

}  // namespace

Result<std::vector<NamedPlace>> named_places(const LawFiles& files) {
  std::vector<NamedPlace> out;
  const auto it = files.find("codes/gb2260.yaml");
  if (it == files.end()) return out;
  const Yaml list = TRY(parse_yaml(it->second, it->first));
  const Yaml* entries = list.find("entries");
  if (!entries) return out;
  out.reserve(entries->items.size());
  for (const Yaml& entry : entries->items)
    out.push_back(
        {text(entry, "code"), text(entry, "parent"), {text(entry, "zh"), text(entry, "en")}});
  return out;
}

}  // namespace dengbao
