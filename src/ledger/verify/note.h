#pragma once
// Signed notes (https://c2sp.org/signed-note): a text, an empty line, signature lines.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/verify/key.h"

namespace dengbao::ledger {

struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  std::string signature;  // its bytes; of ours 64
  bool operator==(const NoteSignature&) const = default;
};

struct Note {
  std::string text;  // what is signed; ends with a line feed
  std::vector<NoteSignature> signatures;
  bool operator==(const Note&) const = default;
};

inline constexpr std::size_t kMaxNoteBytes = 64 * 1024;

// Reads only what note_text would write. BadInput ledger.note_form.
Result<Note> parse_note(std::string_view text);
std::string note_text(const Note& note);
// Whether the key signed the note (a line with its name and id, and the signature holds).
bool signed_by(const Note& note, const PublicKey& key);

}  // namespace dengbao::ledger
