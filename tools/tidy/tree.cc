#include "tidy/tree.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

namespace tidy {
namespace {

constexpr std::array<std::string_view, 14> kEndings = {".cc",  ".h",   ".cmake", ".txt", ".yaml",
                                                       ".yml", ".md",  ".sh",    ".sql", ".json",
                                                       ".ts",  ".vue", ".css",   ".html"};

bool is_skipped_folder(const std::string& name) {
  return name == "build" || name == "node_modules" || name.starts_with("dengbao-") ||
         (name.starts_with('.') && name != ".ci");
}

// Scripts carry no ending: they begin with #!.
bool is_text(const std::filesystem::path& path, std::string_view text) {
  const std::string ending = path.extension().string();
  return std::ranges::find(kEndings, ending) != kEndings.end() || text.starts_with("#!");
}

// Sorts the bytes of a C++ file into code, comments and literals.
class Splitter {
 public:
  explicit Splitter(File& file) : file_(file), text_(file.text) {}

  void split() {
    file_.code = text_;
    file_.comments = text_;
    while (at_ < text_.size()) step();
  }

 private:
  void step() {
    const std::string_view rest = std::string_view(text_).substr(at_);
    if (rest.starts_with("//")) {
      take_comment(rest.find('\n'));
    } else if (rest.starts_with("/*")) {
      const std::size_t end = rest.find("*/", 2);
      take_comment(end == std::string_view::npos ? end : end + 2);
    } else if (rest.starts_with("R\"")) {
      take_literal(raw_length(rest));
    } else if (rest.front() == '"') {
      take_literal(quoted_length(rest, '"'));
    } else if (rest.front() == '\'' && !is_digit_separator()) {
      take_literal(quoted_length(rest, '\''));
    } else {
      blank(file_.comments, 1);
      ++at_;
    }
  }

  bool is_digit_separator() const { return at_ > 0 && std::isalnum(text_[at_ - 1]) != 0; }

  static std::size_t quoted_length(std::string_view rest, char quote) {
    for (std::size_t i = 1; i < rest.size(); ++i) {
      if (rest[i] == '\\') {
        ++i;
      } else if (rest[i] == quote || rest[i] == '\n') {
        return i + 1;
      }
    }
    return rest.size();
  }

  static std::size_t raw_length(std::string_view rest) {
    const std::size_t open = rest.find('(');
    if (open == std::string_view::npos) return 2;
    const std::string close = ")" + std::string(rest.substr(2, open - 2)) + "\"";
    const std::size_t end = rest.find(close, open);
    return end == std::string_view::npos ? rest.size() : end + close.size();
  }

  void take_comment(std::size_t length) {
    length = std::min(length, text_.size() - at_);
    blank(file_.code, length);
    at_ += length;
  }

  // The quotes stay in the code, so that a literal can still be seen to be one.
  void take_literal(std::size_t length) {
    length = std::min(length, text_.size() - at_);
    blank(file_.comments, length);
    const char quote = text_[at_] == 'R' ? '"' : text_[at_];
    blank(file_.code, length);
    file_.code[at_] = quote;
    file_.code[at_ + length - 1] = file_.text[at_ + length - 1] == '\n' ? '\n' : quote;
    at_ += length;
  }

  void blank(std::string& part, std::size_t length) const {
    for (std::size_t i = at_; i < at_ + length; ++i) {
      if (part[i] != '\n') part[i] = ' ';
    }
  }

  File& file_;
  const std::string& text_;
  std::size_t at_ = 0;
};

}  // namespace

bool File::is_cpp() const {
  return path.ends_with(".cc") || path.ends_with(".h");
}

bool File::is_test() const {
  return path.ends_with("_test.cc") || path.ends_with("_pgtest.cc") || under("tests/");
}

std::string File::folder() const {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

const File* Tree::find(std::string_view path) const {
  const auto found = std::ranges::lower_bound(files, path, {}, &File::path);
  return found != files.end() && found->path == path ? &*found : nullptr;
}

Tree read_tree(const std::filesystem::path& root) {
  namespace fs = std::filesystem;
  Tree tree{root, {}};
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
    if (entry->is_directory() && is_skipped_folder(entry->path().filename().string())) {
      entry.disable_recursion_pending();
    }
    if (!entry->is_regular_file() || entry->file_size() > (4U << 20U)) continue;
    std::ifstream stream(entry->path(), std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    File file{fs::relative(entry->path(), root).generic_string(), text.str(), {}, {}};
    if (!is_text(entry->path(), file.text)) continue;
    if (file.is_cpp()) {
      Splitter(file).split();
    } else {
      file.code = file.text;
      file.comments = file.text;
    }
    tree.files.push_back(std::move(file));
  }
  std::ranges::sort(tree.files, {}, &File::path);
  return tree;
}

int line_of(std::string_view text, std::size_t offset) {
  return 1 + static_cast<int>(std::ranges::count(text.substr(0, offset), '\n'));
}

}  // namespace tidy
