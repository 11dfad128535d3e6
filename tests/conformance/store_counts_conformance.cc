// What is counted as it is written, what is found by parts of two characters, and lists so long
// that they are walked along: always the same as looking at each row by itself.

#include <algorithm>
#include <map>

#include "app/lists.h"
#include "conformance/store_conformance.h"

namespace dengbao::conformance {
namespace {

struct Thing {
  std::string id, owner, name, code, place, type, status;
  int level = 0;
};

RecordRow row_of(const Thing& t) {
  RecordRow row{"object", t.id, 1, t.owner, t.name, t.code, t.place, ""};
  row.doc = R"({"level":)" + std::to_string(t.level) + R"(,"status":")" + t.status +
            R"(","object_type":")" + t.type + R"("})";
  return row;
}

RecordRow unit(const std::string& id, const std::string& name, const std::string& place) {
  return {"party", id, 1, id, name, "", place, R"({"kind":"government"})"};
}

ListQuery objects(Sight sight = {.everything = true}) {
  ListQuery q;
  q.kind = "object";
  q.sight = std::move(sight);
  return q;
}

ListTerm text_is(std::string_view column, std::string text,
                 ListTerm::How how = ListTerm::How::Equal) {
  return {.column = column, .how = how, .text = std::move(text), .number = {}};
}
ListTerm number_is(std::string_view column, std::int64_t number) {
  return {.column = column, .text = {}, .number = number};
}

// The total of a list of which one row is asked for: counted, not seen.
template <class R>
std::int64_t total_of(Result<Page<R>> page) {
  const auto found = must(std::move(page));
  EXPECT_FALSE(found.at_least);
  return found.total;
}

TEST_P(StoreConformance, PartsOfTwoCharactersAreFoundInAnyScript) {
  committed([](Work& work) {
    must(work.put(unit("P1", "𠮷野大学", "990101")));
    must(work.put(row_of({"O1", "P1", "𡋾𠮷平台", "99010100001-00001", "", "", "", 2})));
    must(work.put(row_of({"O2", "P1", "100%达标_系统", "", "", "", "", 2})));
    must(work.put(row_of({"O3", "P1", "a\\b云", "", "", "", "", 2})));
    must(work.put(row_of({"O4", "P1", "OA系统", "99010100077-00002", "", "", "", 2})));
    for (const char* id : {"C1", "C2"}) {
      CaseRow c = a_case(id, "P1");
      c.subject = std::string("object/O") + id[1];
      must(work.put(c));
      must(work.put(a_duty(id, "review", 100)));
    }
  });
  auto now = reading();
  struct {
    std::string search, found;
  } const table[] = {
      {"𡋾𠮷", "O1 "},
      {"𠮷平", "O1 "},
      {"𠮷", "O1 O2 O3 O4 "},  // by the unit too
      {"野大", "O1 O2 O3 O4 "},
      {"𡋾", "O1 "},
      {"%", "O2 "},
      {"0%", "O2 "},
      {"_", "O2 "},
      {"标_", "O2 "},
      {"\\", "O3 "},
      {"a\\", "O3 "},
      {"a\\b", "O3 "},
      {"b云", "O3 "},
      {"%%", ""},
      {"__", ""},
      {"oa", "O4 "},
      {"OA", "O4 "},
      {"A系", "O4 "},
      {"77", "O4 "},
      {"077", "O4 "},
      {"0077-", "O4 "},
      {"2", "O4 "},
      {"00002", "O4 "},
      {"系统", "O2 O4 "},
      {"统1", ""},
      {"台9", ""},
      {"统\n9", ""},
      {"99", "O1 O4 "},
      {"学", "O1 O2 O3 O4 "},
  };
  for (const auto& row : table) {
    ListQuery q = objects();
    q.search = row.search;
    std::string found;
    for (const RecordRow& r : must(now->lists().records(q)).rows) found += r.id + " ";
    EXPECT_EQ(found, row.found) << row.search;
    const auto n = std::count(found.begin(), found.end(), ' ');
    q.limit = 1;
    EXPECT_EQ(total_of(now->lists().records(q)), n) << row.search;
    // What is about them is found with them.
    const auto about =
        (found.find("O1") != std::string::npos) + (found.find("O2") != std::string::npos);
    EXPECT_EQ(total_of(now->lists().cases(q)), about) << row.search;
    EXPECT_EQ(total_of(now->lists().duties(q)), about) << row.search;
  }
}

TEST_P(StoreConformance, CountsFollowWhatIsWritten) {
  const auto levels = [&] {
    std::string out;
    ListQuery q = objects();
    auto now = reading();
    for (const Tally& t : must(now->lists().tally(
             Listed::Records, q, {"t.level", "CASE WHEN t.code = '' THEN 'no' ELSE 'yes' END"})))
      out += t.values[0] + t.values[1] + std::to_string(t.count) + " ";
    return out;
  };
  const auto states = [&] {
    std::string out;
    auto now = reading();
    for (const Tally& t : must(now->lists().tally(Listed::Cases, objects(), {"t.state", "t.open"})))
      out += t.values[0] + t.values[1] + "=" + std::to_string(t.count) + " ";
    return out;
  };
  const auto moved = [&](const std::string& state, bool open, std::int64_t version) {
    committed([&](Work& work) {
      CaseRow c = a_case("C1", "P1");
      c.state = state;
      c.open = open;
      c.version = version;
      must(work.put(c));
    });
  };
  committed([](Work& work) {
    must(work.put(unit("P1", "云杉大学", "990101")));
    must(work.put(row_of({"O1", "P1", "门户", "", "", "", "", 2})));
    must(work.put(row_of({"O2", "P1", "教务", "", "", "", "", 3})));
    must(work.put(row_of({"O3", "P1", "财务", "", "", "", "", 3})));
  });
  EXPECT_EQ(levels(), "2no1 3no2 ");
  committed([](Work& work) {
    must(work.put(row_of({"O1", "P1", "门户", "", "", "", "", 3})));
    must(work.put(row_of({"O2", "P1", "教务", "99-1", "", "", "", 3})));
    must(work.put(row_of({"O2", "P1", "教务", "99-2", "", "", "", 3})));
  });
  EXPECT_EQ(levels(), "3no2 3yes1 ");
  moved("collecting", true, 1);
  moved("collecting", true, 2);
  EXPECT_EQ(states(), "collecting1=1 ");
  moved("filed", false, 3);
  EXPECT_EQ(states(), "filed0=1 ");
  {  // what is not committed counts for nothing
    auto work = begin();
    must(work->put(row_of({"O9", "P1", "档案", "", "", "", "", 1})));
    must(work->put(a_case("C9", "P1")));
  }
  EXPECT_EQ(levels(), "3no2 3yes1 ");
  EXPECT_EQ(states(), "filed0=1 ");
  committed([](Work& work) {
    must(work.clear_projections());
    must(work.put(a_case("C7", "P1")));
  });
  EXPECT_EQ(levels(), "");
  EXPECT_EQ(states(), a_case("C7", "P1").state + "1=1 ");
}

// A unit moves from one district to another: its objects with it, and the cases about them.
TEST_P(StoreConformance, WhoeverSupervisesCountsWhatStandsThereNow) {
  const Sight district{.parties = {"P9"}, .territories = {"990102"}};
  const auto seen = [&] {
    auto now = reading();
    ListQuery q = objects(district);
    q.limit = 1;
    std::string out = std::to_string(total_of(now->lists().records(q)));
    q.terms.push_back(number_is("level", 3));
    out += "/" + std::to_string(total_of(now->lists().records(q)));
    q.terms.clear();
    for (const Tally& t : must(now->lists().tally(Listed::Records, q, {"t.level"})))
      out += " " + t.values[0] + "=" + std::to_string(t.count);
    return out;
  };
  committed([](Work& work) {
    must(work.put(unit("P1", "云杉大学", "990101")));
    must(work.put(unit("P2", "白杉医院", "990102")));
    must(work.put(row_of({"O1", "P1", "门户", "", "", "", "", 3})));
    must(work.put(row_of({"O2", "P1", "教务", "", "", "", "", 2})));
    must(work.put(row_of({"O3", "P2", "挂号", "", "", "", "", 3})));
    must(work.put(row_of({"O4", "P2", "邮件", "", "", "", "", 2})));
    // It has a seat in a case about O1, which stands elsewhere, and in one about O3.
    for (const char* id : {"C1", "C3"}) {
      CaseRow c = a_case(id, "P1");
      c.subject = std::string("object/O") + id[1];
      must(work.put(c));
      must(work.put_parties(id, {{"reviewer", "P9"}, {"district", "P9"}}));
    }
  });
  EXPECT_EQ(seen(), "3/2 2=1 3=2");
  committed([](Work& work) { must(work.put(unit("P1", "云杉大学", "990102"))); });
  EXPECT_EQ(seen(), "4/2 2=2 3=2");
  committed([](Work& work) { must(work.put(unit("P1", "云杉大学", "990103"))); });
  EXPECT_EQ(seen(), "3/2 2=1 3=2");
  committed(
      [](Work& work) { must(work.put(row_of({"O1", "P1", "门户", "", "990102", "", "", 3}))); });
  EXPECT_EQ(seen(), "3/2 2=1 3=2");
}

// More than is gathered: the lists walk. What they give is held against the same by hand.
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
    t.code = i % 4 == 0 ? "" : t.place + "0000-" + std::to_string(10'000 + i);
    t.type = i % 10 == 0 ? "物联网" : "信息系统";
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
    const std::function<Result<Page<R>>(const ListQuery&)>& read, ListQuery q, std::size_t most) {
  std::vector<std::string> out;
  Page<R> first;
  q.limit = 37;
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

TEST_P(StoreConformance, ObjectsOfALongListAreThoseThatFitInTheOrderAskedFor) {
  const std::vector<Thing> things = many_things();
  committed([&](Work& work) { put_many(work, things); });
  using Fits = std::function<bool(const Thing&)>;
  const auto in_case_of_experts = [&](const Thing& t) {
    return with_experts(static_cast<std::size_t>(&t - things.data()));
  };
  const std::pair<Sight, Fits> sights[] = {
      {{.everything = true}, [](const Thing&) { return true; }},
      {{.parties = {"P3"}}, [](const Thing& t) { return t.owner == "P3"; }},
      {{.parties = {"office"}}, [](const Thing&) { return true; }},
      {{.parties = {"experts"}}, in_case_of_experts},
      {{.parties = {"experts"}, .territories = {"990102"}},
       [&](const Thing& t) { return t.place == "990102" || in_case_of_experts(t); }},
      {{.parties = {"office"}, .territories = {"990100"}}, [](const Thing&) { return true; }},
  };
  const std::pair<std::vector<ListTerm>, Fits> filters[] = {
      {{}, [](const Thing&) { return true; }},
      {{number_is("level", 1)}, [](const Thing& t) { return t.level == 1; }},
      {{number_is("level", 4)}, [](const Thing& t) { return t.level == 4; }},
      {{text_is("code", "", ListTerm::How::Not)}, [](const Thing& t) { return !t.code.empty(); }},
      {{text_is("status", "下线"), text_is("place", "990103")},
       [](const Thing& t) { return t.status == "下线" && t.place == "990103"; }},
      {{text_is("owner_party", "P5"), number_is("level", 2)},
       [](const Thing& t) { return t.owner == "P5" && t.level == 2; }},
  };
  using Key = std::function<std::string(const Thing&)>;
  const std::pair<std::string, Key> sorts[] = {
      {"id", [](const Thing& t) { return t.id; }},
      {"name", [](const Thing& t) { return t.name; }},
      {"number", [](const Thing& t) { return t.code; }},
      {"level", [](const Thing& t) { return std::to_string(t.level); }},
      {"status", [](const Thing& t) { return t.status; }},
      {"place", [](const Thing& t) { return t.place; }},
  };
  auto now = reading();
  for (const auto& [sight, seen] : sights)
    for (const auto& [terms, fits] : filters)
      for (const std::string search : {"", "系统", "云", "7", "OA"})
        for (const auto& [sort, key] : sorts)
          for (const bool down : {false, true}) {
            if (!search.empty() && (down || sort == "level" || sort == "place")) continue;
            std::vector<std::pair<std::string, std::string>> expected;
            for (const Thing& t : things)
              if (seen(t) && fits(t) &&
                  (search.empty() || (t.name + "\n" + t.code).find(search) != std::string::npos))
                expected.emplace_back(key(t), t.id);
            std::ranges::sort(expected);
            if (down) std::ranges::reverse(expected);
            ListQuery q = objects(sight);
            q.terms = terms;
            q.sort = (down ? "-" : "") + sort;
            q.search = search;
            const std::string what = q.sort + " " + search + " " + std::to_string(terms.size()) +
                                     (sight.parties.empty() ? "" : sight.parties[0]);
            const auto [ids, first] = paged<RecordRow>(
                [&](const ListQuery& one) { return now->lists().records(one); }, q, 100);
            ASSERT_GE(expected.size(), ids.size()) << what;
            for (std::size_t i = 0; i < ids.size(); ++i)
              ASSERT_EQ(ids[i], expected[i].second) << what << " at " << i;
            EXPECT_EQ(ids.size(), std::min<std::size_t>(expected.size(), 111)) << what;
            expect_total(first.total, first.at_least, expected.size(), what);
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
