#pragma once
// Objects and units as the tests of lists write and ask for them.

#include <string>
#include <string_view>
#include <utility>

#include "app/lists.h"
#include "conformance/store_conformance.h"

namespace dengbao::conformance {

struct Thing {
  std::string id, owner, name, code, place, type, status;
  int level = 0;
};

inline RecordRow row_of(const Thing& t) {
  RecordRow row{"object", t.id, 1, t.owner, t.name, t.code, t.place, ""};
  row.doc = R"({"level":)" + std::to_string(t.level) + R"(,"status":")" + t.status +
            R"(","object_type":")" + t.type + R"("})";
  return row;
}

inline RecordRow unit(const std::string& id, const std::string& name, const std::string& place) {
  return {"party", id, 1, id, name, "", place, R"({"kind":"government"})"};
}

inline ListQuery objects(Sight sight = {.everything = true}) {
  ListQuery q;
  q.kind = "object";
  q.sight = std::move(sight);
  return q;
}

inline ListTerm text_is(std::string_view column, std::string text,
                        ListTerm::How how = ListTerm::How::Equal) {
  return {.column = column, .how = how, .text = std::move(text), .number = {}};
}
inline ListTerm number_is(std::string_view column, std::int64_t number) {
  return {.column = column, .text = {}, .number = number};
}

// The total of a list of which one row is asked for: counted, not seen.
template <class R>
std::int64_t total_of(Result<Page<R>> page) {
  const auto found = must(std::move(page));
  EXPECT_FALSE(found.at_least);
  return found.total;
}

}  // namespace dengbao::conformance
