#include "base/credit_code.h"

#include <array>

#include "base/text.h"

namespace dengbao {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::size_t kLength = 18;

int value_of(char c) {
  const std::size_t at = kAlphabet.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

// [GB 32100-2015] the weights are the powers of 3 modulo 31.
char check_symbol(std::string_view first17) {
  int sum = 0, weight = 1;
  for (char c : first17) {
    sum += value_of(c) * weight;
    weight = weight * 3 % 31;
  }
  return kAlphabet[static_cast<std::size_t>((31 - sum % 31) % 31)];
}

// [GB 11714] over the eight symbols of the subject id; ten is written X.
char inner_digit(std::string_view first8) {
  constexpr std::array<int, 8> kWeights{3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) {
    const char c = first8[i];
    sum += (c <= '9' ? c - '0' : c - 'A' + 10) * kWeights[i];
  }
  const int digit = 11 - sum % 11;
  if (digit == 10) return 'X';
  return digit == 11 ? '0' : static_cast<char>('0' + digit);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

CreditCodeCheck judge(std::string code) {
  CreditCodeCheck out;
  out.code = std::move(code);
  const auto wrong = [&](CreditCodeFault fault, std::size_t position) {
    out.fault = fault;
    out.position = position;
    return out;
  };
  if (characters(out.code) != kLength) return wrong(CreditCodeFault::Length, 0);
  std::size_t position = 0;
  for (char32_t c : code_points(out.code)) {
    ++position;
    if (c > 0x7F || value_of(static_cast<char>(c)) < 0)
      return wrong(CreditCodeFault::Symbol, position);
  }
  if (std::string_view("123456789ANY").find(out.code[0]) == std::string_view::npos)
    return wrong(CreditCodeFault::Registrar, 1);
  if (!is_digit(out.code[1]) || out.code[1] == '0') return wrong(CreditCodeFault::Registrar, 2);
  for (std::size_t i = 2; i < 8; ++i)
    if (!is_digit(out.code[i])) return wrong(CreditCodeFault::Division, i + 1);
  if (out.code.substr(2, 6) == "000000") return wrong(CreditCodeFault::Division, 0);
  const std::string_view text = out.code;
  out.inner_digit_fits = inner_digit(text.substr(8, 8)) == text[16];
  if (check_symbol(text.substr(0, 17)) != text[17]) return wrong(CreditCodeFault::CheckSymbol, 18);
  return out;
}

}  // namespace

std::string normal_credit_code(std::string_view text) {
  std::string out;
  for (char c : comparable(text)) {
    if (c == '"') continue;  // a leading apostrophe that kept a spreadsheet from making it a number
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

CreditCodeCheck check_credit_code(std::string_view text) {
  CreditCodeCheck out = judge(normal_credit_code(text));
  if (out.fault != CreditCodeFault::Symbol) return out;
  std::string other = replace_all(replace_all(out.code, "O", "0"), "I", "1");
  if (other != out.code && judge(other).valid()) out.suggestions.push_back(std::move(other));
  return out;
}

Explanation explain(const CreditCodeCheck& check) {
  static constexpr std::array<const char*, 6> kCodes{
      "credit_code.valid",     "credit_code.length",   "credit_code.symbol",
      "credit_code.registrar", "credit_code.division", "credit_code.check_symbol"};
  Explanation out;
  out.kind = ErrorKind::BadInput;
  out.code = kCodes[static_cast<std::size_t>(check.fault)];
  out.args = {{"code", check.code},
              {"length", std::to_string(characters(check.code))},
              {"position", std::to_string(check.position)}};
  if (!check.suggestions.empty()) {
    out.code += "_with_suggestion";
    out.args.emplace_back("suggestion", check.suggestions.front());
  }
  out.citations = {"gb-32100-2015"};
  return out;
}

}  // namespace dengbao
