#pragma once
// The law that comes with the program: embedded files, or the folder named by $DENGBAO_LAW.

#include <memory>
#include <string>

#include "engine/view.h"

namespace dengbao {

class LawLibrary {
 public:
  // `override_folder` empty: the embedded files.
  static Result<LawLibrary> open(const std::string& override_folder);
  explicit LawLibrary(LawFiles files)
      : files_(std::make_shared<const LawFiles>(std::move(files))) {}

  const LawFiles& files() const { return *files_; }
  // Lays a folder (a law/ folder or one pack) over the files.
  Status add_folder(const std::string& folder);

 private:
  // Copies have it in common: each request has a library of its own, and most look into it only.
  std::shared_ptr<const LawFiles> files_;
};

// The functions that packs may name, put together from domain.
Functions named_functions();

}  // namespace dengbao
