#pragma once
// Lists as a database makes them: what a caller may see, filters, a search, an order, and a place
// to go on from. Nothing here is cut after it was made: a page of fifty reads about fifty rows.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/store.h"

namespace dengbao {

enum class Listed : std::uint8_t { Records, Cases, Duties, Documents, Events };

// For whom a party acts by a written authorisation, and in what.
struct Mandate {
  std::string id;  // of the authorisation
  std::string client;
  std::vector<std::string> procedures;  // "filing", or with its pack; empty: all
  std::vector<std::string> objects;     // ids; empty: all of the client
  Date since;
  std::optional<Date> until;  // this day still counts
  bool holds_on(Date day) const { return since <= day && (!until || day <= *until); }
};

// What a caller may see. Every list and every look at one thing goes through it.
struct Sight {
  bool everything = false;
  std::vector<std::string> parties;      // his own, and those for which it files
  std::vector<std::string> territories;  // division codes that he supervises: "990000"
  std::vector<Mandate> mandates;         // as far as they go, on this day

  bool nothing() const {
    return !everything && parties.empty() && territories.empty() && mandates.empty();
  }
  // For the facts of a case (`seen_by`): whose roles count. Empty where everything may be seen.
  std::string party() const { return everything || parties.empty() ? "" : parties.front(); }
};

// One condition on a column. Columns are named by the program, never by a caller.
struct ListTerm {
  enum class How : std::uint8_t { Equal, Not, AtLeast, Below, EndOf };
  std::string_view column;
  How how = How::Equal;
  std::string text;
  std::optional<std::int64_t> number;  // compared in place of the text
};

struct ListQuery {
  std::string kind;  // of records
  Sight sight;
  std::vector<ListTerm> terms;
  bool live = false;   // of duties: only what still runs or is paused
  std::string search;  // in any spelling; part of a name, a number or the name of the unit
  std::string sort;  // a name of sort_keys(), "-" before it: from the end; empty: the first of them
  std::string after;  // Page::next of the page before
  int limit = 50;
};

template <class Row>
struct Page {
  std::vector<Row> rows;
  std::string next;  // empty: this was the last
  // How many there are in all. A long trail is counted to a bound only: then there are more.
  std::int64_t total = 0;
  bool at_least = false;
};

struct SortKey {
  std::string_view name, column;
  bool number = false;
};
// What a list can be sorted by; the first is what it is sorted by unless something else is asked.
std::span<const SortKey> sort_keys(Listed of);
// BadInput app.no_sort.
Result<std::pair<SortKey, bool>> sort_of(Listed of, std::string_view asked);

// Where a page ended: the order, the value it ended with, the key of its last row, and the total
// that was counted for the first page.
struct ListPlace {
  std::string sort, value;
  std::vector<std::string> key;
  std::int64_t total = 0;
  bool at_least = false;
};
std::string spelled(const ListPlace& place);
// BadInput app.cursor: what was not made by spelled(), or for another order.
Result<ListPlace> place_from(std::string_view text, std::string_view sort);

// Numbers for statistics: how many rows have these values in these columns.
struct Tally {
  std::vector<std::string> values;
  std::int64_t count = 0;
};

class Lists {
 public:
  virtual ~Lists() = default;
  virtual Result<Page<RecordRow>> records(const ListQuery& query) = 0;
  virtual Result<Page<CaseRow>> cases(const ListQuery& query) = 0;
  virtual Result<Page<DutyRow>> duties(const ListQuery& query) = 0;
  virtual Result<Page<DocumentRow>> documents(const ListQuery& query) = 0;
  virtual Result<Page<EventRow>> events(const ListQuery& query) = 0;
  // Whether one thing may be seen. `key`: "KIND/ID" of a record, the id of a case or document, the
  // index of an event.
  virtual Result<bool> sees(Listed of, std::string_view key, const Sight& sight) = 0;
  // Grouped by columns (records: type level status filed; cases: procedure state; duties: status
  // and whether due before each of `instants`).
  virtual Result<std::vector<Tally>> tally(Listed of, const ListQuery& query,
                                           const std::vector<std::string>& columns) = 0;
  // When the last of the live duties fell due that are due by `now`: until the next does, what is
  // due by then and what is due by now are the same, and a question with it is the same question.
  virtual Result<Instant> last_due(Instant now) = 0;
  // Parties for which this one files: a head office for its branches.
  virtual Result<std::vector<std::string>> files_for(std::string_view party) = 0;
};

}  // namespace dengbao
