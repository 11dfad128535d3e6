#pragma once
// Laws in use: by digest as cases are pinned to them, by pack id as new cases take them. What is
// used for the first time is copied into the store with everything it uses.

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "app/law_library.h"
#include "app/store.h"

namespace dengbao {

class LawShelf {
 public:
  explicit LawShelf(LawFiles library) : library_(std::move(library)) {}

  const LawFiles& library() const { return library_; }
  // The law a case is pinned to. NotFound law.no_pinned where the store has no copy.
  Result<std::shared_ptr<const Law>> pinned(const std::string& digest, Reading& reading);
  // Of the library, loaded and kept; refuses what is known but not yet run.
  Result<std::shared_ptr<const Law>> of_library(const std::string& pack);
  // The copy of a pack's files as a row.
  PackRow row_of(const Law& law, Instant at) const;
  // For `law install`: another folder's files take the place of the library's.
  void replace(LawFiles files);

 private:
  std::mutex mutex_;
  LawFiles library_;
  std::map<std::string, std::shared_ptr<const Law>> by_digest_;
  std::map<std::string, std::shared_ptr<const Law>> by_pack_;
};

}  // namespace dengbao
