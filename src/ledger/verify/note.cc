#include "ledger/verify/note.h"

#include <algorithm>

#include "base/text.h"

namespace dengbao::ledger {
namespace {

constexpr std::string_view kDash = "— ";

std::unexpected<Explanation> malformed(std::string_view what) {
  return fail(ErrorKind::BadInput, "ledger.note_form", {{"line", std::string(what)}});
}

Result<NoteSignature> parse_signature(std::string_view line) {
  const auto refuse = [&] { return malformed(line); };
  if (!line.starts_with(kDash)) return refuse();
  const std::string_view rest = line.substr(kDash.size());
  const auto space = rest.find(' ');
  if (space == std::string_view::npos || !is_key_name(rest.substr(0, space))) return refuse();
  const auto bytes = from_base64(rest.substr(space + 1));
  if (!bytes || bytes->size() < 5) return refuse();
  NoteSignature out{std::string(rest.substr(0, space)), 0, bytes->substr(4)};
  for (std::size_t i = 0; i < 4; ++i)
    out.key_id = out.key_id << 8 | static_cast<unsigned char>((*bytes)[i]);
  return out;
}

}  // namespace

Result<Note> parse_note(std::string_view text) {
  if (text.size() > kMaxNoteBytes || !is_utf8(text)) return malformed("…");
  const bool control = std::ranges::any_of(
      text, [](char c) { return c != '\n' && static_cast<unsigned char>(c) < 0x20; });
  const auto gap = text.rfind("\n\n");
  if (control || gap == std::string_view::npos || gap == 0 || !text.ends_with('\n'))
    return malformed("…");
  Note out{std::string(text.substr(0, gap + 1)), {}};
  std::string_view lines = text.substr(gap + 2);
  if (lines.empty()) return malformed("—");
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    out.signatures.push_back(TRY(parse_signature(lines.substr(0, end))));
    lines.remove_prefix(end + 1);
  }
  return out;
}

std::string note_text(const Note& note) {
  std::string out = note.text + "\n";
  for (const auto& s : note.signatures) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
      bytes += static_cast<char>(s.key_id >> shift & 0xff);
    out += std::string(kDash) + s.name + " " + base64(bytes_of(bytes + s.signature)) + "\n";
  }
  return out;
}

bool signed_by(const Note& note, const PublicKey& key) {
  const auto checker = Sm2Checker::of(key);
  return checker && std::ranges::any_of(note.signatures, [&](const NoteSignature& s) {
           return s.name == key.name && s.key_id == key_id(key) &&
                  checker->holds(note.text, s.signature);
         });
}

}  // namespace dengbao::ledger
