#include "ledger/verify/proof.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "ledger/verify/json_fields.h"
#include "ledger/verify/tree_hash.h"

namespace dengbao::ledger {
namespace {

// The tree of RFC 6962's own test vectors (SHA-256): roots of its first 0, 1 and 2 leaves.
TEST(Proof, RootsOfPublishedVectors) {
  const HashKind kind = HashKind::Sha256;
  EXPECT_EQ(hex(empty_root(kind)),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(leaf_hash(kind, "")),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  const std::string one(1, '\0');
  EXPECT_EQ(hex(node_hash(kind, leaf_hash(kind, ""), leaf_hash(kind, one))),
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
}

TEST(Proof, IsReadAsItIsWritten) {
  const Digest a = leaf_hash(HashKind::Sm3, "a"), b = leaf_hash(HashKind::Sm3, "b");
  const Digest root = node_hash(HashKind::Sm3, a, b);
  const InclusionProof inclusion{HashKind::Sm3, 2, 0, root, a, {b}};
  const ConsistencyProof consistency{HashKind::Sm3, 1, a, 2, root, {b}};
  EXPECT_TRUE(check(inclusion));
  EXPECT_TRUE(check(consistency));
  const std::string text = json_text(inclusion), other = json_text(consistency);
  EXPECT_EQ(canonical(json::parse(text)), text);
  EXPECT_EQ(canonical(json::parse(other)), other);
  EXPECT_EQ(read_inclusion(json::parse(text)), inclusion);
  EXPECT_EQ(read_consistency(json::parse(other)), consistency);
  EXPECT_EQ(read_inclusion(json::parse(other)).error().code, "ledger.proof_form");
}

TEST(Proof, AcceptsOnlyOneSpelling) {
  const struct {
    const char* text;
    bool plain;
  } rows[] = {
      {R"({"a":1,"b":[{"a":":\"-0"}]})", true},
      {" {\t\"a\"\r\n:\"\\u4e2d\"} ", true},
      {R"({"a":1,"a":1})", false},
      {R"({"a":1,"\u0061":1})", false},
      {R"({"a":1.0})", false},
      {R"({"a":1e0})", false},
      {R"({"a":-0})", false},
      {R"({"a":"\u4E2D"})", false},
      {R"({"a":18446744073709551616})", false},
      {R"({"a":1}x)", false},
      {R"({"a":01})", false},
      {"{\"a\":\"\xff\"}", false},
      {"", false},
  };
  for (const auto& row : rows)
    EXPECT_EQ(parse_plain_json(row.text, "-", 1000).has_value(), row.plain) << row.text;
  EXPECT_EQ(parse_plain_json("[1,2]", "-", 4).error().code, "ledger.json_too_long");
}

}  // namespace
}  // namespace dengbao::ledger
