#pragma once
// The catalogue of the tree, read once for all tests.

#include <gtest/gtest.h>

#include "catalogue/reading.h"

namespace dengbao::requirements {

inline const std::string kFolder = std::string(DENGBAO_SOURCE_DIR) + "/law/catalogue";

inline const LawFiles& real_files() {
  static const LawFiles files = [] {
    auto read = files_from_folder(kFolder);
    EXPECT_TRUE(read.has_value());
    return read ? *read : LawFiles{};
  }();
  return files;
}

inline const Standard& real_catalogue() {
  static const Standard standard = read_catalogue(real_files(), "law/catalogue").catalogue;
  return standard;
}

}  // namespace dengbao::requirements
