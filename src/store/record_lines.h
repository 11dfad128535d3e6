#pragma once
// What lists show and search of a record, in a table of its own: kept by whoever writes a record,
// made anew from the records after a migration or a restore.

#include <string_view>
#include <vector>

#include "app/store.h"
#include "store/connection.h"

namespace dengbao::store {

// Small letters of ASCII in the comparable() spelling: how texts are kept and looked for.
std::string search_form(std::string_view text);
// Neighbouring characters of which one at least is beyond ASCII; sorted, each once. Pairs of Latin
// letters and digits are in everything: they serve nobody.
std::vector<std::string> pairs_of(std::string_view text);

// Inside a write transaction.
Status put_line(Connection& connection, const RecordRow& row);
Status make_all_lines(Connection& connection);
Status clear_lines(Connection& connection);

}  // namespace dengbao::store
