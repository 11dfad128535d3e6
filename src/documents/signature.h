#pragma once
// What an issued document's signature says, and how it travels: beside the file (NAME.sig.json) or
// inside it. Bytes and digests only; whether the signature is the signer's is judged elsewhere.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/result.h"
#include "base/time.h"
#include "documents/document.h"

namespace dengbao {

// The statement that is signed. Its bytes are the canonical JSON of these members.
struct SignatureStatement {
  std::string number;  // empty where the document has none
  DocumentKind kind = DocumentKind::Letter;
  std::string title;
  HashKind hash = HashKind::Sm3;
  Digest digest{};         // of the frozen original bytes
  std::uint64_t size = 0;  // of the frozen original, in bytes
  Date issued;
  std::string key_id;
  bool operator==(const SignatureStatement&) const = default;
};

struct SignedStatement {
  SignatureStatement statement;
  std::string signature;  // 64 bytes r‖s
  bool operator==(const SignedStatement&) const = default;
};

// Answers 64 bytes for the bytes that are signed.
using Signer = std::function<Result<std::string>(std::string_view bytes)>;

SignatureStatement make_statement(const Document& document, std::string_view frozen, HashKind hash,
                                  Date issued, std::string key_id);
// The bytes that are signed.
std::string statement_bytes(const SignatureStatement& statement);
// Errors: those of the signer; documents.signature_length.
Result<SignedStatement> sign(const SignatureStatement& statement, const Signer& signer);

// The text of NAME.sig.json: {"signature":hex,"statement":{…}}, canonical.
std::string detached(const SignedStatement& signed_statement);
// Only the exact text that detached() writes. Errors: documents.signature_form.
Result<SignedStatement> parse_detached(std::string_view text);

// Puts the statement into a frozen PDF or docx of ours (docs/decisions/documents-signature.md).
// Errors: documents.embed_form where the bytes are neither; documents.signature_mismatch where
// the statement speaks of other bytes.
Result<std::string> embed(std::string_view frozen, const SignedStatement& signed_statement);

struct Extracted {
  std::string original;  // the frozen bytes, as they were before embed()
  SignedStatement signed_statement;
};
// The reverse of embed(). Anything that embed() would not have written so is refused, wherever the
// byte stands. Errors: documents.not_signed, documents.signature_form,
// documents.signature_mismatch.
Result<Extracted> extract(std::string_view bytes);

// That the statement speaks of these bytes: size and digest, computed anew.
// Errors: documents.signature_mismatch.
Status check_digest(std::string_view original, const SignatureStatement& statement);

}  // namespace dengbao
