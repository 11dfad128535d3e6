#pragma once
// The catalogue of use cases: one line each. The word of the command line, the route, the
// permission and the OpenAPI entry follow from that line; both mouths run the same function.

#include <boost/json/value.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "law/model.h"

namespace dengbao {

class Session;

struct Option {
  std::string name = {};   // "working-days"; for positional ones the name in the help
  std::string value = {};  // what stands for it in the help: "N", "FILE"; empty: a flag
  Label help = {};
  bool positional = false;
  bool required = false;
  bool many = false;
  std::vector<std::string> choices = {};  // anything else is a usage error
};

class Arguments {
 public:
  bool has(std::string_view name) const;
  std::string text(std::string_view name) const;  // empty where not given
  const std::vector<std::string>& all(std::string_view name) const;
  Result<std::optional<std::int64_t>> integer(
      std::string_view name) const;                               // Usage when it is none
  Result<std::optional<Date>> date(std::string_view name) const;  // BadInput
  // Everything given but the idempotency key, in one spelling: what makes two requests the same.
  std::string spelled() const;
  void add(std::string name, std::string value) {
    values_[std::move(name)].push_back(std::move(value));
  }

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

struct Answer {
  json::value value;      // the whole result, as --json prints it
  bool negative = false;  // ran well, verdict negative: exit code 2
  // For people: which members of the rows (or of the one object) are shown, with their headings.
  // Empty: all of them. `rows` names the member that holds the list, empty where value is the list.
  struct Column {
    std::string member;
    Label title;
  };
  std::vector<Column> columns;
  std::string rows;
  std::string text;  // shown to people instead of a table, where not empty (already in the
                     // session's language)
  std::vector<Explanation> notes;  // warnings beside the result; to stderr
  // Of a list of which only a page was asked for: where it goes on, and how many rows there are in
  // all ("120", "10000+"); empty where nobody counted.
  std::string next = {}, total = {};
};

enum class Needs : std::uint8_t {
  Nothing,  // no data directory
  Reading,  // an existing one; never made by reading
  Writing,
  Making,  // makes one itself (init, demo, restore)
};

// How a use case is offered over the network (src/server/exposure.h).
struct Exposure {
  bool here = false;          // of the machine or of whoever sits at it: no route
  bool to_all = false;        // without signing in
  bool asks_secret = false;   // reads, but by a secret word: it belongs into a body, not an address
  bool tells_secret = false;  // its answer holds what is told once and kept nowhere in the clear
  bool takes_long = false;    // longer than a request should
};

struct UseCase {
  std::string word = {};  // "law check"
  Needs needs = Needs::Nothing;
  std::string permission = {};  // row of the permission table; empty: public
  Label help = {};
  std::vector<std::string> examples = {};  // two, as they are typed
  std::vector<Option> options = {};
  std::function<Result<Answer>(Session&, const Arguments&)> run = {};
  Exposure exposure = {};
};

using Catalogue = std::vector<UseCase>;

// Each family of words in its own file; catalogue() puts them together.
Catalogue catalogue();
void add_list_words(Catalogue& all);  // event list, statistics
void add_law_words(Catalogue& all);
void add_judging_words(Catalogue& all);  // grade, calendar due, org check-code, verify
void add_grading_words(Catalogue& all);  // grade system
void add_party_words(Catalogue& all);    // org, system, account, trust
void add_case_words(Catalogue& all);
void add_recusal_words(Catalogue& all);    // case recuse
void add_duty_words(Catalogue& all);       // duty, tick
void add_duty_work_words(Catalogue& all);  // duty claim …, account away …
void add_own_deeds_word(Catalogue& all);   // duty done
void add_notice_words(Catalogue& all);
void add_channel_words(Catalogue& all);  // channel, carrier, feed: how notices reach people
void add_document_words(Catalogue& all);
void add_log_words(Catalogue& all);  // ledger, receipt
void add_import_words(Catalogue& all);
void add_catalogue_words(Catalogue& all);  // catalogue: GB/T 22239 as data
void add_simulate_words(Catalogue& all);   // simulate
void add_demo_words(Catalogue& all);       // demo
void add_mandate_words(Catalogue& all);    // authorisation
void add_public_words(Catalogue& all);     // report, directory
void add_number_check();                   // what `verify NUMBER` looks up
void add_governing_words(Catalogue& all);  // calendar publish, law install, trust, event erase
void add_operation_words(Catalogue& all);  // init, backup, restore, rebuild, doctor, simulate, demo

}  // namespace dengbao
