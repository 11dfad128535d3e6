#include "lists_city.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <random>

#include "app/case_deeds.h"
#include "app/simulate_habits.h"
#include "base/text.h"
#include "engine/evaluate.h"

namespace dengbao::bench {
namespace {

constexpr const char* kPack = "cn-bj-egov-2007";
constexpr int kDistricts = 16;
constexpr int kDays = 1000;
constexpr std::size_t kBatch = 4000;
constexpr int kClerks = 500;

const std::vector<std::string> kSigns = {
    "青", "白", "红", "黄", "蓝", "绿", "紫", "云", "松", "柏", "杨", "柳", "桃", "李", "梅", "兰",
    "竹", "菊", "枫", "桂", "榆", "槐", "杉", "桐", "樟", "银", "金", "铁", "石", "泉", "谷", "岭"};
const std::vector<std::string> kUnits = {"大学",     "人民医院",   "信息中心", "财政局",  "教育局",
                                         "水务集团", "交通委员会", "档案馆",   "大数据局"};
const std::vector<std::string> kSystems = {
    "门户网站",     "办公自动化系统", "财务管理系统", "教务管理系统", "医院信息系统",
    "视频监控平台", "数据交换平台",   "统一认证系统", "档案管理系统", "政务服务平台",
    "OA系统",       "云资源池",       "供水调度平台", "一卡通",       "邮件系统"};

class Filling {
 public:
  Filling(Installation& in, const LawFiles& law, std::int64_t objects, std::int64_t events)
      : in_(in), objects_(objects), events_(events), habits_(must(read_habits(law))) {
    for (const PackHabits& h : habits_)
      if (h.law->head.id == kPack) pack_ = &h;
    if (!pack_) give_up({ErrorKind::Internal, "law.no_pack", {}, {}, {}, {}, {}});
  }

  void run() {
    start_ = in_.now();
    authorities();
    units();
    accounts();
    submit();
    for (int day = 0; day < kDays; ++day) {
      must(in_.set_now(start_.plus_millis(std::int64_t{day} * 86'400'000)));
      births(day);
      openings();
      moves(day);
      changes(day);
      if (day % 100 == 99) fmt::print(stderr, "day {}: {} events\n", day + 1, size());
    }
    must(in_.settle());
    for (const auto& [code, n] : refused_) fmt::print(stderr, "refused {} × {}\n", n, code);
  }

 private:
  struct Running {
    std::string id;
    int tries = 0;
  };

  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(pick_() % static_cast<std::uint64_t>(n));
  }
  const std::string& any(const std::vector<std::string>& from) {
    return from[static_cast<std::size_t>(below(static_cast<std::int64_t>(from.size())))];
  }
  std::string signs(int n) {
    std::string out;
    while (n-- > 0) out += any(kSigns);
    return out;
  }
  Actor clerk() { return {fmt::format("clerk{}", below(kClerks)), "", "bench", false, true}; }
  std::int64_t size() { return must(must(in_.reading())->head()).size; }

  // What waits, as batches; each answer to `done`, with its place among the requests.
  void submit(const std::function<void(std::size_t, Result<Outcome>&)>& done = {}) {
    for (std::size_t from = 0; from < waiting_.size(); from += kBatch) {
      const std::size_t n = std::min(kBatch, waiting_.size() - from);
      auto answers = in_.submit(std::span(waiting_).subspan(from, n));
      for (std::size_t i = 0; i < n; ++i) {
        if (!answers[i] && (!done || answers[i].error().kind == ErrorKind::External ||
                            answers[i].error().kind == ErrorKind::Internal))
          give_up(answers[i].error());
        if (done) done(from + i, answers[i]);
      }
    }
    waiting_.clear();
  }

  void record(Desk::RecordChange change) {
    Request r;
    r.actor = clerk();
    r.act = [change = std::move(change), actor = r.actor](Desk& desk) mutable {
      change.on = desk.now().date();
      return desk.change_record(change, actor);
    };
    waiting_.push_back(std::move(r));
  }
  void party(const std::string& id, const std::string& name, const std::string& place,
             const std::string& code, json::object fields) {
    fields["name"] = name;
    if (!place.empty()) fields["place"] = place;
    if (!code.empty()) fields["code"] = code;
    record({"party", id, "party new", std::move(fields), {}, id, name, code, place, {}, {}});
  }
  void capacity(const std::string& of, const std::string& capacity, const std::string& place,
                const std::string& rank) {
    record({"capacity",
            "grant-" + of,
            "capacity granted",
            {{"party", of}, {"capacity", capacity}, {"place", place}, {"rank", rank}},
            {},
            of,
            capacity,
            "",
            "",
            {},
            {}});
  }
  void account(const std::string& name, const std::string& party) {
    record({"account",
            name,
            "account added",
            {{"account", name},
             {"party", party},
             {"administrator", false},
             {"security", false},
             {"auditor", party.empty()}},
            {},
            party,
            name,
            "",
            "",
            {},
            {}});
  }

  void authorities() {
    party("office", "云杉市信息化工作办公室", "990000", "",
          {{"kind", "government"}, {"letter_prefix", "云信安备"}});
    capacity("office", "informatization_office", "990000", "city");
    party("experts", "市等级保护专家组", "", "", {});
    capacity("experts", "expert_group", "990000", "city");
    party("centre", "市安全中心", "990000", "", {});
    capacity("centre", "security_centre", "990000", "city");
    for (int d = 0; d < 12; ++d)
      party(fmt::format("bureau-{}", d), "市" + signs(2) + "局", "990000", "",
            {{"kind", "government"}});
    for (int d = 0; d < kDistricts; ++d) {
      const std::string id = fmt::format("office-{}", d);
      party(id, signs(2) + "区信息办", city_district(d), "",
            {{"kind", "government"}, {"superiors", {{"office", "office"}}}});
      capacity(id, "informatization_office", city_district(d), "district");
    }
  }
  // A third are of their district, the others of the city; one has thirty branches.
  void units() {
    party("head", "青松银行总部", "990101", "", {{"kind", "enterprise"}});
    for (std::int64_t n = 0; n < objects_ / 10; ++n) {
      json::object fields{{"kind", n % 3 == 0   ? "institution"
                                   : n % 3 == 1 ? "government"
                                                : "enterprise"}};
      if (below(3) == 0) fields["rank"] = "district";
      json::object superiors;
      if (below(3) == 0) superiors["department"] = fmt::format("bureau-{}", below(12));
      if (n < 30) superiors["filing"] = "head";
      if (!superiors.empty()) fields["superiors"] = std::move(superiors);
      party(city_unit(n), signs(3) + any(kUnits), city_district(n),
            fmt::format("9199{:06}MA{:06}", n * 7 % 1'000'000, n), std::move(fields));
    }
  }
  void accounts() {
    account("of-city", "office");
    account("of-head", "head");
    account("auditor", "");
    for (int i = 0; i < 3; ++i)
      account(fmt::format("of-district-{}", i), fmt::format("office-{}", i));
    for (int i = 0; i < 3; ++i) account(fmt::format("of-unit-{}", i), city_unit(100 + i));
  }

  // Six of ten stand there in the first third; the others are built as time goes by.
  void births(int day) {
    const std::int64_t early = objects_ * 6 / 10, third = kDays / 3;
    std::int64_t until = objects_ * 4 / 10 * (day + 1) / kDays;
    until += day < third ? early * (day + 1) / third : early;
    if (day + 1 == kDays) until = objects_;
    for (; born_ < until; ++born_) object(born_);
    submit();
  }
  void object(std::int64_t n) {
    const std::int64_t owner = below(objects_ / 10), lot = below(100);
    const std::int64_t level = lot < 8 ? 1 : lot < 66 ? 2 : lot < 96 ? 3 : 4;
    const std::string id = fmt::format("O{:09}", n), name = signs(2) + any(kSystems);
    const bool filed = below(10) < 4;  // taken over from the city's list
    const std::string place = below(20) == 0 ? city_district(below(kDistricts)) : "";
    json::object fields{
        {"system", name},
        {"owner", city_unit(owner)},
        {"level", level},
        {"s", level},
        {"a", std::max<std::int64_t>(1, level - below(2))},
        {"object_type", below(10) < 7   ? "信息系统"
                        : below(3) == 0 ? "云计算平台"
                        : below(2) == 0 ? "物联网"
                                        : "大数据平台"},
        {"status", below(20) == 0   ? "下线"
                   : below(12) == 0 ? "在建"
                                    : "运行"},
        {"online_date", in_.now().date().plus_days(-static_cast<std::int32_t>(below(3000))).iso()}};
    const std::string code =
        filed ? fmt::format("{}{:05}-{:05}", city_district(owner), owner, n % 100'000) : "";
    if (filed) fields["filing_no"] = code;
    if (!place.empty()) fields["place"] = place;
    record({"object",
            id,
            "object new",
            std::move(fields),
            {},
            city_unit(owner),
            name,
            code,
            place,
            {},
            {}});
    born_today_.push_back(id);
  }

  Value value_of(const HabitValue& v, const Case* c, Date today) const {
    if (v.from == HabitValue::From::Nothing) return v.value;
    if (v.from == HabitValue::From::Today) return Value(today.iso());
    if (v.from == HabitValue::From::Start) return Value(start_.date().plus_days(v.days).iso());
    const Value* value = c ? &c->value(v.name) : nullptr;
    for (const std::string& member : v.path) value = value ? value->member(member) : nullptr;
    return value ? *value : Value();
  }

  void openings() {
    for (const std::string& object : std::exchange(born_today_, {}))
      for (const Opening& opening : pack_->opens) {
        if (opening.at_start || below(100) >= opening.percent) continue;
        OpenInput input;
        input.procedure = std::string(kPack) + "/" + opening.procedure;
        input.subject = "object/" + object;
        for (const HabitValue& v : opening.sets)
          input.given.values.push_back({v.fact, value_of(v, nullptr, in_.now().date()), false});
        Request r;
        r.actor = clerk();
        r.act = [input = std::move(input), actor = r.actor](Desk& desk) {
          return open_case_deed(desk, input, actor);
        };
        waiting_.push_back(std::move(r));
      }
    submit([&](std::size_t, Result<Outcome>& o) {
      if (o) later({o->case_id, 0}, 1);
    });
  }

  void later(Running c, std::int64_t days) {
    const std::size_t day = today_ + static_cast<std::size_t>(days);
    if (day < agenda_.size()) agenda_[day].push_back(std::move(c));
  }

  // One of the ways that are open in the state of the case, by weight.
  const Way* way_of(const OpenedCase& c, std::uint64_t lot, const Calendar& calendar,
                    Date today) const {
    const auto it = pack_->ways.find({c.procedure->name, c.c.state});
    if (!c.c.open || it == pack_->ways.end()) return nullptr;
    CheckMemo memo;
    const Scope scope{*c.procedure, c.c,   nullptr, c.law.get(), nullptr,
                      &calendar,    today, {},      {},          &memo};
    std::vector<const Way*> open;
    std::uint64_t weights = 0;
    for (const Way& way : it->second) {
      if (c.c.parties(way.by).empty() || !holds(way.when, scope)) continue;
      open.push_back(&way);
      weights += static_cast<std::uint64_t>(way.weight);
    }
    if (open.empty()) return nullptr;
    lot %= weights;
    std::size_t i = 0;
    while (lot >= static_cast<std::uint64_t>(open[i]->weight))
      lot -= static_cast<std::uint64_t>(open[i++]->weight);
    return open[i];
  }
  Result<Deed> move(Desk& desk, const std::string& id, std::uint64_t lot,
                    const Actor& actor) const {
    OpenedCase c = TRY(desk.case_of(id));
    const Date today = desk.now().date();
    const Way* way = way_of(c, lot, desk.calendar(), today);
    MoveInput input;
    if (way) {
      input.case_id = id;
      input.move = way->move.text();
      for (const HabitValue& v : way->sets)
        input.given.values.push_back({v.fact, value_of(v, &c.c, today), false});
      if (!way->to.empty() && !c.c.parties(way->to).empty())
        input.to = c.c.parties(way->to).front();
    }
    desk.keep(std::move(c));
    if (!way) return fail(ErrorKind::Refused, "bench.no_way");
    return move_deed(desk, input, actor);
  }
  void moves(int day) {
    today_ = static_cast<std::size_t>(day);
    std::vector<Running> due = std::move(agenda_[today_]);
    // Never more than the log is to have in the end: the others wait for tomorrow.
    const auto most = static_cast<std::size_t>(std::max<std::int64_t>(share_of(day) * 9 / 10, 0));
    while (due.size() > most) {
      later(std::move(due.back()), 1);
      due.pop_back();
    }
    for (const Running& c : due) {
      Request r;
      r.actor = clerk();
      r.act = [this, id = c.id, lot = pick_(), actor = r.actor](Desk& desk) {
        return move(desk, id, lot, actor);
      };
      waiting_.push_back(std::move(r));
    }
    submit([&](std::size_t i, Result<Outcome>& o) {
      Running& c = due[i];
      if (o)
        later({c.id, 0}, 1 + below(25));
      else if (o.error().code != "bench.no_way" && ++c.tries < 3)
        later(std::move(c), 2);
      if (!o) ++refused_[o.error().code];
    });
  }

  // Events that a day may have, so that enough are left for what is born later.
  std::int64_t share_of(int day) {
    return (events_ - size() - (objects_ - born_) * 7) / (kDays - day);
  }

  // What changes in a register day by day, as many as the log is to have in the end.
  void changes(int day) {
    const std::int64_t today = day + 1 == kDays ? events_ - size() : share_of(day);
    for (std::int64_t i = 0; i < today && born_ > 0; ++i) {
      const std::string id = fmt::format("O{:09}", below(born_));
      json::object fields{{"last_assess_date", in_.now().date().iso()},
                          {"score_hundredths", 6000 + below(4000)}};
      if (below(50) == 0) fields["status"] = "下线";
      record({"object", id, "object set", std::move(fields), {}, "", "", "", "", {}, {}});
    }
    submit();
  }

  Installation& in_;
  std::int64_t objects_, events_, born_ = 0;
  std::vector<PackHabits> habits_;
  const PackHabits* pack_ = nullptr;
  Instant start_;
  std::size_t today_ = 0;
  std::vector<Request> waiting_;
  std::vector<std::string> born_today_;
  std::vector<std::vector<Running>> agenda_{kDays + 1};
  std::map<std::string, std::int64_t> refused_;
  std::mt19937_64 pick_{7};
};

}  // namespace

std::string city_district(std::int64_t n) {
  return fmt::format("9901{:02}", n % kDistricts + 1);
}

std::string city_unit(std::int64_t n) {
  return fmt::format("U{:09}", n);
}

void give_up(const Explanation& why) {
  fmt::print(stderr, "{} {} {}\n", why.code, why.where, why.detail);
  for (const auto& [name, value] : why.args) fmt::print(stderr, "  {}={}\n", name, value);
  std::exit(1);
}

void fill_city(Installation& in, const LawFiles& law, std::int64_t objects, std::int64_t events) {
  Filling(in, law, objects, events).run();
}

}  // namespace dengbao::bench
