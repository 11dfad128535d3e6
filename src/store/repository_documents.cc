// Issued documents, the bytes of files, and the law as it was first used.

#include <fmt/core.h>

#include <array>

#include "store/failure.h"
#include "store/filter.h"
#include "store/repository.h"
#include "store/rows.h"
#include "store/visibility.h"

namespace dengbao::store {
namespace {

PackRow read_pack(const Row& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3), row.instant(4)};
}

}  // namespace

Result<std::optional<DocumentRow>> Repository::document(std::string_view id) {
  return one("SELECT " DOCUMENT_COLUMNS " FROM document WHERE id = $1", std::array<Value, 1>{id},
             read_document);
}

Result<std::vector<DocumentRow>> Repository::documents_of(std::string_view case_id) {
  return many("SELECT " DOCUMENT_COLUMNS " FROM document WHERE case_id = $1 ORDER BY id",
              std::array<Value, 1>{case_id}, read_document);
}

Result<std::vector<DocumentRow>> Repository::documents_numbered(std::string_view number) {
  if (number.empty()) return std::vector<DocumentRow>{};
  return many("SELECT " DOCUMENT_COLUMNS " FROM document WHERE number = $1 ORDER BY id",
              std::array<Value, 1>{number}, read_document);
}

Status Repository::insert(const DocumentRow& row) {
  return write("INSERT INTO document (" DOCUMENT_COLUMNS
               ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
               std::array<Value, 9>{row.id, row.case_id, row.event, row.kind, row.number,
                                    row.owner_party, row.docx, row.pdf, row.doc});
}

Status Repository::erase_document(const DocumentRow& row, std::string_view doc) {
  for (const std::string& digest : {row.pdf, row.docx}) {
    CHECK(write("DELETE FROM file_chunk WHERE digest = $1", std::array<Value, 1>{digest}));
    CHECK(write("DELETE FROM file WHERE digest = $1", std::array<Value, 1>{digest}));
  }
  return write("UPDATE document SET doc = $2 WHERE id = $1", std::array<Value, 2>{row.id, doc},
               Expectation{1, "store.no_document"});
}

Result<std::optional<std::int64_t>> Repository::file_size(std::string_view digest) {
  return one(
      "SELECT size FROM file WHERE digest = $1", std::array<Value, 1>{digest},
      +[](const Row& row) { return row.integer(0); });
}

Result<std::string> Repository::file_piece(std::string_view digest, std::int64_t index) {
  auto piece = TRY(one(
      "SELECT bytes FROM file_chunk WHERE digest = $1 AND chunk = $2",
      std::array<Value, 2>{digest, index}, +[](const Row& row) { return row.text(0); }));
  if (!piece)
    return fail(ErrorKind::External, "store.file_damaged", {{"digest", std::string(digest)}});
  return std::move(*piece);
}

Result<std::optional<std::string>> Repository::file(std::string_view digest) {
  const auto size = TRY(file_size(digest));
  if (!size) return std::nullopt;
  std::string out;
  CHECK(query("SELECT bytes FROM file_chunk WHERE digest = $1 ORDER BY chunk",
              std::array<Value, 1>{digest}, [&](const Row& row) { out += row.raw(0); }));
  if (std::cmp_not_equal(out.size(), *size)) {
    return fail(ErrorKind::External, "store.file_damaged", {{"digest", std::string(digest)}});
  }
  return out;
}

Result<std::vector<std::string>> Repository::file_digests() {
  return many(
      "SELECT digest FROM file ORDER BY digest", {}, +[](const Row& row) { return row.text(0); });
}

// The digest names the bytes: what is there already is not written again.
Status Repository::put_file(std::string_view digest, std::string_view bytes) {
  bool added = false;
  CHECK(
      query("INSERT INTO file (digest, size) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING "
            "RETURNING size",
            std::array<Value, 2>{digest, static_cast<std::int64_t>(bytes.size())},
            [&](const Row&) { added = true; }));
  if (!added) return {};
  for (std::size_t from = 0, chunk = 0; from < bytes.size(); from += kFilePiece, ++chunk) {
    CHECK(write("INSERT INTO file_chunk (digest, chunk, bytes) VALUES ($1, $2, $3)",
                std::array<Value, 3>{digest, static_cast<std::int64_t>(chunk),
                                     Bytes{bytes.substr(from, kFilePiece)}}));
  }
  return {};
}

Result<std::optional<PackRow>> Repository::pack(std::string_view digest) {
  return one("SELECT digest, id, edition, doc, at FROM pack WHERE digest = $1",
             std::array<Value, 1>{digest}, read_pack);
}

Result<std::vector<PackRow>> Repository::packs() {
  return many("SELECT digest, id, edition, '', at FROM pack ORDER BY id, edition, digest", {},
              read_pack);
}

Status Repository::insert(const PackRow& row) {
  return write(
      "INSERT INTO pack (digest, id, edition, doc, at) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (digest) DO NOTHING",
      std::array<Value, 5>{row.digest, row.id, row.edition, row.doc, row.at});
}

}  // namespace dengbao::store
