#pragma once
// The unified social credit code (统一社会信用代码) of 18 symbols [GB 32100-2015].

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dengbao {

enum class CreditCodeFault : std::uint8_t {
  None,
  Length,       // not 18 symbols
  Symbol,       // a symbol outside the alphabet (I O S V Z, or no letter or digit at all)
  Registrar,    // the first two symbols name no registering department and category
  Division,     // the six digits of the division code are not there
  CheckSymbol,  // well formed, but the last symbol does not fit the others
};

struct CreditCodeCheck {
  std::string code;  // as compared: NFKC, no white space or quotes, upper case
  CreditCodeFault fault = CreditCodeFault::None;
  std::size_t position = 0;  // from 1; of the wrong symbol, 0 where no single one is wrong
  // The ninth symbol of the subject id fits its eight [GB 11714]. A note and no fault: the scheme
  // that carries the id is judged by its own check symbol.
  bool inner_digit_fits = false;
  // Codes that would pass if O were 0 and I were 1. Never applied: a person decides.
  std::vector<std::string> suggestions;

  bool valid() const { return fault == CreditCodeFault::None; }
  bool well_formed() const { return valid() || fault == CreditCodeFault::CheckSymbol; }
};

// The spelling that is compared and stored.
std::string normal_credit_code(std::string_view text);
CreditCodeCheck check_credit_code(std::string_view text);
// Why a code is not valid (kind BadInput, code "credit_code.…").
Explanation explain(const CreditCodeCheck& check);

}  // namespace dengbao
