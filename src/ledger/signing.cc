#include "ledger/signing.h"

#include <algorithm>

namespace dengbao::ledger {
namespace {

Status sign_into(Note& note, const KeyProvider& key) {
  const Signature bytes = TRY(key.sign(note.text));
  const PublicKey& shown = key.public_key();
  note.signatures.push_back(
      {shown.name, key_id(shown), {reinterpret_cast<const char*>(bytes.data()), bytes.size()}});
  return {};
}

}  // namespace

Result<std::string> sign_head(const Head& head, const KeyProvider& key) {
  if (head.origin != key.public_key().name)
    return fail(ErrorKind::Refused, "ledger.key_of_other_origin",
                {{"origin", head.origin}, {"key", key.public_key().name}});
  CHECK(key.validity().at(head.time));
  Note note{head_text(head), {}};
  CHECK(sign_into(note, key));
  return note_text(note);
}

Result<std::string> add_signature(std::string_view text, const KeyProvider& key) {
  Note note = TRY(parse_note(text));
  const PublicKey& shown = key.public_key();
  const bool there = std::ranges::any_of(note.signatures, [&](const NoteSignature& s) {
    return s.name == shown.name && s.key_id == key_id(shown);
  });
  if (there)
    return fail(ErrorKind::Conflict, "ledger.signed_already", {{"key", fingerprint(shown)}});
  CHECK(sign_into(note, key));
  return note_text(note);
}

Result<std::string> sign_rotation(const KeyProvider& from, const KeyProvider& to, Instant time) {
  if (from.public_key().name != to.public_key().name)
    return fail(ErrorKind::Refused, "ledger.key_of_other_origin",
                {{"origin", from.public_key().name}, {"key", to.public_key().name}});
  CHECK(from.validity().at(time));
  CHECK(to.validity().at(time));
  Note note{rotation_text({from.public_key(), to.public_key(), time}), {}};
  CHECK(sign_into(note, from));
  CHECK(sign_into(note, to));
  return note_text(note);
}

}  // namespace dengbao::ledger
