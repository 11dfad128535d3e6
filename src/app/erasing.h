#pragma once
// A frozen document that the law wants gone: its bytes and what it was filled from go, its number,
// its digests, its signature and the reason stay, so that the log and every copy still explain
// themselves (design §5).

#include <set>
#include <string>
#include <string_view>

#include "app/desk.h"

namespace dengbao {

// Refused document.erased where it has been erased before.
Result<Deed> erase_document(Desk& desk, const std::string& id, const std::string& reason,
                            const Actor& actor);

// Refused document.erased, with day and reason, where its bytes are gone by law.
Status not_erased(const DocumentRow& row);
// The bytes as they were issued; `format` is pdf or docx. Refused document.erased names day and
// reason; otherwise as stored_file.
Result<std::string> frozen_file(Reading& reading, const DocumentRow& row, std::string_view format);

// {on, reason, event} of an erased document, or null. `doc`: what its row says of it.
const json::value* erasure_in(const json::value& doc);

// The digests that an event of this kind says were erased; none for any other event.
std::set<std::string> digests_erased(std::string_view kind, const json::object& core);

}  // namespace dengbao
