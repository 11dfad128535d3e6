// verify FILE|NUMBER: whether a receipt or an issued document is as it was, and who signed it. Two
// questions, answered apart; needs nothing but the file.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/judging_words.h"
#include "app/law_words.h"
#include "base/text.h"
#include "documents/signature.h"
#include "ledger/verify/receipt.h"

namespace dengbao {
namespace {

namespace fs = std::filesystem;
constexpr std::uintmax_t kLargestFile = 64U << 20;

NumberVerifier& number_verifier() {
  static NumberVerifier verifier;
  return verifier;
}

Result<std::string> bytes_of_file(const std::string& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error))
    return fail(ErrorKind::NotFound, "verify.no_file", {{"file", path}});
  if (fs::file_size(path, error) > kLargestFile)
    return fail(ErrorKind::BadInput, "verify.too_large",
                {{"file", path}, {"limit", std::to_string(kLargestFile >> 20)}});
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) return fail_external("verify.unreadable", path);
  return text.str();
}

struct Anchors {
  std::vector<ledger::TrustAnchor> receipts;
  std::vector<ledger::PublicKey> documents;  // with their point: a fingerprint alone checks nothing
};

Result<Anchors> anchors_from(const std::vector<std::string>& given) {
  Anchors out;
  for (const std::string& key : given) {
    std::error_code error;
    const std::string text = fs::is_regular_file(key, error) ? TRY(bytes_of_file(key)) : key;
    out.receipts.push_back(TRY(ledger::read_trust_anchor(text, key)));
    if (const auto point = ledger::read_verifier_key(trim(text))) out.documents.push_back(*point);
  }
  return out;
}

// What was found, whatever was looked at.
struct Findings {
  std::string kind;
  bool intact = false;
  ledger::Signer signer = ledger::Signer::Unchecked;
  std::string fingerprint;
  json::object more;
  std::vector<Explanation> reasons;
};

std::string verdict_of(const Session& session, const Findings& f) {
  if (!f.intact) return session.pick({"不完整或被改动", "not intact"});
  switch (f.signer) {
    case ledger::Signer::Trusted:
      return session.pick({"完整，签名者：", "intact, signed by: "}) + f.fingerprint;
    case ledger::Signer::Wrong:
      return session.pick({"完整，但签名者不在信任之列：", "intact, signer not trusted: "}) +
             f.fingerprint;
    case ledger::Signer::Unchecked:
      break;
  }
  return session.pick({"完整，未核对签名者：", "intact, signer not checked: "}) + f.fingerprint;
}

Result<Answer> answer_of(Session& session, Findings f) {
  const Messages messages = messages_of(session, TRY(session.law())->files());
  const std::string verdict = verdict_of(session, f);
  Answer answer;
  answer.negative = !f.intact || f.signer == ledger::Signer::Wrong;
  answer.text = verdict + "\n";
  json::array reasons;
  for (const Explanation& e : f.reasons) {
    reasons.push_back(finding_json(e, messages));
    answer.text += "  " + messages.text(e) + "\n";
  }
  for (const auto& [key, value] : f.more)
    if (!value.is_structured())
      answer.text +=
          fmt::format("  {}: {}\n", std::string_view(key),
                      value.is_string() ? std::string(value.get_string()) : json::serialize(value));
  json::object value{{"kind", f.kind},
                     {"verdict", verdict},
                     {"intact", f.intact},
                     {"signer", ledger::signer_name(f.signer)},
                     {"fingerprint", f.fingerprint},
                     {"reasons", std::move(reasons)}};
  for (auto& [key, member] : f.more) value[key] = member;
  answer.value = std::move(value);
  return answer;
}

// What people keep is often the whole answer of a command: its receipt is judged.
std::string receipt_in(const std::string& text) {
  json::error_code error;
  const json::value v = json::parse(text, error);
  if (error || !v.is_object()) return text;
  const json::value* receipt = v.get_object().if_contains("receipt");
  return receipt && receipt->is_object() ? json::serialize(*receipt) : text;
}

Findings judge_receipt(std::string_view text, const Anchors& anchors) {
  const ledger::Verdict v = ledger::verify_receipt(text, anchors.receipts);
  Findings out;
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

Findings judge_statement(const SignedStatement& s, const Anchors& anchors) {
  Findings out;
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

Findings not_intact(std::string kind, const Explanation& why) {
  Findings out;
  out.kind = std::move(kind);
  out.reasons.push_back(why);
  return out;
}

// An issued document: its statement inside, or beside it as NAME.sig.json.
Result<Findings> judge_document(const std::string& path, const std::string& bytes,
                                const Anchors& anchors) {
  const auto inside = extract(bytes);
  if (inside) return judge_statement(inside->signed_statement, anchors);
  std::error_code error;
  const std::string beside = path + ".sig.json";
  if (inside.error().code == "documents.not_signed" && fs::is_regular_file(beside, error)) {
    const auto read = parse_detached(TRY(bytes_of_file(beside)));
    if (!read) return not_intact("document", read.error());
    if (const auto same = check_digest(bytes, read->statement); !same)
      return not_intact("document", same.error());
    return judge_statement(*read, anchors);
  }
  return not_intact("document", inside.error());
}

Result<Answer> verify(Session& session, const Arguments& arguments) {
  const std::string what = arguments.text("WHAT");
  const Anchors anchors = TRY(anchors_from(arguments.all("trust")));
  std::error_code error;
  if (!fs::exists(what, error)) {
    const bool like_a_file = what.find('/') != std::string::npos || what.ends_with(".json") ||
                             what.ends_with(".pdf") || what.ends_with(".docx");
    if (!like_a_file && number_verifier()) return number_verifier()(session, what);
    return fail(ErrorKind::NotFound, like_a_file ? "verify.no_file" : "verify.no_number",
                {{"file", what}});
  }
  const std::string bytes = TRY(bytes_of_file(what));
  const std::string_view start = trim(std::string_view(bytes).substr(0, 64));
  if (bytes.starts_with("%PDF") || bytes.starts_with("PK"))
    return answer_of(session, TRY(judge_document(what, bytes, anchors)));
  if (start.starts_with("{")) return answer_of(session, judge_receipt(receipt_in(bytes), anchors));
  return fail(ErrorKind::BadInput, "verify.unknown_form", {{"file", what}});
}

}  // namespace

void set_number_verifier(NumberVerifier verifier) {
  number_verifier() = std::move(verifier);
}

void add_verify_word(Catalogue& all) {
  all.push_back(
      {"verify",
       Needs::Nothing,
       "",
       {"核验回执、文书或证明：是否完整、由谁签名，无需联网",
        "Verify a receipt or document offline: intact, and signed by whom"},
       {"dengbao verify receipt.json", "dengbao verify certificate.pdf --trust authority.pub"},
       {{.name = "WHAT",
         .value = "FILE|NUMBER",
         .help = {"文件，或数据目录中的文号、证号", "a file, or a number in the data directory"},
         .positional = true,
         .required = true},
        {.name = "trust",
         .value = "KEY",
         .help = {"信任的公钥：文件、验证密钥或指纹",
                  "a trusted key: file, verifier key or fingerprint"},
         .many = true}},
       verify});
}

}  // namespace dengbao
