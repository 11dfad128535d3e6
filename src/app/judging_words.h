#pragma once
// What the words that judge have in common with those who fill their gaps.

#include <functional>

#include "app/catalogue.h"
#include "app/session.h"

namespace dengbao {

void add_verify_word(Catalogue& all);

// Looks a number up (a letter's, a certificate's) in the data directory and judges the document;
// set by whoever can open one. Without it numbers are NotFound.
using NumberVerifier = std::function<Result<Answer>(Session&, const std::string& number)>;
void set_number_verifier(NumberVerifier verifier);

}  // namespace dengbao
