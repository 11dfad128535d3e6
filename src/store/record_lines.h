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

// What a line is found by: at each of its characters that one and the next, or the next two where
// both are ASCII, since pairs of digits are in everything. The end of a name or number counts as a
// character. Sorted, each once.
std::vector<std::string> pairs_of(std::string_view text);
// The pairs that whatever contains `form` has. Of a text too short for one: `front` is it, and
// whatever contains it has a pair that begins with it.
struct Sought {
  std::vector<std::string> pairs;
  std::string front;
};
Sought sought(std::string_view form);

// Inside a write transaction.
Status put_line(Connection& connection, const RecordRow& row);
// Also what is counted of lines, and where the subjects of cases stand.
Status make_all_lines(Connection& connection);
Status clear_lines(Connection& connection);

}  // namespace dengbao::store
