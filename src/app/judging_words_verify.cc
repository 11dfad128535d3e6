// verify FILE|NUMBER: whether a receipt or an issued document is as it was, and who signed it. Two
// questions, answered apart; needs nothing but the file.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/foreign_proof.h"
#include "app/judging_words.h"
#include "app/law_words.h"
#include "base/text.h"

namespace dengbao {
namespace {

namespace fs = std::filesystem;
constexpr std::uintmax_t kLargestFile = 64U << 20, kLargestStatement = 1U << 20;

NumberVerifier& number_verifier() {
  static NumberVerifier verifier;
  return verifier;
}

Result<std::string> bytes_of_file(const std::string& path, std::uintmax_t largest = kLargestFile) {
  std::error_code error;
  if (!fs::is_regular_file(path, error))
    return fail(ErrorKind::NotFound, "verify.no_file", {{"file", path}});
  if (fs::file_size(path, error) > largest)
    return fail(ErrorKind::BadInput, "verify.too_large",
                {{"file", path}, {"limit", std::to_string(largest >> 20)}});
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) return fail_external("verify.unreadable", path);
  return text.str();
}

// The texts of the keys that are trusted, each known to be one.
Result<std::vector<std::string>> trusted_keys(const std::vector<std::string>& given) {
  std::vector<std::string> out;
  for (const std::string& key : given) {
    std::error_code error;
    out.push_back(fs::is_regular_file(key, error) ? TRY(bytes_of_file(key)) : key);
    CHECK(ledger::read_trust_anchor(out.back(), key));
  }
  return out;
}

std::string verdict_of(const Session& session, const ProofFindings& f) {
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

// What the register says of a sound document, where the one who asks is at the server that keeps
// it: a voided letter is as intact as ever.
void add_standing(Session& session, Answer& answer) {
  json::object& out = answer.value.as_object();
  const json::value* number = out.if_contains("number");
  if (session.globals().via.empty() || !number_verifier() || !number || !number->is_string() ||
      !out.at("intact").as_bool())
    return;
  const auto known = number_verifier()(session, std::string(number->get_string()));
  if (!known || !known->value.is_object()) return;
  for (const char* name : {"voided", "replaces", "register", "erased"})
    if (const json::value* v = known->value.as_object().if_contains(name)) out[name] = *v;
  answer.negative = answer.negative || out.contains("voided");
}

Result<Answer> answer_of(Session& session, ProofFindings f) {
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
  add_standing(session, answer);
  return answer;
}

Result<Answer> verify(Session& session, const Arguments& arguments) {
  const std::string what = arguments.text("WHAT");
  std::vector<std::string> trust = TRY(trusted_keys(arguments.all("trust")));
  std::error_code error;
  if (!fs::exists(what, error)) {
    const bool like_a_file = what.find('/') != std::string::npos || what.ends_with(".json") ||
                             what.ends_with(".pdf") || what.ends_with(".docx");
    if (!like_a_file && number_verifier()) return number_verifier()(session, what);
    return fail(ErrorKind::NotFound, like_a_file ? "verify.no_file" : "verify.no_number",
                {{"file", what}});
  }
  ForeignProof proof;
  proof.trust = std::move(trust);
  proof.bytes = TRY(bytes_of_file(what));
  if (proof.bytes.starts_with("%PDF") || proof.bytes.starts_with("PK")) {
    proof.form = ProofForm::Document;
    if (fs::is_regular_file(what + ".sig.json", error))
      proof.beside = TRY(bytes_of_file(what + ".sig.json", kLargestStatement));
  } else if (!trim(std::string_view(proof.bytes).substr(0, 64)).starts_with("{")) {
    return fail(ErrorKind::BadInput, "verify.unknown_form", {{"file", what}});
  }
  sandbox::Options sandbox;
  sandbox.no_sandbox = session.globals().no_sandbox;
  auto found = judge_proof(proof, sandbox);
  if (!found && found.error().where.empty()) found.error().where = what;
  return answer_of(session, TRY(std::move(found)));
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
       verify,
       {.to_all = true}});
}

}  // namespace dengbao
