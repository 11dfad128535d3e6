// What is answered: receipts, and what an earlier request with the same key was told.

#include <boost/json.hpp>

#include "app/installation.h"
#include "ledger/entry.h"
#include "ledger/prover.h"
#include "ledger/signing.h"
#include "ledger/verify/receipt.h"

namespace dengbao {
namespace {

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

}  // namespace

json::object outcome_json(const Outcome& o) {
  json::object out{{"event", o.event}, {"version", o.version}};
  out["case"] = o.case_id.empty() ? json::value(nullptr) : json::value(o.case_id);
  for (const auto& m : o.more) out[m.key()] = m.value();
  json::error_code error;
  out["receipt"] = json::parse(o.receipt, error);
  return out;
}

Result<std::optional<Outcome>> Installation::earlier(Reading& reading, const Request& request) {
  if (request.key.empty()) return std::nullopt;
  const auto row = TRY(reading.answer(request.actor.account, request.key));
  if (!row) return std::nullopt;
  if (row->request != request.digest)
    return fail(ErrorKind::Conflict, "app.key_reused", {{"key", request.key}});
  const json::object o = TRY(parse_json(row->answer, "answer")).as_object();
  Outcome out;
  out.event = text(o, "event");
  out.case_id = text(o, "case");
  out.version = o.at("version").to_number<std::int64_t>();
  out.index = o.at("index").to_number<std::int64_t>();
  if (const json::value* more = o.if_contains("more")) out.more = more->as_object();
  const auto event = TRY(reading.event(out.event));
  // The first head that holds it is the one of the first answer; none yet, when both requests came
  // in this very batch: then the answer is finished with it.
  const auto heads = TRY(reading.heads(out.index, 1));
  if (event && !heads.empty()) {
    out.receipt = TRY(receipt_at(reading, *event, heads.front(), true));
    out.repeated = true;
  }
  return out;
}

Result<std::string> Installation::receipt_at(Reading& reading, const EventRow& e,
                                             const HeadRow& head, bool with_personal) {
  ledger::Prover prover(hash_, [&](ledger::TileId id) -> Result<std::string> {
    const auto tile =
        TRY(reading.tile(static_cast<int>(id.level), static_cast<std::int64_t>(id.index)));
    return tile ? tile->bytes : std::string();
  });
  ledger::Receipt receipt;
  receipt.entry = ledger::entry_text(e.commitments, e.core);
  receipt.inclusion = TRY(
      prover.inclusion(static_cast<std::uint64_t>(e.index), static_cast<std::uint64_t>(head.size)));
  receipt.head = head.note;
  const std::string first = TRY(reading.meta("first_key")).value_or("");
  receipt.keys = {TRY(ledger::read_verifier_key(first))};
  if (with_personal)
    for (const SecretRow& s : TRY(reading.secrets(e.id)))
      if (!s.salt.empty())
        receipt.disclosed.push_back({s.fact, ledger::Opening::Shown{s.salt, s.value}});
  return ledger::receipt_text(receipt);
}

Result<std::string> Installation::receipt_of(Reading& reading, const EventRow& e,
                                             bool with_personal) {
  return receipt_at(reading, e, TRY(reading.head()), with_personal);
}

}  // namespace dengbao
