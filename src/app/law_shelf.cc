#include "app/law_shelf.h"

#include <boost/json.hpp>

namespace dengbao {

Result<std::shared_ptr<const Law>> LawShelf::pinned(const std::string& digest, Reading& reading) {
  std::lock_guard lock(mutex_);
  if (const auto it = by_digest_.find(digest); it != by_digest_.end()) return it->second;
  const auto row = TRY(reading.pack(digest));
  if (!row) return fail(ErrorKind::NotFound, "law.no_pinned", {{"digest", digest}});
  const json::value doc = TRY(parse_json(row->doc, "pack " + row->id));
  LawFiles files;
  for (const auto& m : doc.at("files").as_object())
    files.emplace(std::string(m.key()), std::string(m.value().as_string()));
  // Compiled when it was pinned; a directory of earlier versions has its files only.
  CompiledLaw compiled{digest, {}};
  if (const json::value* trees = doc.as_object().if_contains("trees"); trees && trees->is_object())
    for (const auto& m : trees->get_object())
      compiled.trees.emplace(std::string(m.key()), std::string(m.value().as_string()));
  auto law = std::make_shared<const Law>(TRY(load_law(files, row->id, compiled)));
  by_digest_[digest] = law;
  return law;
}

Result<std::shared_ptr<const Law>> LawShelf::of_library(const std::string& pack) {
  std::lock_guard lock(mutex_);
  if (const auto it = by_pack_.find(pack); it != by_pack_.end()) return it->second;
  auto law = std::make_shared<const Law>(TRY(load_law(library_, pack)));
  by_pack_[pack] = law;
  by_digest_[law->digest] = law;
  return law;
}

PackRow LawShelf::row_of(const Law& law, Instant at) const {
  json::object files, trees;
  for (const auto& [path, text] : files_of(library_, law.head.id)) files[path] = text;
  for (auto& [path, tree] : compiled_law(library_, law.head.id).trees) trees[path] = tree;
  return {law.digest, law.head.id, law.head.edition,
          canonical(json::object{{"files", std::move(files)}, {"trees", std::move(trees)}}), at};
}

void LawShelf::replace(LawFiles files) {
  std::lock_guard lock(mutex_);
  library_ = std::move(files);
  by_pack_.clear();
}

}  // namespace dengbao
