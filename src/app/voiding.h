#pragma once
// A letter or certificate that was wrong is voided and issued anew, never edited: its bytes, its
// number and its proof stay, and beside them stands when and why it ceased to count and what took
// its place.

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "app/desk.h"

namespace dengbao {

// `effect`: a Void effect of the case; the document of its kind and number about the same subject.
// One that was never drawn here (of a register taken over from a list) is voided by its number.
// Refused document.other_kind where the number stands in another kind only.
Result<Deed> void_document(Desk& desk, const Effect& effect, const std::string& case_id, Date on,
                           const Actor& actor);

// {on, reason, citation, replaced_by, event}; nothing where it still counts. `document` may be
// empty, where only a number is known.
Result<std::optional<json::object>> voiding_of(Reading& reading, const std::string& document,
                                               const std::string& number);
// The number that the document with this number was issued in place of; empty for most. `document`
// may be empty, as above.
Result<std::string> replaced_by_this(Reading& reading, const std::string& document,
                                     const std::string& number);

// Adds `voided` and `replaces` to what an answer says of a document.
Status add_standing(Reading& reading, const std::string& document, const std::string& number,
                    json::object& out);

}  // namespace dengbao
