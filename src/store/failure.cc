#include "store/failure.h"

#include <cstring>

#include "base/text.h"
#include "store/connection.h"

namespace dengbao::store {
namespace {

struct Rule {
  std::string_view index;    // PostgreSQL
  std::string_view columns;  // SQLite
  std::string_view code;
};

constexpr Rule kRules[] = {
    {"event_pkey", "event.log_index", "store.index_taken"},
    {"event_id", "event.id", "store.event_known"},
    {"event_stream", "event.stream, event.version", "store.version_taken"},
    {"event_secret_pkey", "event_secret.event, event_secret.fact", "store.secret_known"},
    {"case_state_key", "case_state.key", "store.case_key_taken"},
    {"number_pkey", "number.series, number.scope, number.number", "store.number_taken"},
    {"number_text", "number.text", "store.number_text_taken"},
    {"answer_pkey", "answer.account, answer.key", "store.answer_known"},
    {"outbox_event", "outbox.event, outbox.ordinal", "store.effect_known"},
    {"document_pkey", "document.id", "store.document_known"},
};

std::uint64_t high_bits(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word & 0x8080808080808080U;
}

}  // namespace

Explanation taken(std::string_view rule, std::string detail) {
  Explanation out;
  out.kind = ErrorKind::Conflict;
  out.code = "store.taken";
  out.detail = std::move(detail);
  for (const Rule& known : kRules) {
    if (rule == known.index || rule == known.columns) out.code = known.code;
  }
  if (out.code == "store.taken") out.args = {{"rule", std::string(rule)}};
  return out;
}

Explanation external(std::string_view code, std::string detail) {
  return {ErrorKind::External, std::string(code), {}, {}, {}, {}, std::move(detail)};
}

Explanation unfit_text(std::string_view why) {
  return {ErrorKind::BadInput, "store.unfit_text", {}, {}, {}, {}, std::string(why)};
}

bool fit_text(std::string_view text) {
  if (text.empty()) return true;
  if (std::memchr(text.data(), 0, text.size()) != nullptr) return false;
  std::size_t plain = 0;
  while (plain + 8 <= text.size() && high_bits(text.data() + plain) == 0) plain += 8;
  return is_utf8(text.substr(plain));
}

Digest Row::digest(int column) const {
  Digest out{};
  const std::string_view stored = raw(column);
  if (stored.size() == out.size()) std::memcpy(out.data(), stored.data(), out.size());
  return out;
}

}  // namespace dengbao::store
