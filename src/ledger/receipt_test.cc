// What a receipt binds: everything.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <functional>

#include "ledger/entry.h"
#include "ledger/prover.h"
#include "ledger/signing.h"
#include "ledger/verify/tree_hash.h"

namespace dengbao::ledger {
namespace {

constexpr std::string_view kOrigin = "demo.dengbao.example/log";

struct Made {
  SeededRandomness random{11};
  Sm2Key key = *Sm2Key::generate(std::string(kOrigin), {}, random);
  Sm2Key witness = *Sm2Key::generate("witness.example", {}, random);
  HashKind kind;
  std::string text;

  explicit Made(HashKind hash = HashKind::Sm3, bool witnessed = false) : kind(hash) {
    std::vector<Digest> leaves;
    std::vector<Entry> entries;
    for (int i = 0; i < 13; ++i) {
      const std::string core =
          "{\"event\":\"E" + std::to_string(i) + "\",\"move\":\"受理\\n\",\"n\":100}";
      const PersonalFact person{"contact", "\"王某\""}, phone{"phone", "\"139\""};
      entries.push_back(*seal_entry(kind, core, std::array{person, phone}, random));
      leaves.push_back(entries.back().leaf);
    }
    const Growth growth = grow(Tree(kind), leaves);
    Prover prover(growth, nullptr);
    const Head head{std::string(kOrigin), kind, 13, growth.root,
                    *Instant::parse("2026-02-10T01:30:00Z")};
    std::string note = *sign_head(head, key);
    std::vector<PublicKey> keys{key.public_key()};
    if (witnessed) {
      note = *add_signature(note, witness);
      keys.push_back(witness.public_key());
    }
    text = receipt_text({entries[6].text,
                         *prover.inclusion(6, 13),
                         note,
                         keys,
                         {entries[6].openings[0], {"phone", std::nullopt}}});
  }
};

TEST(Receipt, SoundOnesAreIntactAndTheSignerIsAQuestionOfItsOwn) {
  const Made made;
  const Verdict alone = verify_receipt(made.text, {});
  EXPECT_TRUE(alone.intact);
  EXPECT_EQ(alone.signer, Signer::Unchecked);
  EXPECT_EQ(alone.fingerprint, fingerprint(made.key.public_key()));
  EXPECT_EQ(alone.head->time.date().iso(), "2026-02-10");
  EXPECT_TRUE(alone.reasons.empty());

  const TrustAnchor right = *read_trust_anchor(pem(made.key.public_key()), "key.pem");
  const TrustAnchor other = *read_trust_anchor(verifier_key(made.witness.public_key()), "w.vkey");
  EXPECT_EQ(verify_receipt(made.text, std::array{right}).signer, Signer::Trusted);
  EXPECT_EQ(verify_receipt(made.text, std::array{other, right}).signer, Signer::Trusted);
  const Verdict wrong = verify_receipt(made.text, std::array{other});
  EXPECT_TRUE(wrong.intact);
  EXPECT_EQ(wrong.signer, Signer::Wrong);
  EXPECT_EQ(wrong.reasons.front().code, "ledger.signer_not_trusted");
}

TEST(Receipt, AWitnessCanBeTheOneThatIsTrusted) {
  const Made made(HashKind::Sm3, true);
  const TrustAnchor witness = *read_trust_anchor(fingerprint(made.witness.public_key()), "-");
  const Verdict verdict = verify_receipt(made.text, std::array{witness});
  EXPECT_TRUE(verdict.intact);
  EXPECT_EQ(verdict.signer, Signer::Trusted);
  EXPECT_EQ(verdict.fingerprint, witness.fingerprint);
}

TEST(Receipt, KeysSpeakOnlyInTheirTime) {
  const Made made;
  const Instant head = *Instant::parse("2026-02-10T01:30:00Z");
  const struct {
    Validity validity;
    std::string_view code;
  } rows[] = {
      {{.since = head, .until = head.plus_millis(1), .revoked = {}}, ""},
      {{.since = head.plus_millis(1), .until = {}, .revoked = {}}, "ledger.key_not_yet"},
      {{.since = {}, .until = head, .revoked = {}}, "ledger.key_expired"},
      {{.since = {}, .until = {}, .revoked = head}, "ledger.key_revoked"},
      {{.since = {}, .until = {}, .revoked = head.plus_millis(1)}, ""},
  };
  for (const auto& row : rows) {
    TrustAnchor anchor = *read_trust_anchor(fingerprint(made.key.public_key()), "-");
    anchor.validity = row.validity;
    const Verdict verdict = verify_receipt(made.text, std::array{anchor});
    EXPECT_TRUE(verdict.intact);
    EXPECT_EQ(verdict.signer, row.code.empty() ? Signer::Trusted : Signer::Wrong) << row.code;
    EXPECT_EQ(verdict.reasons.empty() ? "" : verdict.reasons.front().code, row.code);
  }
}

TEST(Receipt, NoByteCanBeChanged) {
  for (const Made& made : {Made(), Made(HashKind::Sha256), Made(HashKind::Sm3, true)}) {
    ASSERT_TRUE(verify_receipt(made.text, {}).intact);
    std::string text = made.text;
    for (std::size_t i = 0; i < text.size(); ++i) {
      for (const int flip : {0x01, 0x20, 0x80}) {
        text[i] = static_cast<char>(text[i] ^ flip);
        EXPECT_FALSE(verify_receipt(text, {}).intact) << i << " " << flip << " " << text;
        text[i] = made.text[i];
      }
    }
  }
}

TEST(Receipt, NoCutOrLongerOnePasses) {
  const Made made;
  for (std::size_t n = 0; n < made.text.size(); ++n)
    EXPECT_FALSE(verify_receipt(std::string_view(made.text).substr(0, n), {}).intact) << n;
  for (const std::string more : {"x", "{}", ","})
    EXPECT_FALSE(verify_receipt(made.text + more, {}).intact) << more;
  EXPECT_FALSE(verify_receipt(made.text + std::string(1, 0), {}).intact);
}

// Calls `visit` with every scalar of the tree, to be changed and put back.
void each_scalar(json::value& value, const std::function<void(json::value&)>& visit) {
  if (auto* object = value.if_object()) {
    for (auto& member : *object) each_scalar(member.value(), visit);
  } else if (auto* array = value.if_array()) {
    for (auto& item : *array) each_scalar(item, visit);
  } else {
    visit(value);
  }
}

TEST(Receipt, NoValueCanBeReplaced) {
  const Made made(HashKind::Sm3, true);
  json::value receipt = json::parse(made.text);
  ASSERT_TRUE(verify_receipt(json::serialize(receipt), {}).intact);
  int values = 0;
  each_scalar(receipt, [&](json::value& scalar) {
    const json::value kept = scalar;
    std::vector<json::value> others{nullptr, true, 0, "", json::array{}, 1.5, "0"};
    if (kept.is_string()) {
      const std::string s(kept.get_string());
      others.emplace_back(json::string(s + "0"));
      others.emplace_back(json::string(s.substr(0, s.size() - 1)));
      std::string upper = s;
      for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      others.emplace_back(json::string(upper));
    }
    if (kept.is_int64())
      for (const int by : {-1, 1, 256, 1 << 20}) others.push_back(kept.get_int64() + by);
    for (const json::value& other : others) {
      if (other == kept) continue;
      scalar = other;
      EXPECT_FALSE(verify_receipt(json::serialize(receipt), {}).intact) << kept << " -> " << other;
    }
    scalar = kept;
    ++values;
  });
  EXPECT_GT(values, 20);
}

TEST(Receipt, NoMemberCanBeAddedTwiceOrLeftOut) {
  const Made made;
  const json::value receipt = json::parse(made.text);
  const std::string inside = made.text.substr(1);
  EXPECT_FALSE(verify_receipt("{\"type\":\"x\"," + inside, {}).intact);
  EXPECT_FALSE(verify_receipt("{\"\\u0074ype\":\"dengbao-receipt-v1\"," + inside, {}).intact);
  EXPECT_FALSE(verify_receipt("{\"note\":1," + inside, {}).intact);
  for (const auto& member : receipt.get_object()) {
    json::object cut = receipt.get_object();
    cut.erase(member.key());
    // What is disclosed may be left out: it is the reader's, not the log's.
    EXPECT_EQ(verify_receipt(json::serialize(cut), {}).intact, member.key() == "disclosed");
  }
}

TEST(Receipt, OtherSpellingsOfTheSameValuesStand) {
  const Made made;
  std::string ascii;
  json::value value = json::parse(made.text);
  std::string pretty = "  {\n";
  bool first = true;
  for (const auto& member : value.get_object()) {  // as an editor or another tool lays it out
    pretty += (first ? "\t" : ",\r\n ") + json::serialize(json::string(member.key())) + " : " +
              json::serialize(member.value());
    first = false;
  }
  EXPECT_TRUE(verify_receipt(pretty + "\n}\n", {}).intact);
  for (std::size_t i = 0; i < made.text.size(); ++i) {  // as a tool that keeps to ASCII writes it
    if (const auto rest = std::string_view(made.text).substr(i); rest.starts_with("受理")) {
      ascii += "\\u53d7\\u7406";
      i += 5;
    } else {
      ascii += made.text[i];
    }
  }
  EXPECT_NE(ascii, made.text);
  EXPECT_TRUE(verify_receipt(ascii, {}).intact);
}

// Receipts are kept for decades: those of the first day must be read for ever.
TEST(Receipt, ThoseOfTheFirstEditionStillVerify) {
  const std::string folder = DENGBAO_SOURCE_DIR "/tests/fuzz/seeds/receipt_fuzz/";
  const auto content = [&](const std::string& name) {
    std::ifstream in(folder + name);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  for (const char* name : {"sound-sm3", "sound-sha256"}) {
    const TrustAnchor anchor = *read_trust_anchor(content("verifier-key"), name);
    const Verdict verdict = verify_receipt(content(name), std::array{anchor});
    EXPECT_TRUE(verdict.intact) << name;
    EXPECT_EQ(verdict.signer, Signer::Trusted) << name;
    EXPECT_EQ(verdict.receipt->inclusion.index, 260u);
  }
}

TEST(Receipt, AnotherLogsHeadOrKeyDoesNotFit) {
  const Made made;
  Receipt receipt = *read_receipt(made.text);
  SeededRandomness random(5);
  const Sm2Key stranger = *Sm2Key::generate(std::string(kOrigin), {}, random);
  Head head = parse_signed_head(receipt.head)->head;

  Receipt resigned = receipt;  // intact: only trust finds it
  resigned.head = *sign_head(head, stranger);
  resigned.keys = {stranger.public_key()};
  const TrustAnchor anchor = *read_trust_anchor(fingerprint(made.key.public_key()), "-");
  EXPECT_TRUE(verify_receipt(receipt_text(resigned), {}).intact);
  EXPECT_EQ(verify_receipt(receipt_text(resigned), std::array{anchor}).signer, Signer::Wrong);

  Receipt swapped = receipt;
  swapped.keys = {stranger.public_key()};
  EXPECT_FALSE(verify_receipt(receipt_text(swapped), {}).intact);

  head.root[0] ^= 1;
  Receipt other_root = receipt;
  other_root.head = *sign_head(head, made.key);
  EXPECT_EQ(verify_receipt(receipt_text(other_root), {}).reasons.front().code,
            "ledger.head_differs");
}

}  // namespace
}  // namespace dengbao::ledger
