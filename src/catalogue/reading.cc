#include "catalogue/reading.h"

#include <filesystem>

#include "catalogue/reading_parts.h"

namespace dengbao::requirements {

int read_level(File& file, const Yaml& at, std::string_view text) {
  if (text.size() == 1 && text[0] >= '1' && text[0] <= '0' + kLevels) return text[0] - '0';
  file.fault(at, "catalogue.no_level", {{"value", std::string(text)}});
  return 0;
}

const std::vector<Yaml>& entries(File& file, const Yaml& map, std::string_view key) {
  static const std::vector<Yaml> none;
  const Yaml* y = map.find(key);
  if (!y || !y->is_list()) {
    file.fault(y ? *y : map, "catalogue.list_expected", {{"word", std::string(key)}});
    return none;
  }
  return y->items;
}

const std::vector<std::pair<std::string, Yaml>>& members(File& file, const Yaml& map,
                                                         std::string_view key) {
  static const std::vector<std::pair<std::string, Yaml>> none;
  const Yaml* y = map.find(key);
  if (!y) return none;
  if (!y->is_map()) {
    file.fault(*y, "law.map_expected");
    return none;
  }
  return y->members;
}

Read read_catalogue(const LawFiles& files, const std::string& folder) {
  Read out;
  std::vector<NotYetRun> unused;
  LawFiles read;
  for (const auto& [path, text] : files) {
    if (!path.ends_with(".yaml")) continue;
    read.emplace(path, text);
    const std::string shown = folder.empty() ? path : folder + "/" + path;
    const auto root = parse_yaml(text, shown);
    if (!root) {
      out.faults.push_back(root.error());
      continue;
    }
    File file(shown, out.faults, unused);
    const std::string stem = std::filesystem::path(path).stem().string();
    if (path.starts_with("items/")) {
      read_items(file, *root, out.catalogue);
    } else if (path.starts_with("guide/")) {
      read_guide(file, *root, out.catalogue);
    } else if (path.starts_with("mappings/")) {
      read_mapping(file, stem, *root, out.catalogue);
    } else {
      read_table(file, stem, *root, out.catalogue);
    }
  }
  if (out.catalogue.items.empty() && out.faults.empty())
    out.faults.push_back(
        {ErrorKind::BadInput, "catalogue.no_items", {{"folder", folder}}, folder, {}, {}, {}});
  out.catalogue.digest = digest_of(read);
  out.catalogue.arrange();
  return out;
}

}  // namespace dengbao::requirements
