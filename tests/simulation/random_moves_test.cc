// Random moves on every procedure of every pack that loads: no undefined state, nothing crashes, a
// duty once done stays done, and what was written replays to the same case.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/ids.h"
#include "engine/world.h"
#include "simulation/one_pack.h"

namespace dengbao {
namespace {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t n) { return n ? random_.next() % n : 0; }
  bool often(std::size_t of) { return below(of) != 0; }

 private:
  SeededRandomness random_;
};

// A value of the declared type, mostly a good one.
Value value_for(const FactDecl& fact, const Law& law, Date today, Chance& chance, int depth = 0) {
  if (!chance.often(25)) return Value(std::int64_t{-1});
  switch (fact.type) {
    case FactType::Integer: {
      const std::int64_t low = fact.at_least.value_or(0), high = fact.at_most.value_or(low + 5);
      return Value(
          low + static_cast<std::int64_t>(chance.below(static_cast<std::size_t>(high - low + 1))));
    }
    case FactType::YesNo:
      return Value(chance.often(2));
    case FactType::Date:
      return Value(today.plus_days(-static_cast<std::int32_t>(chance.below(40))).iso());
    case FactType::Instant:
      return Value(Instant::start_of(today).iso());
    case FactType::Code: {
      const auto list = law.code_lists.find(fact.code_list);
      if (list == law.code_lists.end() || list->second.entries.empty()) return Value("x");
      return Value(list->second.entries[chance.below(list->second.entries.size())].code);
    }
    case FactType::File:
      return Value::record(
          {{"name", Value("a." + (fact.accepts.empty() ? "pdf" : fact.accepts[0]))},
           {"digest", Value("0")}});
    case FactType::Record:
    case FactType::List: {
      std::vector<std::pair<std::string, Value>> members;
      if (depth < 3)
        for (const FactDecl& m : fact.members)
          members.emplace_back(m.name.text(), value_for(m, law, today, chance, depth + 1));
      if (fact.type == FactType::Record) return Value::record(std::move(members));
      if (fact.members.empty()) return Value::list({Value("public:serious")});
      return Value::list({Value::record(std::move(members))});
    }
    default:
      return Value("值");
  }
}

class RandomCity {
 public:
  RandomCity(std::shared_ptr<const Law> law, std::uint64_t seed)
      : law_(std::move(law)), chance_(seed), world_(test::real_calendar(), {}) {
    world_.add_law(law_);
    world_.keep_events(true);
    std::set<std::string> capacities;
    for (const auto& [name, p] : law_->procedures)
      for (const RoleDecl& r : p.roles)
        if (!r.capacity.empty()) capacities.insert(r.capacity);
    for (const char* party : {"a", "b", "top", "department"})
      world_.add_party(party, {{"place", Value("990101")}, {"rank", Value("district")}});
    for (const char* party : {"a", "b"}) {
      world_.add_superior(party, "", "top");
      world_.add_superior(party, "department", "department");
    }
    for (const std::string& capacity : capacities) {
      world_.grant({"a", capacity, "990000", "city", {}, {}});
      world_.grant({"b", capacity, "990101", "district", {}, {}});
    }
    for (int i = 0; i < 3; ++i)
      world_.add_object("o" + std::to_string(i), "a",
                        {{"place", Value("990101")},
                         {"name", Value("系统")},
                         {"level", Value(1 + i)},
                         {"s", Value(1 + i)},
                         {"a", Value(1)}});
    EXPECT_TRUE(world_.advance(test::noon("2025-06-03")));
  }

  void run(const Procedure& p, int steps) {
    open(p);
    for (int i = 0; i < steps; ++i) {
      const std::int64_t hours =
          static_cast<std::int64_t>(chance_.below(chance_.often(10) ? 60 : 4000)) + 1;
      ASSERT_TRUE(world_.advance(world_.now().plus_millis(hours * 3'600'000)));
      if (!chance_.often(12)) open(p);
      move();
      if (i % 16 == 0) check();
    }
    check();
    replay();
  }
  int accepted() const { return accepted_; }
  int cases() const { return static_cast<int>(ids_.size()); }
  const std::vector<CaseEvent>& events() const { return world_.kept(); }

 private:
  void open(const Procedure& p) {
    OpenCommand command;
    command.subject =
        p.about == "party" ? "party/b" : "object/o" + std::to_string(chance_.below(3));
    for (const RoleDecl& r : p.roles)
      if (r.find.kind == Find::Kind::Given)
        command.roles.push_back(
            {r.name, r.many ? std::vector<std::string>{"a", "b"} : std::vector<std::string>{"a"}});
    for (const FactDecl& f : p.facts)
      if (!chance_.often(3))
        command.sets.push_back({f.name, value_for(f, *law_, world_.now().date(), chance_), false});
    if (const auto id =
            world_.open(law_->head.id, p.name.text(), std::move(command), "a", world_.now().date()))
      ids_.push_back(*id);
    for (std::size_t n : world_.take_touched()) all_.insert(world_.nth(n).c.id);
  }

  void move() {
    if (all_.empty()) return;
    auto it = all_.begin();
    std::advance(it, static_cast<std::ptrdiff_t>(chance_.below(all_.size())));
    const World::Entry& e = *world_.find(*it);
    if (e.procedure->moves.empty()) return;
    const MoveDecl& m = e.procedure->moves[chance_.below(e.procedure->moves.size())];
    const Date today = world_.now().date();
    std::vector<FactChange> sets;
    const auto add = [&](Symbol fact) {
      if (const FactDecl* decl = e.procedure->fact(fact))
        sets.push_back({fact, value_for(*decl, *law_, today, chance_), false});
    };
    for (const Asked& a : m.asks) add(a.fact);
    for (Symbol f : m.any_of)
      if (chance_.often(4)) add(f);
    for (Symbol f : m.may)
      if (chance_.often(3)) add(f);
    const char* const parties[] = {"a", "b", "department", "top", ""};
    const auto version = e.c.version;
    const bool done =
        world_.act(*it, {m.name, std::move(sets), ""}, parties[chance_.below(5)], today)
            .has_value();
    accepted_ += done;
    // Refused: nothing has happened.
    EXPECT_TRUE(done || e.c.version == version) << m.name.text();
    for (std::size_t n : world_.take_touched()) all_.insert(world_.nth(n).c.id);
  }

  void check() {
    for (const std::string& id : all_) {
      const World::Entry& e = *world_.find(id);
      const StateDecl* state = e.procedure->state(e.c.state);
      ASSERT_NE(state, nullptr) << e.procedure->qualified << " " << e.c.state.text();
      ASSERT_EQ(state->final, !e.c.open);
      // What was kept from event to event is what is found by looking at everything. A duty that
      // ends by its time may do so between two events.
      const bool elapses = std::any_of(e.procedure->duties.begin(), e.procedure->duties.end(),
                                       [](const DutyDecl& d) { return d.done_by_elapsing; });
      if (!elapses) {
        ASSERT_EQ(e.wake, wake(*e.procedure, e.c, *e.law, world_.calendar(), world_.now()))
            << e.procedure->qualified << " " << id;
      }
      for (const Duty& d : world_.duties_of(id)) {
        const std::string key = id + d.name.text() + "/" + d.instance;
        if (d.status == DutyStatus::Done) done_.insert(key);
        ASSERT_TRUE(!done_.contains(key) || d.status == DutyStatus::Done)
            << e.procedure->qualified << " " << d.name.text() << " " << d.instance << " "
            << duty_status_name(d.status);
      }
      for (const FactEntry& f : e.c.facts) ASSERT_EQ(&e.c.value(f.name), &f.value);
    }
  }

  void replay() {
    std::map<std::string, Case> again;
    for (const CaseEvent& e : world_.kept()) apply(again[e.case_id], e);
    for (const std::string& id : all_) {
      // Links are noted beside the events here; everything else comes from them.
      Case c = world_.find(id)->c;
      again[id].links = c.links;
      EXPECT_EQ(again[id], c) << id;
    }
  }

  std::shared_ptr<const Law> law_;
  Chance chance_;
  World world_;
  std::vector<std::string> ids_;
  std::set<std::string> all_, done_;
  int accepted_ = 0;
};

TEST(RandomMoves, NoSequenceLeavesTheLaw) {
  const LawFiles files = test::real_files();
  int procedures = 0, accepted = 0;
  for (const std::string& id : pack_ids(files)) {
    auto loaded = load_law(files, id);
    if (!loaded) continue;
    const auto law = std::make_shared<const Law>(std::move(*loaded));
    for (const auto& [name, p] : law->procedures) {
      ++procedures;
      for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        SCOPED_TRACE(id + " " + name + " seed " + std::to_string(seed));
        RandomCity city(law, seed * 7919 + static_cast<std::uint64_t>(procedures));
        city.run(p, 400);
        EXPECT_GT(city.cases(), 0);
        accepted += city.accepted();
        if (::testing::Test::HasFailure()) return;
      }
    }
  }
  EXPECT_GE(procedures, 10);
  EXPECT_GT(accepted, 1000);
}

// What is kept beside a law to find its rules sooner changes nothing that happens.
TEST(RandomMoves, ALawWithoutItsShortcutsDecidesTheSame) {
  const LawFiles files = test::real_files();
  std::size_t events = 0;
  for (const std::string& id : pack_ids(files)) {
    auto loaded = load_law(files, id);
    if (!loaded) continue;
    const auto law = std::make_shared<const Law>(std::move(*loaded));
    const auto plain = std::make_shared<const Law>(*law);  // a copy starts without
    for (const auto& [name, p] : law->procedures) {
      SCOPED_TRACE(id + " " + name);
      ASSERT_TRUE(p.shortcuts && !plain->procedures.at(name).shortcuts);
      RandomCity one(law, 11), other(plain, 11);
      one.run(p, 200);
      other.run(plain->procedures.at(name), 200);
      ASSERT_EQ(one.events(), other.events());
      events += one.events().size();
    }
  }
  EXPECT_GT(events, 1000u);
}

}  // namespace
}  // namespace dengbao
