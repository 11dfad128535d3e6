#include "http/assets.h"

#include <zlib.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/hash.h"
#include "base/text.h"

namespace dengbao::http {

namespace fs = std::filesystem;

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

std::string gzipped(std::string_view bytes, int level) {
  z_stream stream{};
  constexpr int kGzip = 15 + 16;
  if (deflateInit2(&stream, level, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int end = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return end == Z_STREAM_END ? out : std::string();
}

bool takes_gzip(std::string_view accept_encoding) {
  for (const std::string& piece : split(accept_encoding, ',')) {
    const std::string_view one = trim(piece);
    const auto mark = one.find(';');
    const std::string_view name = trim(one.substr(0, mark));
    if (name != "gzip" && name != "*") continue;
    const std::string weight = mark == std::string_view::npos
                                   ? ""
                                   : replace_all(std::string(one.substr(mark + 1)), " ", "");
    return weight != "q=0" && weight != "q=0.0" && weight != "q=0.00" && weight != "q=0.000";
  }
  return false;
}

void Assets::add(std::string path, std::string bytes) {
  File file;
  file.type = type_of(path);
  file.etag = "\"" + hex(digest(HashKind::Sha256, bytes)).substr(0, 32) + "\"";
  file.for_ever = path.starts_with("assets/");
  const bool packed = file.type.starts_with("image/png") || file.type.starts_with("image/jpeg") ||
                      file.type.starts_with("font/");
  if (!packed && bytes.size() > 512) {
    std::string small = gzipped(bytes);
    if (!small.empty() && small.size() < bytes.size())
      file.gzip = std::make_shared<const std::string>(std::move(small));
  }
  file.bytes = std::make_shared<const std::string>(std::move(bytes));
  files_.insert_or_assign(std::move(path), std::move(file));
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
  const bool small = file.gzip && takes_gzip(request.headers.get("Accept-Encoding"));
  // One tag for one form: a cache must not answer the one where the other was asked for.
  const std::string tag = small ? file.etag.substr(0, file.etag.size() - 1) + "-gz\"" : file.etag;
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
  if (small) out.headers.set("Content-Encoding", "gzip");
  out.kept = small ? file.gzip : file.bytes;
  return out;
}

}  // namespace dengbao::http
