#pragma once
// Files served from memory, each with its ETag and, where it is worth it, its gzip form.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "http/message.h"

namespace dengbao::http {

class Assets {
 public:
  // `path` without a leading "/". What lies under assets/ has its digest in its name, as the
  // builder of the pages makes it, and may be kept for ever; the rest is asked for again.
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
    std::shared_ptr<const std::string> bytes, gzip;  // gzip: null where it is no smaller
    bool for_ever = false;
  };
  std::map<std::string, File, std::less<>> files_;
};

std::string_view type_of(std::string_view path);
// Empty where the library refuses.
// `level`: of zlib; 1 for what is made once and sent once.
std::string gzipped(std::string_view bytes, int level = 9);
// Whether an Accept-Encoding takes gzip.
bool takes_gzip(std::string_view accept_encoding);

}  // namespace dengbao::http
