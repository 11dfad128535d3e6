#include "app/foreign_proof.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/json.h"
#include "base/text.h"
#include "documents/signature.h"

namespace dengbao {
namespace {

// A PDF of the largest size is there three times: as it came, without its statement, and whole.
constexpr std::size_t kMemory = std::size_t{512} << 20;

struct Anchors {
  std::vector<ledger::TrustAnchor> receipts;
  std::vector<ledger::PublicKey> documents;  // with their point: a fingerprint alone checks nothing
};

Result<Anchors> anchors_from(const json::array& texts) {
  Anchors out;
  for (const json::value& given : texts) {
    const std::string text(given.as_string());
    out.receipts.push_back(TRY(ledger::read_trust_anchor(text, text)));
    if (const auto point = ledger::read_verifier_key(trim(text))) out.documents.push_back(*point);
  }
  return out;
}

// What people keep is often the whole answer of a command: its receipt is judged.
std::string receipt_in(std::string_view text) {
  json::error_code error;
  const json::value v = json::parse(text, error);
  if (error || !v.is_object()) return std::string(text);
  const json::value* receipt = v.get_object().if_contains("receipt");
  return receipt && receipt->is_object() ? json::serialize(*receipt) : std::string(text);
}

ProofFindings judge_receipt(std::string_view text, const Anchors& anchors) {
  const ledger::Verdict v = ledger::verify_receipt(text, anchors.receipts);
  ProofFindings out;
  out.kind = "receipt";
  out.intact = v.intact;
  out.signer = v.signer;
  out.fingerprint = v.fingerprint;
  out.reasons = v.reasons;
  if (v.intact && v.head) {
    out.more["origin"] = v.head->origin;
    out.more["tree_size"] = v.head->size;
    out.more["at"] = v.head->time.iso();
  }
  if (v.intact && v.receipt) {
    out.more["index"] = v.receipt->inclusion.index;
    if (auto entry = parse_json(v.receipt->entry, "entry"); entry && entry->is_object())
      if (const json::value* core = entry->as_object().if_contains("core"))
        out.more["core"] = *core;
  }
  return out;
}

ProofFindings judge_statement(const SignedStatement& s, const Anchors& anchors) {
  ProofFindings out;
  out.kind = "document";
  out.intact = true;
  out.fingerprint = s.statement.key_id;
  out.more["number"] = s.statement.number;
  out.more["title"] = s.statement.title;
  out.more["issued"] = s.statement.issued.iso();
  if (anchors.receipts.empty()) return out;
  out.signer = ledger::Signer::Wrong;
  for (const ledger::PublicKey& key : anchors.documents) {
    const auto checker = ledger::Sm2Checker::of(key);
    if (!checker || !checker->holds(statement_bytes(s.statement), s.signature)) continue;
    out.signer = ledger::Signer::Trusted;
    out.fingerprint = ledger::fingerprint(key);
  }
  if (anchors.documents.empty())
    out.reasons.push_back({ErrorKind::Negative, "verify.key_without_point", {}, {}, {}, {}, {}});
  return out;
}

ProofFindings not_intact(const Explanation& why) {
  ProofFindings out;
  out.kind = "document";
  out.reasons.push_back(why);
  return out;
}

// An issued document: its statement inside, or beside it.
ProofFindings judge_document(std::string_view bytes, std::string_view beside,
                             const Anchors& anchors) {
  const auto inside = extract(bytes);
  if (inside) return judge_statement(inside->signed_statement, anchors);
  if (inside.error().code != "documents.not_signed" || beside.empty())
    return not_intact(inside.error());
  const auto read = parse_detached(beside);
  if (!read) return not_intact(read.error());
  if (const auto same = check_digest(bytes, read->statement); !same)
    return not_intact(same.error());
  return judge_statement(*read, anchors);
}

json::object reason_json(const Explanation& e) {
  json::array args, citations;
  for (const auto& [name, value] : e.args) args.push_back(json::array{name, value});
  for (const std::string& clause : e.citations) citations.push_back(json::string(clause));
  return {{"kind", static_cast<int>(e.kind)},
          {"code", e.code},
          {"args", std::move(args)},
          {"where", e.where},
          {"citations", std::move(citations)}};
}

Explanation reason_from(const json::object& o) {
  Explanation e;
  e.kind = static_cast<ErrorKind>(o.at("kind").to_number<int>());
  e.code = o.at("code").as_string();
  e.where = o.at("where").as_string();
  for (const json::value& arg : o.at("args").as_array())
    e.args.emplace_back(arg.as_array().at(0).as_string(), arg.as_array().at(1).as_string());
  for (const json::value& clause : o.at("citations").as_array())
    e.citations.emplace_back(clause.as_string());
  return e;
}

json::object findings_json(const ProofFindings& f) {
  json::array reasons;
  for (const Explanation& e : f.reasons) reasons.push_back(reason_json(e));
  return {{"kind", f.kind},
          {"intact", f.intact},
          {"signer", static_cast<int>(f.signer)},
          {"fingerprint", f.fingerprint},
          {"more", f.more},
          {"reasons", std::move(reasons)}};
}

ProofFindings findings_from(const json::object& o) {
  ProofFindings out;
  out.kind = o.at("kind").as_string();
  out.intact = o.at("intact").as_bool();
  const int signer = o.at("signer").to_number<int>();
  out.signer = signer == static_cast<int>(ledger::Signer::Trusted) ? ledger::Signer::Trusted
               : signer == static_cast<int>(ledger::Signer::Wrong) ? ledger::Signer::Wrong
                                                                   : ledger::Signer::Unchecked;
  out.fingerprint = o.at("fingerprint").as_string();
  out.more = o.at("more").as_object();
  for (const json::value& reason : o.at("reasons").as_array())
    out.reasons.push_back(reason_from(reason.as_object()));
  return out;
}

// The library of ciphers reads its settings from disk when it is used first. The key is the base
// point of the curve (GB/T 32918.5); nothing was ever signed with it.
void prepare() {
  constexpr std::string_view kBase =
      "0432c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
      "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0";
  (void)digest(HashKind::Sm3, "");
  (void)digest(HashKind::Sha256, "");
  const auto point = from_hex(kBase);
  const auto key = ledger::public_key("warm", point.value_or(""));
  if (!key) return;
  (void)ledger::fingerprint(*key);
  const auto checker = ledger::Sm2Checker::of(*key);
  if (checker) (void)checker->holds("", std::string(64, '\1'));
}

// The input is what is asked (JSON, which holds no NUL), a NUL, and the bytes that are judged.
Status work(std::string_view input, std::string_view, sandbox::Output& out) {
  const std::size_t end = input.find('\0');
  const std::string_view bytes = input.substr(end + 1);
  const json::value asked = TRY(parse_json(input.substr(0, end), "worker"));
  const json::object& o = asked.as_object();
  const Anchors anchors = TRY(anchors_from(o.at("trust").as_array()));
  const ProofFindings found =
      o.at("document").as_bool()
          ? judge_document(bytes, std::string_view(o.at("beside").as_string()), anchors)
          : judge_receipt(receipt_in(bytes), anchors);
  out.write(json::serialize(findings_json(found)));
  return {};
}

}  // namespace

const sandbox::Worker kProofWorker{"proof", prepare, work};

Result<ProofFindings> judge_proof(const ForeignProof& proof, const sandbox::Options& options) {
  json::array trust;
  for (const std::string& text : proof.trust) trust.push_back(json::string(text));
  std::string input = json::serialize(json::object{{"document", proof.form == ProofForm::Document},
                                                   {"beside", proof.beside},
                                                   {"trust", std::move(trust)}});
  input.push_back('\0');
  input += proof.bytes;
  sandbox::Options with_room = options;
  with_room.limits.memory_bytes = kMemory;
  with_room.limits.input_bytes += std::size_t{1} << 20;
  const std::string answer = TRY(sandbox::run(kProofWorker, input, {}, with_room));
  const json::value v = TRY(parse_json(answer, "worker"));
  try {
    return findings_from(v.as_object());
  } catch (const std::exception& e) {
    // The bytes have turned the worker into something else.
    auto error = fail(ErrorKind::BadInput, "sandbox.worker_died");
    error.error().detail = e.what();
    return error;
  }
}

}  // namespace dengbao
