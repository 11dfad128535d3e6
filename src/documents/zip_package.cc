#include "documents/zip_package.h"

#include <zip.h>

namespace dengbao {
namespace {

std::unexpected<Explanation> broken(zip_error_t* error) {
  return fail_external("documents.docx_failed", zip_error_strerror(error));
}

Status add_parts(zip_t* archive, const std::vector<ZipPart>& parts) {
  for (const auto& part : parts) {
    zip_source_t* source = zip_source_buffer(archive, part.bytes.data(), part.bytes.size(), 0);
    const zip_int64_t index =
        source ? zip_file_add(archive, part.name.c_str(), source, ZIP_FL_ENC_UTF_8) : -1;
    if (index < 0) {
      if (source) zip_source_free(source);
      return broken(zip_get_error(archive));
    }
    // A DOS date goes in as it is; a Unix time would pass through the machine's time zone.
    constexpr zip_uint16_t kFirstOfJanuary1980 = 1 << 5 | 1;
    const auto at = static_cast<zip_uint64_t>(index);
    if (zip_file_set_dostime(archive, at, 0, kFirstOfJanuary1980, 0) != 0 ||
        zip_set_file_compression(archive, at, ZIP_CM_DEFLATE, 6) != 0)
      return broken(zip_get_error(archive));
  }
  return {};
}

Result<std::string> read_all(zip_source_t* buffer) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_source_stat(buffer, &stat) != 0 || zip_source_open(buffer) != 0)
    return broken(zip_source_error(buffer));
  std::string out(stat.size, '\0');
  const zip_int64_t got = zip_source_read(buffer, out.data(), out.size());
  zip_source_close(buffer);
  if (got != static_cast<zip_int64_t>(out.size())) return broken(zip_source_error(buffer));
  return out;
}

}  // namespace

Result<std::string> write_zip(const std::vector<ZipPart>& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* buffer = zip_source_buffer_create(nullptr, 0, 0, &error);
  if (!buffer) return broken(&error);
  zip_source_keep(buffer);  // one reference for the archive, one to read the result
  zip_t* archive = zip_open_from_source(buffer, ZIP_TRUNCATE, &error);
  if (!archive) {
    zip_source_free(buffer);
    zip_source_free(buffer);
    return broken(&error);
  }
  Status added = add_parts(archive, parts);
  if (added && zip_close(archive) != 0)
    added = broken(zip_get_error(archive));
  else if (!added)
    zip_discard(archive);
  Result<std::string> out = added ? read_all(buffer) : std::unexpected(added.error());
  zip_source_free(buffer);
  return out;
}

}  // namespace dengbao
