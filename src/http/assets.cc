#include "http/assets.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/hash.h"
#include "base/text.h"

namespace dengbao::http {

namespace fs = std::filesystem;

namespace {
constexpr std::string_view kPacked = ".br";
}

std::string_view type_of(std::string_view path) {
  static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".webmanifest", "application/manifest+json"},
      {".txt", "text/plain; charset=utf-8"},
      {".pdf", "application/pdf"},
      {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
  };
  for (const auto& [ending, type] : kTypes)
    if (path.ends_with(ending)) return type;
  return "application/octet-stream";
}

void Assets::add(std::string path, std::string bytes) {
  if (path.ends_with(kPacked)) {
    path.resize(path.size() - kPacked.size());
    files_[std::move(path)].brotli = std::make_shared<const std::string>(std::move(bytes));
    return;
  }
  File& file = files_[path];
  file.type = type_of(path);
  file.etag = "\"" + hex(digest(HashKind::Sha256, bytes)).substr(0, 32) + "\"";
  file.for_ever = path.starts_with("assets/");
  const bool packed = file.type.starts_with("image/png") || file.type.starts_with("image/jpeg") ||
                      file.type.starts_with("font/");
  file.gzip = nullptr;
  if (!packed && bytes.size() > 512) {
    std::string small = gzipped(bytes);
    if (!small.empty() && small.size() < bytes.size())
      file.gzip = std::make_shared<const std::string>(std::move(small));
  }
  file.bytes = std::make_shared<const std::string>(std::move(bytes));
}

Assets Assets::of_folder(const std::string& folder) {
  Assets out;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    if (!it->is_regular_file(error)) continue;
    std::ifstream in(it->path(), std::ios::binary);
    std::stringstream all;
    all << in.rdbuf();
    if (in) out.add(fs::relative(it->path(), folder, error).generic_string(), all.str());
  }
  return out;
}

Response Assets::answer(const Request& request) const {
  const auto decoded = percent_decoded(request.path, false);
  std::string_view path = decoded ? std::string_view(*decoded) : std::string_view();
  if (path.starts_with('/')) path.remove_prefix(1);
  auto it = files_.find(path);
  if (it == files_.end() && path.substr(path.rfind('/') + 1).find('.') == std::string_view::npos)
    it = files_.find("index.html");
  if (it == files_.end()) return Response::text(404, "Not Found\n");
  const File& file = it->second;
  if (!file.bytes) return Response::text(404, "Not Found\n");
  const Coding coding = preferred(request.headers.get("Accept-Encoding"),
                                  {file.gzip != nullptr, file.brotli != nullptr});
  const std::string name(coding_name(coding));
  // One tag for one form: a cache must not answer the one where the other was asked for.
  const std::string tag =
      name.empty() ? file.etag : file.etag.substr(0, file.etag.size() - 1) + "-" + name + "\"";
  Response out;
  out.headers.set("ETag", tag);
  out.headers.set("Vary", "Accept-Encoding");
  out.headers.set("Cache-Control",
                  file.for_ever ? "public, max-age=31536000, immutable" : "no-cache");
  const std::string_view known = request.headers.get("If-None-Match");
  if (!known.empty() && (known == "*" || known.find(tag) != std::string_view::npos)) {
    out.status = 304;
    return out;
  }
  out.headers.set("Content-Type", file.type);
  if (!name.empty()) out.headers.set("Content-Encoding", name);
  out.kept = coding == Coding::Brotli ? file.brotli
             : coding == Coding::Gzip ? file.gzip
                                      : file.bytes;
  return out;
}

}  // namespace dengbao::http
