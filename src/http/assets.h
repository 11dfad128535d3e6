#pragma once
// Files served from memory, each with its ETag and, where it is worth it, its smaller forms.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "http/coding.h"
#include "http/message.h"

namespace dengbao::http {

class Assets {
 public:
  // `path` without a leading "/". What lies under assets/ has its digest in its name, as the
  // builder of the pages makes it, and may be kept for ever; the rest is asked for again. "a.js.br"
  // is not a file but the form of "a.js" in Brotli, which the builder makes.
  void add(std::string path, std::string bytes);
  // Every file below a folder; those that cannot be read are left out.
  static Assets of_folder(const std::string& folder);
  bool empty() const { return files_.empty(); }

  // GET or HEAD of a path. A path without a file extension is a place inside the one page:
  // index.html answers for it. 404 otherwise.
  Response answer(const Request& request) const;

 private:
  struct File {
    std::string type, etag;
    std::shared_ptr<const std::string> bytes, gzip, brotli;  // null where they are no smaller
    bool for_ever = false;
  };
  std::map<std::string, File, std::less<>> files_;
};

std::string_view type_of(std::string_view path);
}  // namespace dengbao::http
