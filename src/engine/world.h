#pragma once
// A city in memory: parties, objects and cases under a clock that whoever holds it moves. The same
// engine as behind the store, without one: for worked cases, simulation and properties.

#include <map>
#include <memory>
#include <queue>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/decide.h"
#include "engine/duties.h"

namespace dengbao {

struct Grant {
  std::string party, capacity, place, rank;
  std::optional<Date> since, until;
};

// (series, scope) → the numbers of the events, and who holds them; a holder may be named again.
struct GivenNumber {
  std::int64_t number = 0;
  std::string holder;
  auto operator<=>(const GivenNumber&) const = default;
};
using GivenNumbers = std::map<std::pair<std::string, std::string>, std::vector<GivenNumber>>;

// Found by any kind of text.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    return std::hash<std::string_view>{}(text);
  }
};
template <class T>
using ByText = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

// Whether a territory holds a place, by division codes: 990000 holds 990101.
bool territory_holds(std::string_view territory, std::string_view place);

class World final : public View {
 public:
  // Cases of one procedure by their state, as serials.
  using InState = std::map<Symbol, std::vector<std::uint32_t>>;
  struct Entry {
    Case c;
    const Procedure* procedure = nullptr;
    std::shared_ptr<const Law> law;
    NextWaking waking;
    std::optional<Instant> wake;
    std::size_t serial = 0;  // in the order of opening, from 0
    // Where it stands among the cases of its procedure in its state.
    InState* filed_with = nullptr;
    Symbol filed_state;
  };
  struct Sent {  // what would have been rendered or told
    std::string case_id, document, number, message;
    std::vector<std::string> to;
    Date on;
    std::string voided_for, successor;  // of a document that counts no more
  };

  World(Calendar calendar, Functions functions);

  void add_law(std::shared_ptr<const Law> law);
  void add_party(const std::string& id, std::map<std::string, Value> fields);
  void add_superior(const std::string& party, const std::string& line, const std::string& superior);
  void add_object(const std::string& id, const std::string& owner,
                  std::map<std::string, Value> fields);
  void set_object(const std::string& id, const std::string& field, Value value);
  // The same for whatever a case is about: "object/ID" or "party/ID".
  void enter(std::string_view subject, const std::string& field, const Value& value);
  void grant(Grant grant) { grants_[grant.capacity].push_back(std::move(grant)); }

  Instant now() const { return now_; }
  // Moves the clock; everything that falls due on the way happens in order.
  Status advance(Instant to);
  void publish(Calendar::Year year);

  // `procedure` by name; its pack is that of `law`. Answers the id of the case.
  Result<std::string> open(const std::string& law, const std::string& procedure,
                           OpenCommand command, const std::string& party, Date on);
  Status act(const std::string& case_id, Command command, const std::string& party, Date on);

  Status act(Entry& entry, const Command& command, const std::string& party, Date on);

  Entry* find(const std::string& case_id);
  Entry& nth(std::size_t serial) { return *in_order_[serial]; }
  std::size_t count() const { return in_order_.size(); }
  std::vector<Duty> duties_of(const Entry& entry) const;
  const std::unordered_map<std::string, std::unique_ptr<Entry>>& all() const { return cases_; }
  std::vector<Duty> duties_of(const std::string& case_id) const;
  const std::vector<Sent>& sent() const { return sent_; }
  std::int64_t events() const { return events_; }
  const Calendar& calendar() const { return calendar_; }
  // The numbers of every event, in the order of giving.
  GivenNumbers given() const;
  // Cases in which something has happened since it was asked last; a case may stand there twice.
  std::vector<std::size_t> take_touched() { return std::exchange(touched_, {}); }
  // The same into `out`, whose room is used for the next ones.
  void take_touched(std::vector<std::size_t>& out) {
    out.clear();
    touched_.swap(out);
  }
  // Keeps every event; off by default, a city makes millions.
  void keep_events(bool keep) { keep_ = keep; }
  // Whether what would be rendered and told is kept; on by default.
  void keep_sent(bool keep) { keep_sent_ = keep; }
  const std::vector<CaseEvent>& kept() const { return kept_; }

  Result<Fetched> subject(std::string_view subject, std::string_view field) const override;
  Result<Fetched> party(std::string_view party, std::string_view field) const override;
  Result<std::optional<std::string>> owner_of(std::string_view subject) const override;
  Result<std::optional<std::string>> superior_of(std::string_view party,
                                                 std::string_view line) const override;
  Result<std::vector<std::string>> holders(std::string_view capacity, std::string_view place,
                                           std::string_view rank, Date on) const override;
  Result<bool> holds(std::string_view party, std::string_view capacity, Date on) const override;
  Result<std::vector<std::string>> cases(const CaseSearch& search) const override;
  bool finds_by_value() const override { return true; }

 private:
  // Few enough to be looked through.
  class Fields {
   public:
    void fill(std::map<std::string, Value> fields);
    void set(const std::string& name, const Value& value);
    const Value& at(std::string_view name) const;  // none where unset

   private:
    std::vector<std::pair<std::string, Value>> all_;
  };
  struct Object {
    std::string owner;
    Fields fields;
  };
  struct Line {  // of one series in one scope
    std::int64_t last = 0;
    ByText<std::int64_t> held;
  };

  Context context(const Law& law, const std::string& party, Date on) const;
  Status finish(Entry& entry, Decision&& decision, const Context& context, int depth);
  Status carry_out(Effect&& effect, Entry& from, int depth);
  Status open_from(Effect&& effect, Entry& from, int depth);
  Status note_sent(Effect&& effect, const Entry& from, Date on);
  Status wake_up(Entry& entry);
  Status run_campaigns(Date until);
  void keep_wake(Entry& entry);
  void wait_until(Entry& entry, std::optional<Instant> next);
  void keep_state(Entry& entry);
  Entry& place(const std::string& case_id, std::unique_ptr<Entry> entry);
  std::vector<Grant> granted_for(const Campaign& campaign) const;
  std::int64_t allot(const Allotment& a);
  std::string fresh_id();

  Calendar calendar_;
  Functions functions_;
  Instant now_;
  Date campaigns_until_;
  std::map<std::string, std::shared_ptr<const Law>> laws_;
  ByText<Fields> parties_;
  ByText<std::vector<std::pair<std::string, std::string>>> superiors_;  // line, superior
  ByText<Object> objects_;
  std::map<std::string, std::vector<Grant>, std::less<>> grants_;  // by capacity
  std::map<Symbol, InState> by_state_;                             // of a procedure
  std::vector<std::uint32_t> filed_at_;  // by serial: where in the list of its state
  std::unordered_map<std::string, std::unique_ptr<Entry>> cases_;
  // Earliest on top; one that its case does not wait for any more is passed over.
  using WakeAt = std::pair<Instant, std::size_t>;  // serial
  std::priority_queue<WakeAt, std::vector<WakeAt>, std::greater<>> wakes_;
  std::set<std::string> keys_;
  ByText<Line> lines_;  // by "series\nscope"
  std::string line_key_;
  std::vector<AllottedNumber> given_;
  std::vector<std::size_t> touched_;
  std::vector<Entry*> in_order_;
  std::vector<Sent> sent_;
  std::vector<CaseEvent> kept_;
  bool keep_ = false, keep_sent_ = true;
  std::int64_t events_ = 0, ids_ = 0;
};

// The days on which a campaign opens its cases in (from, to], with the key of each period.
struct CampaignPeriod {
  Date opens;       // first day of the period
  std::string key;  // "2026-02"
};
std::vector<CampaignPeriod> periods(const Campaign& campaign, Date from, Date to);

}  // namespace dengbao
