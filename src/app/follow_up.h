#pragma once
// Following without an account: a number that everybody may see written, and a secret word that
// only who was given it knows. A wrong number and a wrong word answer alike.

#include <memory>
#include <string>
#include <utility>

#include "app/installation.h"

namespace dengbao {

// Sixteen characters that are not mistaken for each other, in fours: 79 bits.
std::string secret_word(Randomness& random);

// Kept as a salted digest, in the transaction of what is followed.
Status keep_follow_up(Desk& desk, const std::string& number, const std::string& case_id,
                      const std::string& word, const Actor& actor);
// NotFound report.none.
Result<std::string> followed_case(Reading& reading, const std::string& number,
                                  const std::string& word);

// What whoever follows a case is told: state, steps with their days, when an answer is due, and the
// facts that the pack shows (`from_public: {shows}`). Nothing of others, no person, no account.
Result<json::object> told_of(Installation& in, Reading& reading, const std::string& case_id);

// A procedure that the public may open, in the law in use; no procedure where there is none.
Result<std::pair<std::shared_ptr<const Law>, const Procedure*>> public_procedure(
    Installation& in, Reading& reading, const std::string& name);
// Divisions in which somebody holds the capacity that the procedure goes to: {code, name}.
Result<json::array> places_served(Installation& in, Reading& reading, const Law& law,
                                  const Procedure& procedure);

}  // namespace dengbao
