#include "server/exposure.h"

#include <algorithm>
#include <array>

namespace dengbao::server {
namespace {

// Of the machine or of whoever sits at it.
constexpr std::array kLocalWords = {
    "init",       "demo",       "restore",  "backup",          "rebuild",       "simulate",
    "doctor",     "completion", "man",      "serve",           "login",         "law install",
    "trust add",  "trust list", "law diff", "document render", "ledger export", "account password",
    "notice send"};
constexpr std::array kPublicWords = {
    "verify",        "grade check", "calendar due",      "org check-code", "law list",
    "law show",      "version",     "ledger checkpoint", "ledger prove",   "report new",
    "report follow", "report form", "directory list"};
// Reading words that bear a secret: it belongs into a body, not into an address that is kept.
constexpr std::array kSecretWords = {"report follow"};

constexpr std::array kTellingWords = {"feed make",      "channel set",   "account add",
                                      "account ticket", "account token", "report new",
                                      "report follow"};

constexpr std::array kLongWords = {"import ledger", "ledger verify", "law test"};

template <class Words>
bool among(const Words& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

Carries carries(const Option& o) {
  const std::string& v = o.value;
  if (v == "FILE") return Carries::Upload;
  if (v.ends_with("=FILE")) return Carries::NamedUpload;
  if (v == "FILE|NUMBER") return Carries::TextOrUpload;
  // A pack is meant; the folder form stays on the machine (paths are refused with the arguments).
  if (v == "PACK|FOLDER") return Carries::Text;
  for (const char* part : {"FILE", "DIR", "FOLDER", "KEY", "OUT", "PATH"})
    if (v.find(part) != std::string::npos) return Carries::Nothing;
  return Carries::Text;
}

bool offered(const UseCase& u) {
  if (u.needs == Needs::Making || among(kLocalWords, u.word)) return false;
  return std::none_of(u.options.begin(), u.options.end(),
                      [](const Option& o) { return o.required && carries(o) == Carries::Nothing; });
}

bool open_to_all(const UseCase& u) {
  return (u.permission.empty() || u.permission == "public") && among(kPublicWords, u.word);
}

bool takes_long(const UseCase& u) {
  return among(kLongWords, u.word);
}

bool tells_secret(const UseCase& u) {
  return among(kTellingWords, u.word);
}

bool writes(const UseCase& u) {
  if (u.needs == Needs::Writing || among(kSecretWords, u.word)) return true;
  return std::any_of(u.options.begin(), u.options.end(),
                     [](const Option& o) { return o.required && carries(o) == Carries::Upload; });
}

}  // namespace dengbao::server
