// Files of any size, and those of a document that was erased.

#include "conformance/store_conformance.h"

namespace dengbao::conformance {

using namespace std::string_literals;

namespace {

TEST_P(StoreConformance, FilesOfAnySizeComeBack) {
  std::string large(std::size_t{3} * 1024 * 1024 + 17, '\0');
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i * 131 >> 3);
  committed([&](Work& work) {
    must(work.put_file("large", large));
    must(work.put_file("empty", ""));
    must(work.put_file("nul", "a\0b"s));
    must(work.put_file("nul", "a\0b"s));
  });
  auto now = reading();
  EXPECT_TRUE(must(now->file("large")) == large);
  EXPECT_EQ(must(now->file("empty")), "");
  EXPECT_EQ(must(now->file("nul")), "a\0b"s);
  EXPECT_EQ(must(now->file("none")), std::nullopt);
  EXPECT_EQ(must(now->file_digests()), (std::vector<std::string>{"empty", "large", "nul"}));
  EXPECT_EQ(must(now->file_size("large")), static_cast<std::int64_t>(large.size()));
  EXPECT_EQ(must(now->file_size("empty")), 0);
  EXPECT_EQ(must(now->file_size("none")), std::nullopt);
  std::string pieces;
  for (std::int64_t i = 0; pieces.size() < large.size(); ++i) {
    const std::string piece = must(now->file_piece("large", i));
    EXPECT_EQ(piece.size(), std::min(kFilePiece, large.size() - pieces.size())) << i;
    pieces += piece;
  }
  EXPECT_TRUE(pieces == large);
  EXPECT_EQ(outcome(now->file_piece("large", 13)), "store.file_damaged");
}

TEST_P(StoreConformance, TheFilesOfAnErasedDocumentAreGone) {
  DocumentRow letter = a_document("D1", "C1", "P1");
  committed([&](Work& work) {
    must(work.insert(letter));
    for (const std::string& file : {letter.pdf, letter.docx, "other"s})
      must(work.put_file(file, std::string(600'000, 'x')));
  });
  committed([&](Work& work) { must(work.erase_document(letter, "{}")); });
  letter.doc = "{}";
  {
    auto now = reading();
    EXPECT_EQ(must(now->document("D1")), letter);
    EXPECT_EQ(must(now->file(letter.pdf)), std::nullopt);
    EXPECT_EQ(must(now->file_digests()), (std::vector<std::string>{"other"}));
  }
  // The same bytes may come again, as evidence of another case.
  committed([&](Work& work) { must(work.put_file(letter.pdf, "again")); });
  EXPECT_EQ(must(reading()->file(letter.pdf)), "again");
  auto work = begin();
  auto unknown = work->erase_document(a_document("D9", "C1", "P1"), "{}");
  if (unknown) unknown = work->commit();
  EXPECT_EQ(outcome(unknown), "store.no_document");
}

}  // namespace
}  // namespace dengbao::conformance
