#include "documents/signature.h"

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include <memory>

#include "documents/docx.h"
#include "documents/pdf.h"
#include "documents/programs.h"
#include "documents/samples.h"

namespace dengbao {
namespace {

// A real SM2 key, with the identity that receipts use too.
class Sm2Key {
 public:
  Sm2Key() : key_(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "SM2")) {}
  ~Sm2Key() { EVP_PKEY_free(key_); }
  Sm2Key(const Sm2Key&) = delete;
  Sm2Key& operator=(const Sm2Key&) = delete;

  Result<std::string> sign(std::string_view bytes) const {
    unsigned char der[128];
    std::size_t length = sizeof der;
    const Operation operation(key_, true);
    if (EVP_DigestSign(operation.digest, der, &length, data(bytes), bytes.size()) != 1)
      return fail_external("test.sm2", "sign");
    const unsigned char* at = der;
    ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(length));
    std::string out(64, '\0');
    auto* raw = reinterpret_cast<unsigned char*>(out.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), raw, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), raw + 32, 32);
    ECDSA_SIG_free(pair);
    return out;
  }

  bool verifies(const SignedStatement& signed_statement) const {
    const auto* raw = reinterpret_cast<const unsigned char*>(signed_statement.signature.data());
    ECDSA_SIG* pair = ECDSA_SIG_new();
    ECDSA_SIG_set0(pair, BN_bin2bn(raw, 32, nullptr), BN_bin2bn(raw + 32, 32, nullptr));
    unsigned char* der = nullptr;
    const int length = i2d_ECDSA_SIG(pair, &der);
    ECDSA_SIG_free(pair);
    const std::string bytes = statement_bytes(signed_statement.statement);
    const Operation operation(key_, false);
    const bool sound = EVP_DigestVerify(operation.digest, der, static_cast<std::size_t>(length),
                                        data(bytes), bytes.size()) == 1;
    OPENSSL_free(der);
    return sound;
  }

 private:
  struct Operation {
    Operation(EVP_PKEY* key, bool signing)
        : digest(EVP_MD_CTX_new()), context(EVP_PKEY_CTX_new(key, nullptr)) {
      EVP_PKEY_CTX_set1_id(context, "1234567812345678", 16);
      EVP_MD_CTX_set_pkey_ctx(digest, context);
      if (signing)
        EVP_DigestSignInit(digest, nullptr, EVP_sm3(), nullptr, key);
      else
        EVP_DigestVerifyInit(digest, nullptr, EVP_sm3(), nullptr, key);
    }
    ~Operation() {
      EVP_MD_CTX_free(digest);
      EVP_PKEY_CTX_free(context);
    }
    EVP_MD_CTX* digest;
    EVP_PKEY_CTX* context;
  };
  static const unsigned char* data(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
  }
  EVP_PKEY* key_;
};

Document document() {
  return fill(samples::example("letter-b").value(), samples::fields(), samples::created()).value();
}

// A short document, so that every byte can be tried.
Document short_document() {
  Document out;
  out.title = "函";
  out.number = "云信〔2026〕1号";
  out.created = samples::created();
  out.blocks = {Paragraph{{{"同意。", false}}}};
  return out;
}

std::string pdf_of(const Document& content) {
  return PdfWriter::open(samples::house_style()).value().write(content).value();
}
std::string docx_of(const Document& content) {
  return write_docx(content, samples::house_style()).value();
}

class Signatures : public ::testing::Test {
 protected:
  SignedStatement signed_for(const Document& content, const std::string& frozen) const {
    const auto statement = make_statement(content, frozen, HashKind::Sm3,
                                          Date::parse("2026-03-02").value(), "origin+0a1b2c3d");
    return sign(statement, [this](std::string_view bytes) { return key_.sign(bytes); }).value();
  }
  Sm2Key key_;
};

TEST_F(Signatures, TheStatementIsCanonicalAndBindsEachMember) {
  const std::string frozen = pdf_of(document());
  const SignedStatement sound = signed_for(document(), frozen);
  EXPECT_TRUE(key_.verifies(sound));
  const std::string bytes = statement_bytes(sound.statement);
  EXPECT_TRUE(
      bytes.starts_with("{\"digest\":\"" + hex(sound.statement.digest) + "\",\"hash\":\"sm3\""));
  EXPECT_NE(bytes.find("\"number\":\"云杉信办函〔2026〕12号\""), std::string::npos);
  SignedStatement other = sound;
  other.statement.number += "x";
  EXPECT_FALSE(key_.verifies(other));
}

TEST_F(Signatures, DetachedComesBackAndHasOneSpellingOnly) {
  const std::string frozen = pdf_of(document());
  const SignedStatement sound = signed_for(document(), frozen);
  const std::string text = detached(sound);
  EXPECT_EQ(parse_detached(text).value(), sound);
  EXPECT_TRUE(check_digest(frozen, sound.statement));
  for (const std::string& changed : {" " + text, text + "\n", text.substr(1), std::string("{}"),
                                     "{\"more\":1," + text.substr(1)})
    EXPECT_FALSE(parse_detached(changed)) << changed.substr(0, 20);
}

TEST_F(Signatures, EmbeddedThenExtractedGivesTheFrozenBytesBack) {
  for (const std::string& frozen : {pdf_of(document()), docx_of(document())}) {
    const SignedStatement sound = signed_for(document(), frozen);
    const std::string carrier = embed(frozen, sound).value();
    const auto extracted = extract(carrier);
    ASSERT_TRUE(extracted) << extracted.error().code;
    EXPECT_EQ(extracted->original, frozen);
    EXPECT_EQ(extracted->signed_statement, sound);
    EXPECT_EQ(embed(frozen, sound).value(), carrier);
  }
  const std::string pdf = pdf_of(document());
  EXPECT_TRUE(embed(pdf, signed_for(document(), pdf)).value().starts_with(pdf));
}

TEST_F(Signatures, AnyChangedByteIsFound) {
  const Document content = short_document();
  for (const std::string& frozen : {pdf_of(content), docx_of(content)}) {
    const std::string carrier = embed(frozen, signed_for(content, frozen)).value();
    for (std::size_t i = 0; i < carrier.size(); ++i) {
      std::string changed = carrier;
      changed[i] = static_cast<char>(changed[i] ^ (1 << i % 8));
      const auto extracted = extract(changed);
      EXPECT_FALSE(extracted && key_.verifies(extracted->signed_statement))
          << "byte " << i << " of " << carrier.size();
    }
  }
}

TEST_F(Signatures, CutAndLengthenedFilesAreFound) {
  const Document content = short_document();
  for (const std::string& frozen : {pdf_of(content), docx_of(content)}) {
    const std::string carrier = embed(frozen, signed_for(content, frozen)).value();
    for (std::size_t length = 0; length < carrier.size(); length += 7)
      EXPECT_FALSE(extract(std::string_view(carrier).substr(0, length))) << length;
    EXPECT_FALSE(extract(carrier + "\n"));
    EXPECT_FALSE(extract(carrier + carrier));
  }
}

TEST_F(Signatures, AStatementOfOtherBytesIsNotEmbedded) {
  const std::string pdf = pdf_of(document()), docx = docx_of(document());
  const auto refused = embed(docx, signed_for(document(), pdf));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "documents.signature_mismatch");
  const auto twice = embed(pdf, signed_for(document(), pdf)).value();
  EXPECT_EQ(embed(twice, signed_for(document(), twice)).error().code, "documents.embed_form");
}

TEST_F(Signatures, UnsignedDocumentsSaySo) {
  EXPECT_EQ(extract(pdf_of(document())).error().code, "documents.not_signed");
  EXPECT_EQ(extract(docx_of(document())).error().code, "documents.not_signed");
  EXPECT_EQ(extract("plain text").error().code, "documents.embed_form");
}

TEST_F(Signatures, ASignatureOfWrongLengthIsRefused) {
  const auto statement = make_statement(document(), "x", HashKind::Sha256, Date{}, "k");
  const auto refused = sign(statement, [](std::string_view) { return std::string("short"); });
  EXPECT_EQ(refused.error().code, "documents.signature_length");
}

// Other programs find the attachment and the pages: the update is PDF, the part is zip.
TEST_F(Signatures, OtherReadersOpenTheCarrier) {
  const Folder folder;
  const std::string frozen_pdf = pdf_of(document()), frozen_docx = docx_of(document());
  const SignedStatement for_pdf = signed_for(document(), frozen_pdf);
  const std::string pdf = folder.file("a.pdf", embed(frozen_pdf, for_pdf).value());
  const std::string docx =
      folder.file("a.docx", embed(frozen_docx, signed_for(document(), frozen_docx)).value());
  const Ran detach = run({"pdfdetach", "-saveall", "-o", folder.path(), pdf});
  EXPECT_EQ(detach.status, 0);
  EXPECT_EQ(detach.complaints, "");
  EXPECT_EQ(samples::read_file(folder.path() + "/dengbao-signature.json"), detached(for_pdf));
  const Ran text = run({"pdftotext", pdf, "-"});
  EXPECT_EQ(text.complaints, "");
  EXPECT_NE(text.output.find("云杉信办函"), std::string::npos);
  EXPECT_EQ(run({"unzip", "-tqq", docx}).status, 0);
}

}  // namespace
}  // namespace dengbao
