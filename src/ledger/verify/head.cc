#include "ledger/verify/head.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace dengbao::ledger {

std::string head_text(const Head& head) {
  return fmt::format("{}\n{}\n{}\nhash {}\ntime {}\n", head.origin, head.size, base64(head.root),
                     hash_name(head.hash), head.time.iso());
}

Result<Head> parse_head(std::string_view text) {
  const auto wrong = [&](std::string_view line) {
    return fail(ErrorKind::BadInput, "ledger.head_form", {{"line", std::string(line)}});
  };
  const auto lines = split(text, '\n');
  if (lines.size() != 6 || !lines[5].empty()) return wrong("…");
  Head head;
  head.origin = lines[0];
  if (!is_key_name(head.origin)) return wrong(lines[0]);
  const auto [end, error] =
      std::from_chars(lines[1].data(), lines[1].data() + lines[1].size(), head.size);
  if (error != std::errc{} || end != lines[1].data() + lines[1].size()) return wrong(lines[1]);
  const auto root = from_base64(lines[2]);
  if (!root || root->size() != head.root.size()) return wrong(lines[2]);
  std::ranges::copy(bytes_of(*root), head.root.begin());
  const auto kind =
      hash_kind(std::string_view(lines[3]).substr(std::min<std::size_t>(5, lines[3].size())));
  if (!kind) return wrong(lines[3]);
  head.hash = *kind;
  const auto time =
      Instant::parse(std::string_view(lines[4]).substr(std::min<std::size_t>(5, lines[4].size())));
  if (!time) return wrong(lines[4]);
  head.time = *time;
  if (head_text(head) != text) return wrong("…");
  return head;
}

Result<SignedHead> parse_signed_head(std::string_view note) {
  SignedHead out;
  out.note = TRY(parse_note(note));
  out.head = TRY(parse_head(out.note.text));
  return out;
}

}  // namespace dengbao::ledger
