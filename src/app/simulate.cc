#include "app/simulate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "app/simulate_world.h"
#include "engine/evaluate.h"

namespace dengbao {
namespace {

enum class Temper : std::uint8_t { Prompt, Late, Silent };

constexpr int kMostTries = 4;  // in a row, after refusals; then somebody else must move first
const Symbol kNoState;

class Script {
 public:
  Script(City& city, const std::vector<PackHabits>& habits, const SimulationOptions& options,
         SimulationReport& report)
      : city_(city), habits_(habits), options_(options), report_(report), random_(options.seed) {
    end_ = options.start.plus_months(static_cast<int>(options.years) * 12);
    days_.resize(static_cast<std::size_t>(end_.days() - options.start.days()) + 1);
    births_.resize(days_.size());
  }

  Status run() {
    today_ = options_.start;
    CHECK(city_.advance(Instant::start_of(today_)));
    CHECK(settle_down());
    for (std::size_t day = 0; day < days_.size(); ++day) {
      today_ = options_.start.plus_days(static_cast<std::int32_t>(day));
      clock_ = Instant::start_of(today_).plus_millis(9 * 3'600'000);
      CHECK(city_.advance(clock_));
      look_around();
      for (const Birth& b : births_[day]) CHECK(be_born(b));
      for (std::size_t i = 0; i < days_[day].size(); ++i) CHECK(carry_out(days_[day][i]));
      days_[day] = {};
    }
    return city_.advance(Instant::end_of(end_));
  }

 private:
  struct Owner {
    std::string id;
    const PackHabits* pack;
    std::string place;
  };
  struct Birth {
    std::size_t owner;
    std::string object;
  };
  using Tempered = std::pair<const std::string, Temper>;  // a party and how it is
  struct Track {                                          // what is planned for a case
    Symbol state;  // in which it was planned; empty: nothing is planned
    std::uint32_t plan = 0;
    int tries = 0;
    const Tempered* asked = nullptr;  // who was to move last; mostly the same one again
  };
  struct Plan {
    std::size_t serial;
    const Way* way;
    std::uint32_t plan;
  };

  std::int64_t below(std::int64_t n) {
    return n <= 1 ? 0 : static_cast<std::int64_t>(random_.next() % static_cast<std::uint64_t>(n));
  }

  // Authorities and operators of each pack, and when each object is born.
  Status settle_down() {
    std::vector<std::vector<std::size_t>> owners(habits_.size());
    std::int64_t shares = 0;
    for (std::size_t i = 0; i < habits_.size(); ++i) {
      for (const SimulatedParty& party : habits_[i].parties) CHECK(city_.add_party(party));
      shares += habits_[i].share;
    }
    for (std::size_t i = 0; i < habits_.size(); ++i) {
      const std::int64_t systems = options_.systems * habits_[i].share / shares;
      for (std::int64_t n = 0; n < systems / 6 + 1; ++n) {
        owners[i].push_back(owners_.size());
        CHECK(add_operator(habits_[i]));
      }
    }
    for (std::int64_t n = 0; n < options_.systems; ++n) {
      std::int64_t lot = below(shares);
      std::size_t i = 0;
      while (lot >= habits_[i].share) lot -= habits_[i++].share;
      const std::size_t owner =
          owners[i][static_cast<std::size_t>(below(static_cast<std::int64_t>(owners[i].size())))];
      // Six of ten are there in the first third; the others are built as time goes by.
      const std::int64_t last = static_cast<std::int64_t>(days_.size()) - 1;
      const std::int64_t day = below(10) < 6 ? below(last / 3 + 1) : below(last + 1);
      births_[static_cast<std::size_t>(day)].push_back({owner, fmt::format("O{:07}", n + 1)});
    }
    return {};
  }

  Status add_operator(const PackHabits& pack) {
    std::int64_t weights = 0;
    for (const OperatorKind& kind : pack.operators) weights += kind.weight;
    std::int64_t lot = below(weights);
    const OperatorKind* kind = pack.operators.data();
    while (lot >= kind->weight) lot -= kind++->weight;
    SimulatedParty party;
    party.id = fmt::format("{}{:05}", kind->name, owners_.size() + 1);
    party.fields = kind->fields;
    party.fields["name"] = Value(party.id);
    if (!kind->department.empty()) party.superiors.emplace_back("department", kind->department);
    const std::string place = kind->fields.at("place").show();
    party.grants.push_back({party.id, kind->capacity, place, "", {}, {}});
    const std::int64_t temper = below(100);
    tempers_[party.id] = temper < 70 ? Temper::Prompt : temper < 92 ? Temper::Late : Temper::Silent;
    owners_.push_back({party.id, &pack, place});
    return city_.add_party(party);
  }

  Status be_born(const Birth& birth) {
    const Owner& owner = owners_[birth.owner];
    const std::int64_t s = 1 + below(4), a = 1 + below(3);
    std::map<std::string, Value> fields{
        {"name", Value("系统" + birth.object)},
        {"place", Value(owner.place)},
        {"s", Value(s)},
        {"a", Value(a)},
        {"level", Value(std::max(s, a))},
        {"graded_on", Value(today_.plus_days(-static_cast<std::int32_t>(below(40))).iso())},
        {"go_live", Value(today_.plus_days(-static_cast<std::int32_t>(below(3000))).iso())}};
    CHECK(city_.add_object(birth.object, owner.id, std::move(fields)));
    const bool at_start = today_.days() < options_.start.days() + 60;
    for (const Opening& opening : owner.pack->opens) {
      if ((opening.at_start && !at_start) || below(100) >= opening.percent) continue;
      OpenCommand command;
      command.subject = "object/" + birth.object;
      for (const HabitValue& v : opening.sets)
        command.sets.push_back({v.fact, value_of(v, nullptr), false});
      ++report_.moves;
      tick();
      const auto done = city_.open(owner.pack->law->head.id, opening.procedure, std::move(command),
                                   owner.id, today_);
      if (!done) CHECK(refused(done.error()));
    }
    look_around();
    return {};
  }

  // Nothing happens twice at one instant.
  void tick() {
    clock_ = std::max(city_.now(), clock_).plus_millis(1);
    if (const auto moved = city_.advance(clock_); !moved) broken_ = moved;
  }

  // A refusal is part of life; anything else is not.
  Status refused(const Explanation& why) {
    if (why.kind == ErrorKind::External || why.kind == ErrorKind::Internal)
      return std::unexpected(why);
    ++report_.refused;
    std::string what = why.code;
    for (const auto& [key, value] : why.args)
      if ((key == "id" || key == "fact") && !value.empty()) what += " " + value;
    ++report_.refusals[what];
    return {};
  }

  Value value_of(const HabitValue& v, const Case* c) const {
    switch (v.from) {
      case HabitValue::From::Nothing:
        return v.value;
      case HabitValue::From::Today:
        return Value(today_.iso());
      case HabitValue::From::Start:
        return Value(options_.start.plus_days(v.days).iso());
      case HabitValue::From::Fact:
        break;
    }
    const Value* value = c ? &c->value(v.name) : nullptr;
    for (const std::string& member : v.path) value = value ? value->member(member) : nullptr;
    return value ? *value : Value();
  }

  const std::vector<Way>* ways_of(const City::Seen& seen) {
    const PackHabits* pack = nullptr;
    for (const auto& [law, habits] : packs_)
      if (law == seen.law) pack = habits;
    if (!pack) {
      for (const PackHabits& h : habits_)
        if (h.law->digest == seen.law->digest) pack = &h;
      packs_.emplace_back(seen.law, pack);
    }
    if (!pack) return nullptr;
    const auto it = pack->ways.find({seen.procedure->name, seen.c->state});
    return it == pack->ways.end() ? nullptr : &it->second;
  }

  void look_around() {
    city_.touched(touched_);
    for (std::size_t serial : touched_) {
      if (serial >= tracks_.size()) tracks_.resize(serial + 1);
      Track& track = tracks_[serial];
      const City::Seen seen = city_.see(serial);
      if (track.state == seen.c->state) continue;
      track.tries = 0;
      plan(serial, track, seen);
    }
  }

  void plan(std::size_t serial, Track& track, const City::Seen& seen) {
    ++track.plan;
    track.state = kNoState;
    if (!seen.c->open) return;
    const std::vector<Way>* ways = ways_of(seen);
    if (!ways) return;
    CheckMemo memo;
    const Scope scope{*seen.procedure,   *seen.c, nullptr, seen.law, nullptr,
                      &city_.calendar(), today_,  {},      {},       &memo};
    std::array<const Way*, 16> open{};
    std::size_t n = 0;
    std::int64_t weights = 0;
    for (const Way& way : *ways) {
      if (n == open.size() || seen.c->parties(way.by).empty() || !holds(way.when, scope)) continue;
      open[n++] = &way;
      weights += way.weight;
    }
    if (!n) return;
    std::int64_t lot = below(weights);
    std::size_t i = 0;
    while (lot >= open[i]->weight) lot -= open[i++]->weight;
    const auto day = day_for(*open[i], *seen.c, track);
    if (!day) return;
    track.state = seen.c->state;
    const std::int32_t slot = std::max(*day, today_).days() - options_.start.days();
    if (slot >= static_cast<std::int32_t>(days_.size())) return;
    days_[static_cast<std::size_t>(slot)].push_back({serial, open[i], track.plan});
  }

  const Tempered* tempered(const std::string& party, Track& track) const {
    if (track.asked && track.asked->first == party) return track.asked;
    const auto it = tempers_.find(party);
    return it == tempers_.end() ? nullptr : track.asked = &*it;
  }

  // When the party gets round to it; none: not at all, until somebody reminds it.
  std::optional<Date> day_for(const Way& way, const Case& c, Track& track) {
    std::int64_t delay = way.least + below(way.most - way.least + 1);
    const Tempered* who = tempered(c.parties(way.by).front(), track);
    const Temper t = who               ? who->second
                     : below(100) < 90 ? Temper::Prompt  // authorities
                                       : Temper::Late;
    if (t == Temper::Silent && below(100) < 60) return std::nullopt;
    const std::int64_t factor = t == Temper::Prompt ? 1 : t == Temper::Late ? 2 + below(2) : 4;
    if (track.tries) return today_.plus_days(1);
    if (way.on_month_end) {
      const std::int64_t late = t == Temper::Prompt ? -below(4) : below(9) - 3;
      return c.opened_on.end_of_month().plus_days(static_cast<std::int32_t>(late));
    }
    if (!way.before.empty()) {
      const auto* text = c.value(way.before).text();
      const auto last = text ? Date::parse(*text) : Result<Date>(today_);
      if (!last) return std::nullopt;
      return last->plus_days(static_cast<std::int32_t>(t == Temper::Prompt ? -delay : delay - 30));
    }
    return today_.plus_days(static_cast<std::int32_t>(delay * factor));
  }

  Status carry_out(const Plan plan) {
    const City::Seen seen = city_.see(plan.serial);
    Track& track = tracks_[plan.serial];
    if (track.plan != plan.plan || !seen.c || track.state != seen.c->state) return {};
    track.state = kNoState;
    bool all_done = true;
    if (plan.way->to.empty()) {
      const std::string party = seen.c->parties(plan.way->by).front();
      all_done = TRY(act(plan, *seen.c, party, ""));
    } else {
      const std::vector<std::string> each = seen.c->parties(plan.way->to);
      for (const std::string& to : each) {
        if (!seen.c->open) break;
        const std::string party =
            plan.way->to == plan.way->by ? to : seen.c->parties(plan.way->by).front();
        all_done &= TRY(act(plan, *seen.c, party, to));
      }
    }
    CHECK(broken_);
    if (!all_done && ++track.tries <= kMostTries)
      this->plan(plan.serial, track, city_.see(plan.serial));
    look_around();
    return {};
  }

  Result<bool> act(const Plan& plan, const Case& c, const std::string& party,
                   const std::string& to) {
    Command command{plan.way->move, {}, to};
    command.sets.reserve(plan.way->sets.size());
    for (const HabitValue& v : plan.way->sets)
      command.sets.push_back({v.fact, value_of(v, &c), false});
    ++report_.moves;
    tick();
    auto done = city_.act(plan.serial, command, party, today_);
    if (done) return true;
    CHECK(refused(done.error()));
    if (plan.way->nil.empty()) return false;
    command.sets.push_back({plan.way->nil, Value(true), false});
    tick();
    done = city_.act(plan.serial, command, party, today_);
    if (!done) CHECK(refused(done.error()));
    return done.has_value();
  }

  City& city_;
  const std::vector<PackHabits>& habits_;
  const SimulationOptions& options_;
  SimulationReport& report_;
  SeededRandomness random_;
  std::vector<std::pair<const Law*, const PackHabits*>> packs_;
  std::vector<Owner> owners_;
  std::unordered_map<std::string, Temper> tempers_;
  std::vector<Track> tracks_;
  std::vector<std::size_t> touched_;
  std::vector<std::vector<Plan>> days_;
  std::vector<std::vector<Birth>> births_;
  Date today_, end_;
  Instant clock_;
  Status broken_;
};

}  // namespace

Status run_city(City& city, const std::vector<PackHabits>& habits, const SimulationOptions& options,
                SimulationReport& report) {
  CHECK(Script(city, habits, options, report).run());
  report.events = city.events();
  return {};
}

}  // namespace dengbao
