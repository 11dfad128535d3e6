#pragma once
// The desk: one batch of requests in one transaction. Each request decides against the locked state
// and, when it is not refused, writes its rows and its events; a refused one leaves no trace in the
// batch. What an event is made of stands here once for all kinds of streams.

#include <boost/json/object.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/case_cache.h"
#include "app/law_shelf.h"
#include "app/store.h"
#include "app/stored_view.h"
#include "base/ids.h"
#include "engine/decide.h"
#include "engine/duties.h"

namespace dengbao {

struct Actor {
  std::string account;
  std::string party;
  std::string via;
  bool is_system = false;
  bool may_act_for_all = false;  // the local operator: the operating system is the guard
  // Where the account acts for another party (`party`): its own, and by which authorisation.
  std::string agent = {}, under = {};
};

struct PersonalValue {
  std::string fact;
  json::value value;
};

// What a request did: its own event first.
struct Deed {
  std::string event;
  std::string case_id;
  std::int64_t version = 0;
  json::object more;  // further members of the answer
};

class Desk {
 public:
  Desk(Work& work, LawShelf& shelf, const Calendar& calendar, const Functions& functions,
       HashKind hash, Randomness& random, Instant now, CaseCache& cache, RecordCache& records);

  // Many wait: snapshots of cases may stay behind by a few moves.
  void be_busy() { busy_ = true; }
  bool busy() const { return busy_; }

  Work& work() { return work_; }
  const StoredView& view() const { return view_; }
  LawShelf& shelf() { return shelf_; }
  const Calendar& calendar() const { return calendar_; }
  const Functions& functions() const { return functions_; }
  Instant now() const { return now_; }
  std::string fresh_id() {
    if (busy_) return new_id(now_, ahead_);
    return new_id(now_, random_);
  }

  // Whoever carries the case on, or has left it as it is, keeps it.
  Result<OpenedCase> case_of(const std::string& id);
  // The case as it stands now: the next one who asks need not read it.
  void keep(OpenedCase c) { touched_.insert_or_assign(c.c.id, std::move(c)); }
  // Its stored form was changed by other means. `stream`: "case/ID", or "KIND/ID" of a record.
  void forget(const std::string& stream) {
    if (stream.starts_with("case/"))
      touched_.insert_or_assign(stream.substr(5), std::nullopt);
    else
      records_.forget(stream);
  }
  // Whether this batch has changed the case: what the last one left of it is worth nothing.
  bool touches(const std::string& case_id) const { return touched_.contains(case_id); }
  TouchedCases take_touched() { return std::move(touched_); }
  Context context(const Actor& actor, const Law& law, Date on) const;

  // Events of the batch in the order of their leaves.
  struct Made {
    EventRow row;
    std::vector<SecretRow> secrets;
  };
  const std::vector<Made>& made() const { return made_; }
  // Place in the log of an event made here; the newest ones are asked for.
  std::int64_t index_of(std::string_view event) const;

  // Writes one event of any stream; answers its id.
  Result<std::string> record(EventRow row, json::object core, std::vector<PersonalValue> personal);
  // The same where row.core is written already, with row.id in it.
  Result<std::string> record(EventRow row, const std::vector<PersonalValue>& personal);
  // Numbers, event, case, duties, roles and outbox of a decision about a case.
  Result<Deed> carry(OpenedCase& before, Decision decision, const Context& context);
  // An event of the engine itself (reminder, escalation, kept date).
  Result<Deed> step(OpenedCase& c, const DutyStep& step, const Actor& actor);

  // Writes what follows from the case anew (wake, duties), without an event: nothing has happened.
  Status refresh(OpenedCase& c);

  // Creates or changes a party, object, account …: `fields` are merged into its document; those
  // named in `personal` are committed to by digest only.
  struct RecordChange {
    std::string kind, id;
    std::string event;  // "party new", "object set"
    json::object fields;
    std::vector<std::string> personal;
    std::string owner_party, name, code, place;  // columns; empty keeps what stands
    std::string why;
    Date on;
  };
  Result<Deed> change_record(const RecordChange& change, const Actor& actor);
  // Number for (series, scope), or the one its holder has already.
  Result<std::int64_t> allot(const Allotment& allotment);

 private:
  std::vector<DutyRow> duty_rows(const OpenedCase& c) const;
  // `before`: as they are stored.
  Status put_duties(std::vector<DutyRow> before, OpenedCase& c);
  // `found`: whether lists find it by other values than before.
  enum class Found : std::uint8_t { Otherwise, AsBefore };
  enum class Snapshot : std::uint8_t { Now, Later };
  Status put_case(OpenedCase& c, Found found, Snapshot snapshot);
  // Whether the snapshot may stay behind this event: all of it is in the event, and not too many
  // have gathered.
  bool may_lag(const OpenedCase& c, const CaseEvent& e) const;
  Status queue(const std::vector<Effect>& effects, OpenedCase& c, CaseEvent& event);

  Work& work_;
  LawShelf& shelf_;
  const Calendar& calendar_;
  const Functions& functions_;
  HashKind hash_;
  Randomness& random_;
  Instant now_;
  StoredView view_;
  std::int64_t next_index_ = 0;
  std::vector<Made> made_;
  CaseCache& cache_;
  RecordCache& records_;
  TouchedCases touched_;
  DrawnAhead ahead_{random_};
  bool busy_ = false;
};

json::object effect_json(const Effect& effect);
Effect effect_from(const json::object& o);

}  // namespace dengbao
