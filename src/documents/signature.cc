#include "documents/signature.h"

#include <boost/json.hpp>

#include "base/json.h"
#include "documents/names.h"
#include "documents/signature_carrier.h"

namespace dengbao {
namespace {

constexpr std::size_t kSignatureBytes = 64;

std::unexpected<Explanation> malformed(std::string reason) {
  return fail(ErrorKind::BadInput, "documents.signature_form", {{"reason", std::move(reason)}});
}

json::object object_of(const SignatureStatement& statement) {
  return {{"digest", hex(statement.digest)},
          {"hash", hash_name(statement.hash)},
          {"issued", statement.issued.iso()},
          {"key", statement.key_id},
          {"kind", name_of(kKindNames, statement.kind)},
          {"number", statement.number},
          {"size", statement.size},
          {"title", statement.title}};
}

Result<std::string> text_member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value || !value->is_string()) return malformed(std::string(name));
  return std::string(value->get_string());
}

Result<SignatureStatement> statement_of(const json::object& object) {
  SignatureStatement out;
  const auto digest = digest_from_hex(TRY(text_member(object, "digest")));
  const auto hash = hash_kind(TRY(text_member(object, "hash")));
  const auto kind = named(kKindNames, TRY(text_member(object, "kind")));
  const auto issued = Date::parse(TRY(text_member(object, "issued")));
  const auto* size = object.if_contains("size");
  if (!digest || !hash || !kind || !issued || !size || !size->is_int64() || size->get_int64() < 0)
    return malformed("statement");
  out.digest = *digest;
  out.hash = *hash;
  out.kind = *kind;
  out.issued = *issued;
  out.size = static_cast<std::uint64_t>(size->get_int64());
  out.number = TRY(text_member(object, "number"));
  out.title = TRY(text_member(object, "title"));
  out.key_id = TRY(text_member(object, "key"));
  return out;
}

bool is_pdf(std::string_view bytes) {
  return bytes.starts_with("%PDF-");
}
bool is_zip(std::string_view bytes) {
  return bytes.starts_with("PK\x03\x04");
}

std::unexpected<Explanation> neither_form() {
  return fail(ErrorKind::BadInput, "documents.embed_form", {{"reason", "PDF, docx"}});
}

Result<std::string> carry(std::string_view frozen, std::string_view note) {
  if (is_pdf(frozen)) return carry_in_pdf(frozen, note);
  if (is_zip(frozen)) return carry_in_docx(frozen, note);
  return neither_form();
}

}  // namespace

SignatureStatement make_statement(const Document& document, std::string_view frozen, HashKind hash,
                                  Date issued, std::string key_id) {
  return {document.number,      document.kind, document.title, hash,
          digest(hash, frozen), frozen.size(), issued,         std::move(key_id)};
}

std::string statement_bytes(const SignatureStatement& statement) {
  return canonical(json::value(object_of(statement)));
}

Result<SignedStatement> sign(const SignatureStatement& statement, const Signer& signer) {
  SignedStatement out{statement, TRY(signer(statement_bytes(statement)))};
  if (out.signature.size() != kSignatureBytes)
    return fail(ErrorKind::External, "documents.signature_length",
                {{"bytes", std::to_string(out.signature.size())}});
  return out;
}

std::string detached(const SignedStatement& signed_statement) {
  return canonical(json::value{{"signature", hex(bytes_of(signed_statement.signature))},
                               {"statement", object_of(signed_statement.statement)}});
}

Result<SignedStatement> parse_detached(std::string_view text) {
  const json::value value = TRY(parse_json(text, kSignatureName));
  const auto* object = value.if_object();
  const auto* statement = object ? object->if_contains("statement") : nullptr;
  if (!statement || !statement->is_object()) return malformed("statement");
  SignedStatement out;
  out.statement = TRY(statement_of(statement->get_object()));
  const auto signature = from_hex(TRY(text_member(*object, "signature")));
  if (!signature || signature->size() != kSignatureBytes) return malformed("signature");
  out.signature = *signature;
  // One spelling only: what is not bound by the signature cannot hide in the file.
  if (detached(out) != text) return malformed("canonical");
  return out;
}

Status check_digest(std::string_view original, const SignatureStatement& statement) {
  if (original.size() == statement.size && digest(statement.hash, original) == statement.digest)
    return {};
  return fail(ErrorKind::Negative, "documents.signature_mismatch",
              {{"number", statement.number},
               {"stated", hex(statement.digest)},
               {"found", hex(digest(statement.hash, original))}});
}

Result<std::string> embed(std::string_view frozen, const SignedStatement& signed_statement) {
  CHECK(check_digest(frozen, signed_statement.statement));
  return carry(frozen, detached(signed_statement));
}

Result<Extracted> extract(std::string_view bytes) {
  if (!is_pdf(bytes) && !is_zip(bytes)) return neither_form();
  Carried carried = TRY(is_pdf(bytes) ? carried_in_pdf(bytes) : carried_in_docx(bytes));
  SignedStatement signed_statement = TRY(parse_detached(carried.note));
  CHECK(check_digest(carried.original, signed_statement.statement));
  const auto again = carry(carried.original, carried.note);
  if (!again || *again != bytes) return malformed("carrier");
  return Extracted{std::move(carried.original), std::move(signed_statement)};
}

}  // namespace dengbao
