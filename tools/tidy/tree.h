#pragma once
// The files of the project as tidy reads them, and what it finds.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tidy {

// One file. `code` is its text with comments and string literals blanked, `comments` the text with
// everything else blanked; both keep every line break, so an offset has one line in all three.
// Only C++ files have them apart; elsewhere both are the text itself.
struct File {
  std::string path;  // from the root, with slashes
  std::string text;
  std::string code;
  std::string comments;

  bool is_cpp() const;
  bool is_test() const;  // *_test.cc, *_pgtest.cc, tests/**
  bool under(std::string_view folder) const { return path.starts_with(folder); }
  std::string folder() const;
};

struct Tree {
  std::filesystem::path root;
  std::vector<File> files;  // by path

  const File* find(std::string_view path) const;
};

// Reads every text file below `root` but what is built, fetched or hidden.
Tree read_tree(const std::filesystem::path& root);

// What is wrong, and what to write instead.
struct Finding {
  std::string path;
  int line = 0;  // from 1; 0 when the file as a whole is meant
  std::string what;
  std::string instead;
};
using Findings = std::vector<Finding>;

int line_of(std::string_view text, std::size_t offset);

}  // namespace tidy
