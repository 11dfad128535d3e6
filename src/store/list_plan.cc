#include "store/list_plan.h"

#include <fmt/core.h>

#include <algorithm>

#include "store/kept_counts.h"

namespace dengbao::store {
namespace {

// Up to so many rows are gathered and sorted; beyond, walking along an index is quicker.
constexpr std::int64_t kFew = 3000;
// So many are compared with a search one by one before what it finds is gathered.
constexpr std::int64_t kFewBeside = 300;
// Numbers begin with the place: who walks along either may have to pass by all other places first.
constexpr std::int64_t kFewOfPlace = 10'000;
// Up to so many cases of one viewer are counted one by one.
constexpr std::int64_t kMany = 20'000;
// What nobody counts as it is written is counted so far: where all may be seen; where rows of
// others lie between; where texts are compared besides, or the trail is that of whoever has a seat
// in much.
constexpr int kCounted = 10'000, kCountedAmong = 1000, kCountedSlowly = 200;

Result<std::int64_t> count_up_to(const Counting& ask, const std::string& from, Filter& filter,
                                 std::int64_t bound) {
  const std::string sql = fmt::format("SELECT count(*) FROM (SELECT 1 FROM {}{} LIMIT {}) AS seen",
                                      from, filter.where(), filter.parameter(bound));
  return ask.number(sql, filter.values());
}

// In how many cases the parties of a sight have a seat, those of each party counted apart.
Result<std::int64_t> seats_of(const Counting& ask, const Sight& sight) {
  if (sight.parties.empty()) return 0;
  Filter filter;
  std::string parties;
  for (const std::string& party : sight.parties)
    parties += (parties.empty() ? "" : ", ") + filter.parameter(party);
  filter.also(fmt::format("party IN ({})", parties));
  return ask.number(
      fmt::format("SELECT CAST(coalesce(sum(number), 0) AS BIGINT) FROM seat_number{}",
                  filter.where()),
      filter.values());
}

// Which cells hold the lines of records with what the terms of the query say; none: they lie
// among those of others.
std::optional<Counted> cells_of_records(const ListQuery& query) {
  if (query.sight.everything) return Counted::All;
  if (!query.sight.territories.empty() && territory_counts(query.kind)) return Counted::Territory;
  return std::nullopt;
}

class Planning {
 public:
  Planning(const Counting& ask, Listed of, const ListQuery& query, const SortKey& sort)
      : ask_(ask), of_(of), query_(query), sight_(query.sight), sort_(sort) {}

  Result<ListPlan> plan() {
    CHECK(look_for_search());
    CHECK(look_for_seats());
    const bool searched = !plan_.form.empty();
    if (of_ == Listed::Records)
      CHECK(searched ? searched_lines() : lines());
    else if (of_ == Listed::Cases)
      CHECK(searched ? searched_cases() : cases());
    else if (of_ == Listed::Duties && !searched)
      CHECK(by_owner());
    else if (of_ != Listed::Events && narrow())
      plan_.sorts_itself = true;
    else if (of_ != Listed::Events)
      plan_.terms = Terms::Free;
    if (plan_.page == Asking::Gather || !plan_.rare.text.empty()) {
      plan_.sorts_itself = true;
      if (plan_.terms == Terms::Indexed) plan_.terms = Terms::Free;
    }
    plan_.bound = bound();
    return std::move(plan_);
  }

 private:
  bool has(std::string_view column) const {
    return std::ranges::any_of(query_.terms, [&](const ListTerm& t) { return t.column == column; });
  }
  // Of one thing or one owner there is little.
  bool narrow() const {
    return has("owner_party") || has("subject") || has("case_id") || has("id");
  }
  bool all_of_cells() const {
    return std::ranges::all_of(query_.terms, [&](const ListTerm& t) { return of_cells(of_, t); });
  }
  bool supervises() const {
    return !sight_.territories.empty() &&
           (of_ == Listed::Events || (of_ == Listed::Records && territory_counts(query_.kind)));
  }

  Status look_for_search() {
    plan_.form = search_form(query_.search);
    if (plan_.form.empty()) return {};
    const Sought sought = store::sought(plan_.form);
    plan_.one_pair =
        !sought.front.empty() || (sought.pairs.size() == 1 && sought.pairs.front() == plan_.form);
    std::int64_t fewest = kFew + 1;
    const auto look = [&](const RarePair& rare) -> Status {
      Filter filter;
      filter.also(of_ == Listed::Records ? "pair.kind = " + filter.parameter(query_.kind)
                                         : "pair.kind IN ('object', 'party')");
      filter.also(pair_is(rare, filter));
      const std::int64_t n = TRY(count_up_to(ask_, "record_pair AS pair", filter, kFew + 1));
      if (n >= fewest) return {};
      fewest = n;
      plan_.rare = rare;
      return {};
    };
    for (const std::string& pair : sought.pairs) CHECK(look({pair, false}));
    if (!sought.front.empty()) CHECK(look({sought.front, true}));
    return {};
  }

  // Who has few seats has what he sees gathered from them; who has many walks, and has it gathered
  // only to be counted.
  Status look_for_seats() {
    if (sight_.everything) return {};
    seats_ = TRY(seats_of(ask_, sight_));
    if (supervises()) return {};
    const bool of_cases = of_ != Listed::Records && of_ != Listed::Events;
    if (of_cases && !plan_.rare.text.empty()) {
      // Either names its rows, never both: SQLite looks up each of one with each of the other.
      if (seats_ > kFewBeside) return {};
      plan_.rare = {};
    }
    if (seats_ <= kFew) plan_.page = plan_.count = Asking::Gather;
    if (seats_ <= kMany && of_ != Listed::Events && of_ != Listed::Records)
      plan_.count = Asking::Gather;
    return {};
  }

  Result<std::int64_t> by_cells(Counted counted) {
    ListSql counting(of_, query_);
    const std::string sql = counting.count_by_cells(counted);
    return ask_.number(sql, counting.filter().values());
  }
  Result<std::int64_t> beside(Counted counted) {
    ListSql counting(of_, query_);
    counting.beside(counted);
    const std::string sql = counting.count(0);
    return ask_.number(sql, counting.filter().values());
  }

  // Lines: the cells say how many there are.
  Status lines() {
    if (has("owner_party") || !all_of_cells()) {  // an owner has few
      plan_.sorts_itself = true;
      return {};
    }
    const auto counted = TRY(counted_of(ask_, of_, query_));
    if (!counted) {
      plan_.terms = Terms::Free;
      return {};
    }
    Total total{TRY(by_cells(*counted)), false};
    // With whom a party has to do, of thousands of cases, is not gathered for a number.
    total.at_least = *counted == Counted::Territory && query_.kind == "party" && seats_ > kFew;
    if (*counted != Counted::All && !total.at_least) total.number += TRY(beside(*counted));
    plan_.total = total;
    const bool by_place =
        (sort_.column == "code" || sort_.column == "place") && (supervises() || has("place"));
    if (!total.at_least && total.number <= (by_place ? kFewOfPlace : kFew)) {
      plan_.terms = Terms::InCells;
      plan_.sorts_itself = true;
    } else {
      plan_.terms = Terms::Free;
    }
    return {};
  }

  // Where the terms leave few lines, their texts are compared; else the search leads, or the order.
  Status searched_lines() {
    if (has("owner_party") || has("id")) {
      plan_.sorts_itself = true;
      return {};
    }
    plan_.terms = Terms::Free;
    if (!plan_.rare.text.empty() || !all_of_cells()) return {};
    const auto counted = cells_of_records(query_);
    if (!counted || TRY(by_cells(*counted)) > kFewOfPlace) return {};
    plan_.terms = Terms::InCells;
    plan_.sorts_itself = true;
    return {};
  }

  Status cases() {
    if (!all_of_cells()) {  // of one object, or one case
      plan_.sorts_itself = true;
      return {};
    }
    const std::int64_t n = TRY(by_cells(Counted::All));
    if (const auto counted = TRY(counted_of(ask_, of_, query_)); counted == Counted::All)
      plan_.total = Total{n, false};
    else if (counted)
      plan_.total = Total{TRY(by_cells(*counted)) + TRY(beside(*counted)), false};
    if (plan_.page == Asking::Gather) return {};
    if (TRY(quicker_from_seats())) {
      plan_.page = Asking::Gather;
      return {};
    }
    if (n < seats_ && !sight_.everything) plan_.count = Asking::Walk;
    among_ = std::min(n, seats_);
    if (n <= kFew || TRY(quicker_gathered(n)))
      plan_.sorts_itself = true;
    else
      plan_.terms = Terms::Free;
    return {};
  }

  // How many cases are passed by along the order until a page is full, where `fit` of all do.
  Result<double> passed(double fit) {
    ListQuery every = query_;
    every.terms.clear();
    ListSql counting(of_, every);
    const std::string sql = counting.count_by_cells(Counted::All);
    all_ = static_cast<double>(TRY(ask_.number(sql, counting.filter().values())));
    return std::min(all_, query_.limit * all_ / std::max(fit, 1.0));
  }
  // Of n cases that the terms leave, each is looked at where they are gathered; of those passed by
  // the viewer sees as many as he has seats among all.
  Result<bool> quicker_gathered(std::int64_t n) {
    if (query_.terms.empty()) return false;
    const double walked = TRY(passed(static_cast<double>(n)));
    const double seen =
        sight_.everything
            ? 1
            : std::clamp(static_cast<double>(seats_) / std::max(all_, 1.0), 1e-3, 1.0);
    return static_cast<double>(n) < walked / seen;
  }
  // What a viewer sees in many seats is known to be little: his seats name it sooner.
  Result<bool> quicker_from_seats() {
    if (!plan_.total || sight_.everything || query_.terms.empty()) return false;
    return static_cast<double>(seats_) < TRY(passed(static_cast<double>(plan_.total->number)));
  }

  // How many a common word finds nobody knows before: where the terms leave few they are compared.
  Status searched_cases() {
    if (narrow()) {
      plan_.sorts_itself = true;
      return {};
    }
    if (plan_.rare.text.empty() && !query_.terms.empty() && all_of_cells() &&
        TRY(by_cells(Counted::All)) <= kFewOfPlace)
      plan_.sorts_itself = true;
    else
      plan_.terms = Terms::Free;
    return {};
  }

  Status by_owner() {
    const auto owner = std::ranges::find_if(
        query_.terms, [](const ListTerm& t) { return t.column == "owner_party"; });
    if (has("case_id")) {
      plan_.sorts_itself = true;
    } else if (owner != query_.terms.end() && query_.live) {
      Filter filter;
      filter.also("t.owner_party = " + filter.parameter(owner->text));
      filter.also("t.status IN ('running', 'paused')");
      const std::int64_t n = TRY(count_up_to(ask_, "duty AS t", filter, kFew + 1));
      plan_.page = plan_.count = Asking::Walk;
      plan_.sorts_itself = n <= kFew;
      if (n > kFew) plan_.terms = Terms::Free;
    }
    return {};
  }

  int bound() const {
    const bool gathered =
        plan_.count == Asking::Gather || !plan_.rare.text.empty() || plan_.terms == Terms::InCells;
    if (of_ == Listed::Events && sight_.everything)
      return plan_.form.empty() ? kCounted : kCountedSlowly;
    if (gathered) return 0;
    if (of_ == Listed::Events) return plan_.form.empty() ? kCountedSlowly : kUncounted;
    if (!plan_.form.empty()) return kCountedSlowly;
    if (of_ == Listed::Records) return sight_.everything || plan_.sorts_itself ? 0 : kCountedAmong;
    if (sight_.everything) return kCounted;
    return among_ <= kMany || plan_.sorts_itself ? 0 : kCountedAmong;
  }

  const Counting& ask_;
  Listed of_;
  const ListQuery& query_;
  const Sight& sight_;
  const SortKey& sort_;
  std::int64_t seats_ = 0, among_ = kMany + 1;
  double all_ = 0;  // cases, where passed() has asked
  ListPlan plan_;
};

// What an index or the log itself knows.
Result<std::optional<Total>> quick_total(const Counting& ask, Listed of, const ListQuery& query,
                                         const ListPlan& plan) {
  if (plan.total) return plan.total;
  if (!query.sight.everything) return std::nullopt;
  if (of == Listed::Records && plan.one_pair && query.terms.empty()) {
    const RarePair asked{plan.form, !store::sought(plan.form).front.empty()};
    Filter filter;
    filter.also("pair.kind = " + filter.parameter(query.kind));
    filter.also(pair_is(asked, filter));
    const std::string sql = fmt::format(
        "SELECT count(*) FROM (SELECT DISTINCT pair.line FROM record_pair AS pair{} "
        "LIMIT {}) AS seen",
        filter.where(), filter.parameter(kCounted + 1));
    const std::int64_t n = TRY(ask.number(sql, filter.values()));
    return Total{std::min<std::int64_t>(n, kCounted), n > kCounted};
  }
  if (of != Listed::Events || !plan.form.empty()) return std::nullopt;
  // Between two places of the log there is an event at each.
  std::int64_t from = 0;
  std::int64_t until = TRY(ask.number("SELECT coalesce(max(log_index) + 1, 0) FROM event", {}));
  for (const ListTerm& t : query.terms) {
    if (t.column != "log_index" || !t.number) return std::nullopt;
    if (t.how == ListTerm::How::AtLeast)
      from = std::max(from, *t.number);
    else if (t.how == ListTerm::How::Below)
      until = std::min(until, *t.number);
    else
      return std::nullopt;
  }
  return Total{std::max<std::int64_t>(0, until - from), false};
}

}  // namespace

Result<std::optional<Counted>> counted_of(const Counting& ask, Listed of, const ListQuery& query) {
  const Sight& sight = query.sight;
  if ((of != Listed::Records && of != Listed::Cases) || !query.search.empty()) return std::nullopt;
  for (const ListTerm& term : query.terms)
    if (!of_cells(of, term)) return std::nullopt;
  if (of == Listed::Records) return cells_of_records(query);
  if (sight.everything) return Counted::All;
  if (of == Listed::Cases && sight.parties.size() == 1 && sight.mandates.empty() &&
      TRY(seats_of(ask, sight)) > kManySeats)
    return Counted::Seats;
  return std::nullopt;
}

Result<ListPlan> plan_of(const Counting& ask, Listed of, const ListQuery& query,
                         const SortKey& sort) {
  return Planning(ask, of, query, sort).plan();
}

Result<Total> count_all(const Counting& ask, Listed of, const ListQuery& query,
                        const ListPlan& plan) {
  if (const auto quick = TRY(quick_total(ask, of, query, plan))) return *quick;
  if (plan.bound == kUncounted) return Total{query.limit, true};
  ListSql sql(of, query);
  sql.conditions(plan.count, plan.terms == Terms::InCells   ? Terms::InCells
                             : plan.count == Asking::Gather ? Terms::Free
                                                            : Terms::Indexed);
  sql.search(plan.form, plan.rare);
  const std::string counting = sql.count(plan.bound);
  const std::int64_t n = TRY(ask.number(counting, sql.filter().values()));
  if (plan.bound == 0 || n <= plan.bound) return Total{n, false};
  return Total{plan.bound, true};
}

}  // namespace dengbao::store
