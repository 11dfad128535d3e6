#include "ledger/verify/rotation.h"

#include "base/text.h"

namespace dengbao::ledger {
namespace {

constexpr std::string_view kTitle = "dengbao key rotation v1";

Result<PublicKey> key_line(std::string_view line, std::string_view word) {
  if (!line.starts_with(word)) return fail(ErrorKind::BadInput, "ledger.rotation_form");
  return read_verifier_key(line.substr(word.size()));
}

}  // namespace

std::string rotation_text(const Rotation& r) {
  return std::string(kTitle) + "\nfrom " + verifier_key(r.from) + "\nto " + verifier_key(r.to) +
         "\ntime " + r.time.iso() + "\n";
}

Result<Rotation> check_rotation(std::string_view text) {
  const Note note = TRY(parse_note(text));
  const auto lines = split(note.text, '\n');
  if (lines.size() != 5 || !lines[3].starts_with("time "))
    return fail(ErrorKind::BadInput, "ledger.rotation_form");
  Rotation out;
  out.from = TRY(key_line(lines[1], "from "));
  out.to = TRY(key_line(lines[2], "to "));
  out.time = TRY(Instant::parse(std::string_view(lines[3]).substr(5)));
  if (rotation_text(out) != note.text || out.from.name != out.to.name)
    return fail(ErrorKind::BadInput, "ledger.rotation_form");
  for (const PublicKey& key : {out.from, out.to})
    if (!signed_by(note, key))
      return fail(ErrorKind::Negative, "ledger.rotation_unsigned", {{"key", fingerprint(key)}});
  return out;
}

}  // namespace dengbao::ledger
