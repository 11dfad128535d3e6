// Lists so long that they are walked along: what they give is held against the same by hand.

#include <algorithm>
#include <map>

#include "conformance/listed_things.h"

namespace dengbao::conformance {
namespace {

std::vector<Thing> many_things() {
  constexpr int kObjects = 4000;
  const char* statuses[] = {"运行", "运行", "运行", "在建", "下线"};
  std::vector<Thing> out;
  for (int i = 0; i < kObjects; ++i) {
    Thing t;
    t.id = "O" + std::to_string(100'000 + (i * 7919) % 100'000);
    t.owner = "P" + std::to_string(i % 9);
    t.name = std::string(i % 3 == 0   ? "云平台"
                         : i % 3 == 1 ? "门户系统"
                                      : "OA系统") +
             std::to_string(i % 50);
    t.place = "99010" + std::to_string(i % 3 + 1);
    t.code = i % 10 == 0 ? "" : t.place + "0000-" + std::to_string(10'000 + i);
    t.type = i % 7 == 0 ? "物联网" : "信息系统";
    t.status = statuses[i % 5];
    t.level = i % 500 == 0 ? 4 : i % 3 + 1;
    out.push_back(std::move(t));
  }
  return out;
}

std::string state_of(std::size_t i) {
  return i % 8 == 0 ? "returned" : i % 3 != 0 ? "filed" : "collecting";
}
bool with_experts(std::size_t i) {
  return i % 40 == 0;
}

void put_many(Work& work, const std::vector<Thing>& things) {
  for (std::size_t i = 0; i < things.size(); ++i) {
    const Thing& t = things[i];
    must(work.put(row_of(t)));
    CaseRow c = a_case("C" + t.id, t.owner);
    c.subject = "object/" + t.id;
    c.state = state_of(i);
    c.open = c.state != "filed";
    c.opened_on = Date::from_days(20'000 + static_cast<std::int32_t>(i % 100));
    must(work.put(c));
    std::vector<CasePartyRow> seats{{"applicant", t.owner}, {"reviewer", "office"}};
    if (with_experts(i)) seats.push_back({"expert", "experts"});
    must(work.put_parties(c.id, seats));
    DutyRow d = a_duty(c.id, "review", 1000 + static_cast<std::int64_t>(i));
    d.owner_party = "office";
    d.status = i % 4 == 3 ? "done" : "running";
    must(work.put(d));
  }
}

// Its pages one after the other, and what the first said of the total.
template <class R>
std::pair<std::vector<std::string>, Page<R>> paged(
    const std::function<Result<Page<R>>(const ListQuery&)>& read, ListQuery q, std::size_t most,
    int limit = 37) {
  std::vector<std::string> out;
  Page<R> first;
  q.limit = limit;
  do {
    auto page = must(read(q));
    for (const R& row : page.rows) {
      if constexpr (requires { row.case_id; })
        out.push_back(row.case_id);
      else
        out.push_back(row.id);
    }
    if (q.after.empty()) first = page;
    EXPECT_EQ(page.total, first.total);
    q.after = page.next;
  } while (!q.after.empty() && out.size() < most);
  return {out, first};
}

void expect_total(std::int64_t total, bool at_least, std::size_t real, const std::string& what) {
  if (at_least)
    EXPECT_LE(total, static_cast<std::int64_t>(real)) << what;
  else
    EXPECT_EQ(total, static_cast<std::int64_t>(real)) << what;
}

using Fits = std::function<bool(const Thing&)>;

bool any_thing(const Thing&) {
  return true;
}

std::vector<std::pair<Sight, Fits>> sights_of(const std::vector<Thing>& things) {
  const Fits with_them = [&things](const Thing& t) {
    return with_experts(static_cast<std::size_t>(&t - things.data()));
  };
  return {{{.everything = true}, any_thing},
          {{.parties = {"P3"}}, [](const Thing& t) { return t.owner == "P3"; }},
          {{.parties = {"office"}}, any_thing},
          {{.parties = {"experts"}}, with_them},
          {{.parties = {"experts"}, .territories = {"990102"}},
           [with_them](const Thing& t) { return t.place == "990102" || with_them(t); }},
          {{.parties = {"office"}, .territories = {"990100"}}, any_thing}};
}

const std::pair<std::vector<ListTerm>, Fits> kFilters[] = {
    {{}, any_thing},
    {{number_is("level", 1)}, [](const Thing& t) { return t.level == 1; }},
    {{number_is("level", 4)}, [](const Thing& t) { return t.level == 4; }},
    {{text_is("code", "", ListTerm::How::Not)}, [](const Thing& t) { return !t.code.empty(); }},
    {{text_is("status", "下线"), text_is("place", "990103")},
     [](const Thing& t) { return t.status == "下线" && t.place == "990103"; }},
    {{text_is("owner_party", "P5"), number_is("level", 2)},
     [](const Thing& t) { return t.owner == "P5" && t.level == 2; }},
};

const std::pair<std::string, std::function<std::string(const Thing&)>> kSorts[] = {
    {"id", [](const Thing& t) { return t.id; }},
    {"name", [](const Thing& t) { return t.name; }},
    {"number", [](const Thing& t) { return t.code; }},
    {"level", [](const Thing& t) { return std::to_string(t.level); }},
    {"status", [](const Thing& t) { return t.status; }},
    {"place", [](const Thing& t) { return t.place; }},
};

// `expected`: what each is sorted by, and its id.
void expect_list(Lists& lists, ListQuery q, bool down,
                 std::vector<std::pair<std::string, std::string>> expected,
                 const std::string& what) {
  std::ranges::sort(expected);
  if (down) std::ranges::reverse(expected);
  const auto [ids, first] =
      paged<RecordRow>([&](const ListQuery& one) { return lists.records(one); }, q, 100);
  ASSERT_EQ(ids.size(), std::min<std::size_t>(expected.size(), 111)) << what;
  for (std::size_t i = 0; i < ids.size(); ++i)
    ASSERT_EQ(ids[i], expected[i].second) << what << " at " << i;
  expect_total(first.total, first.at_least, expected.size(), what);
}

TEST_P(StoreConformance, ObjectsOfALongListAreThoseThatFitInTheOrderAskedFor) {
  const std::vector<Thing> things = many_things();
  committed([&](Work& work) { put_many(work, things); });
  auto now = reading();
  for (const auto& [sight, seen] : sights_of(things))
    for (const auto& [terms, fits] : kFilters)
      for (const std::string search : {"", "系统", "云", "7", "OA"})
        for (const auto& [sort, key] : kSorts)
          for (const bool down : {false, true}) {
            if (!search.empty() && (down || (sort != "id" && sort != "name"))) continue;
            std::vector<std::pair<std::string, std::string>> expected;
            for (const Thing& t : things)
              if (seen(t) && fits(t) &&
                  (search.empty() || (t.name + "\n" + t.code).find(search) != std::string::npos))
                expected.emplace_back(key(t), t.id);
            ListQuery q = objects(sight);
            q.terms = terms;
            q.sort = (down ? "-" : "") + sort;
            q.search = search;
            expect_list(now->lists(), q, down, std::move(expected),
                        q.sort + " " + search + " " + std::to_string(terms.size()) +
                            (sight.parties.empty() ? "" : sight.parties[0]));
          }
}

// Found by few lines or by many, seen by whoever has all seats, some hundred, or few.
TEST_P(StoreConformance, CasesAndDutiesOfWhatIsSearchedAreThoseThatFit) {
  const std::vector<Thing> things = many_things();
  committed([&](Work& work) { put_many(work, things); });
  auto now = reading();
  for (const Sight& sight : {Sight{.everything = true}, Sight{.parties = {"office"}},
                             Sight{.parties = {"experts"}}, Sight{.parties = {"P3"}}})
    for (const std::string search : {"系统4", "A系统7", "门户", "OA", "1-10", "没有"}) {
      std::vector<std::string> cases, live;
      for (std::size_t i = 0; i < things.size(); ++i) {
        const Thing& t = things[i];
        const bool seen = sight.everything || sight.parties[0] == "office" ||
                          sight.parties[0] == t.owner ||
                          (sight.parties[0] == "experts" && with_experts(i));
        if (!seen || (t.name + "\n" + t.code).find(search) == std::string::npos) continue;
        cases.push_back("C" + t.id);
        if (i % 4 != 3) live.push_back("C" + t.id);
      }
      std::ranges::sort(cases);
      std::ranges::sort(live);
      const std::string what = search + (sight.parties.empty() ? "" : " " + sight.parties[0]);
      ListQuery q = objects(sight);
      q.search = search;
      for (const std::string sort : {"case", "-state"}) {
        q.sort = sort;
        auto [ids, first] = paged<CaseRow>(
            [&](const ListQuery& one) { return now->lists().cases(one); }, q, 10'000, 500);
        expect_total(first.total, first.at_least, cases.size(), what);
        std::ranges::sort(ids);
        EXPECT_EQ(ids, cases) << what;
      }
      q.sort = "";
      q.live = true;
      auto [ids, first] = paged<DutyRow>(
          [&](const ListQuery& one) { return now->lists().duties(one); }, q, 10'000, 500);
      expect_total(first.total, first.at_least, live.size(), what);
      std::ranges::sort(ids);
      EXPECT_EQ(ids, live) << what;
    }
}

TEST_P(StoreConformance, CasesAndDutiesOfALongListAreThoseThatFit) {
  const std::vector<Thing> things = many_things();
  committed([&](Work& work) { put_many(work, things); });
  const std::vector<std::vector<ListTerm>> filters = {
      {},
      {text_is("state", "returned")},
      {number_is("open", 1)},
      {text_is("procedure", "nothing", ListTerm::How::EndOf)},
      {text_is("state", "filed"), number_is("open", 0)}};
  auto now = reading();
  for (const Sight& sight : {Sight{.everything = true}, Sight{.parties = {"office"}},
                             Sight{.parties = {"experts"}}, Sight{.parties = {"P3"}}})
    for (const auto& terms : filters)
      for (const std::string sort : {"case", "-opened", "state"}) {
        std::size_t expected = 0;
        for (std::size_t i = 0; i < things.size(); ++i) {
          const std::string state = state_of(i);
          bool fits = sight.everything || sight.parties[0] == "office" ||
                      sight.parties[0] == things[i].owner ||
                      (sight.parties[0] == "experts" && with_experts(i));
          for (const ListTerm& t : terms)
            fits &= t.column == "state"  ? state == t.text
                    : t.column == "open" ? (state != "filed") == (*t.number == 1)
                                         : false;
          expected += fits ? 1 : 0;
        }
        ListQuery q = objects(sight);
        q.terms = terms;
        q.sort = sort;
        const std::string what = sort + " " + (terms.empty() ? "" : terms[0].text) +
                                 (sight.parties.empty() ? "" : sight.parties[0]);
        const auto [ids, first] = paged<CaseRow>(
            [&](const ListQuery& one) { return now->lists().cases(one); }, q, 10'000);
        EXPECT_EQ(ids.size(), expected) << what;
        auto once = ids;
        std::ranges::sort(once);
        EXPECT_EQ(std::ranges::unique(once).size(), 0U) << what;
        expect_total(first.total, first.at_least, expected, what);
      }
  for (const Sight& sight : {Sight{.everything = true}, Sight{.parties = {"office"}}})
    for (const bool own : {false, true}) {
      ListQuery q = objects(sight);
      q.live = true;
      if (own) q.terms.push_back(text_is("owner_party", "office"));
      const auto [ids, first] =
          paged<DutyRow>([&](const ListQuery& one) { return now->lists().duties(one); }, q, 10'000);
      EXPECT_EQ(ids.size(), 3000U);
      expect_total(first.total, first.at_least, 3000, "duties");
    }
}

// Whoever has thousands of seats has its cases counted from then on, whatever becomes of them.
TEST_P(StoreConformance, CasesOfWhoHasManySeatsAreCountedAsTheyChange) {
  const std::vector<Thing> things = many_things();
  committed([&](Work& work) { put_many(work, things); });
  std::vector<std::string> states;
  std::vector<bool> seated(things.size(), true);
  for (std::size_t i = 0; i < things.size(); ++i) states.push_back(state_of(i));
  const auto expect_counted = [&](const std::string& what) {
    std::map<std::string, std::int64_t> expected, told;
    for (std::size_t i = 0; i < things.size(); ++i)
      if (seated[i]) ++expected[states[i]];
    auto now = reading();
    ListQuery q = objects({.parties = {"office"}});
    for (const Tally& t : must(now->lists().tally(Listed::Cases, q, {"t.state"})))
      told[t.values[0]] = t.count;
    EXPECT_EQ(told, expected) << what;
    q.limit = 1;
    q.terms.push_back(text_is("state", "returned"));
    EXPECT_EQ(total_of(now->lists().cases(q)), expected["returned"]) << what;
  };
  expect_counted("as it was made");
  const auto rewrite = [&](Work& work, std::size_t i, const std::string& state) {
    CaseRow c = a_case("C" + things[i].id, things[i].owner);
    c.subject = "object/" + things[i].id;
    c.state = states[i] = state;
    c.open = state != "filed";
    must(work.put(c));
  };
  committed([&](Work& work) {
    for (std::size_t i = 0; i < 90; ++i) rewrite(work, i, i % 2 == 0 ? "returned" : "new");
    for (std::size_t i = 0; i < 30; ++i) rewrite(work, i, "filed");
  });
  expect_counted("states");
  committed([&](Work& work) {
    for (std::size_t i = 60; i < 160; ++i) {
      must(work.put_parties("C" + things[i].id, {{"applicant", things[i].owner}}));
      seated[i] = false;
    }
    for (std::size_t i = 60; i < 70; ++i) {
      must(work.put_parties("C" + things[i].id, {{"reviewer", "office"}, {"other", "office"}}));
      seated[i] = true;
    }
    rewrite(work, 65, "filed");
    rewrite(work, 150, "filed");
  });
  expect_counted("seats");
  committed([&](Work& work) {  // its own, without a seat in it
    CaseRow c = a_case("Cown", "office");
    c.state = "returned";
    must(work.put(c));
  });
  auto now = reading();
  ListQuery q = objects({.parties = {"office"}});
  std::int64_t all = 0;
  for (const Tally& t : must(now->lists().tally(Listed::Cases, q, {"t.procedure"}))) all += t.count;
  EXPECT_EQ(all, std::ranges::count(seated, true) + 1);
}

}  // namespace
}  // namespace dengbao::conformance
