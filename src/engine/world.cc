#include "engine/world.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/search.h"

namespace dengbao {
namespace {

const Symbol kSystem("system"), kSource("source"), kMove("move");
constexpr int kMaxDepth = 16;  // of effects that bring about effects; law check proves less

}  // namespace

bool territory_holds(std::string_view territory, std::string_view place) {
  if (territory.empty()) return true;
  std::size_t n = territory.size();
  while (n >= 2 && territory.substr(n - 2, 2) == "00") n -= 2;
  return place.substr(0, n) == territory.substr(0, n);
}

std::vector<CampaignPeriod> periods(const Campaign& campaign, Date from, Date to) {
  std::vector<CampaignPeriod> out;
  if (campaign.every == Campaign::Every::Once) {
    const Date start = campaign.since.value_or(from);
    if (start > from && start <= to) out.push_back({start, "once"});
    return out;
  }
  const int step = campaign.every == Campaign::Every::Year      ? 12
                   : campaign.every == Campaign::Every::Quarter ? 3
                                                                : 1;
  const unsigned first =
      (from.month() - 1) / static_cast<unsigned>(step) * static_cast<unsigned>(step) + 1;
  for (Date day = *Date::of(from.year(), first, 1); day <= to; day = day.plus_months(step)) {
    if (day <= from || (campaign.since && day < *campaign.since) ||
        (campaign.until && day > *campaign.until))
      continue;
    const std::string year = day.iso().substr(0, 4);
    out.push_back({day, step == 12  ? year
                        : step == 3 ? fmt::format("{}-Q{}", year, (day.month() + 2) / 3)
                                    : day.iso().substr(0, 7)});
  }
  return out;
}

World::World(Calendar calendar, Functions functions)
    : calendar_(std::move(calendar)), functions_(std::move(functions)) {}

void World::add_law(std::shared_ptr<const Law> law) {
  laws_[law->head.id] = std::move(law);
}

void World::add_party(const std::string& id, std::map<std::string, Value> fields) {
  parties_[id].fill(std::move(fields));
}

void World::add_superior(const std::string& party, const std::string& line,
                         const std::string& superior) {
  auto& lines = superiors_[party];
  std::erase_if(lines, [&](const auto& old) { return old.first == line; });
  lines.emplace_back(line, superior);
}

void World::add_object(const std::string& id, const std::string& owner,
                       std::map<std::string, Value> fields) {
  Object& object = objects_[id];
  object.owner = owner;
  object.fields.fill(std::move(fields));
}

void World::set_object(const std::string& id, const std::string& field, Value value) {
  objects_[id].fields.set(field, value);
}

Context World::context(const Law& law, const std::string& party, Date on) const {
  Context c;
  c.party = party;
  c.on = on;
  c.at = now_;
  c.law = &law;
  c.calendar = &calendar_;
  c.view = this;
  c.functions = &functions_;
  c.is_system = party.empty();
  return c;
}

World::Entry* World::find(const std::string& case_id) {
  const auto it = cases_.find(case_id);
  return it == cases_.end() ? nullptr : it->second.get();
}

std::string World::fresh_id() {
  return fmt::format("C{:08}", ++ids_);
}

std::int64_t World::allot(const Allotment& a) {
  line_key_.assign(a.series).append("\n").append(a.scope);
  Line& line = lines_[line_key_];
  if (a.holder.empty()) return ++line.last;
  const auto [held, fresh] = line.held.try_emplace(a.holder, line.last + 1);
  if (!fresh && !a.anew) return held->second;
  return held->second = ++line.last;
}

// Files the case under its state; the last of the old list takes its place there.
void World::keep_state(Entry& entry) {
  if (entry.filed_state == entry.c.state) return;
  if (!entry.filed_with) entry.filed_with = &by_state_[entry.procedure->name];
  InState& states = *entry.filed_with;
  std::uint32_t& place = filed_at_[entry.serial];
  if (!entry.filed_state.empty()) {
    auto& old = states[entry.filed_state];
    filed_at_[old.back()] = place;
    old[place] = old.back();
    old.pop_back();
  }
  auto& now = states[entry.c.state];
  entry.filed_state = entry.c.state;
  place = static_cast<std::uint32_t>(now.size());
  now.push_back(static_cast<std::uint32_t>(entry.serial));
}

void World::keep_wake(Entry& entry) {
  wait_until(entry, entry.waking.at(*entry.procedure, entry.c, *entry.law, calendar_, now_));
}

void World::wait_until(Entry& entry, std::optional<Instant> next) {
  if (next == entry.wake) return;
  entry.wake = next;
  if (next) wakes_.emplace(*next, entry.serial);
}

World::Entry& World::place(const std::string& case_id, std::unique_ptr<Entry> entry) {
  entry->serial = in_order_.size();
  in_order_.push_back(entry.get());
  filed_at_.push_back(0);
  return *(cases_[case_id] = std::move(entry));
}

Status World::finish(Entry& entry, Decision&& decision, const Context& ctx, int depth) {
  for (Allotment& a : decision.allotments) {
    const std::int64_t number = allot(a);
    settle(*entry.procedure, decision, std::move(a), number);
  }
  if (keep_)
    apply(entry.c, decision.event);
  else
    apply(entry.c, std::move(decision.event));
  entry.waking.note(*entry.procedure, decision.event);
  ++events_;
  keep_state(entry);
  touched_.push_back(entry.serial);
  for (AllottedNumber& n : decision.event.allotted)
    keep_ ? given_.push_back(n) : given_.push_back(std::move(n));
  auto effects = consequences(*entry.procedure, entry.c, decision.event, ctx,
                              keep_sent_ ? Wanted::All : Wanted::NothingSent);
  for (Effect& effect : effects) CHECK(carry_out(std::move(effect), entry, depth + 1));
  if (keep_) kept_.push_back(std::move(decision.event));
  keep_wake(entry);
  return {};
}

Status World::note_sent(Effect&& effect, const Entry& from, Date on) {
  if (!keep_sent_) return {};
  Sent& sent = sent_.emplace_back();
  sent.case_id = from.c.id;
  sent.document = std::move(effect.document);
  sent.number = std::move(effect.number);
  (effect.kind == Effect::Kind::Void ? sent.voided_for : sent.message) = std::move(effect.message);
  sent.to = std::move(effect.parties);
  sent.on = on;
  sent.successor = std::move(effect.successor);
  return {};
}

Status World::open_from(Effect&& effect, Entry& from, int depth) {
  OpenCommand command;
  command.case_id = fresh_id();
  command.subject = std::move(effect.subject);
  command.sets = std::move(effect.sets);
  command.roles = std::move(effect.roles);
  command.links = {{kSource, from.c.id}};
  if (!effect.link.empty()) from.c.links.emplace_back(effect.link, command.case_id);
  const Procedure* p = from.law->procedure(effect.procedure);
  if (!p) return fail(ErrorKind::NotFound, "law.no_procedure", {{"procedure", effect.procedure}});
  auto entry = std::make_unique<Entry>();
  entry->procedure = p;
  entry->law = from.law;
  const Context ctx = context(*from.law, "", from.c.moves.back().on);
  auto d = open_case(*p, command, ctx);
  if (!d) return std::unexpected(std::move(d.error()));
  Entry& placed = place(command.case_id, std::move(entry));
  return finish(placed, std::move(*d), ctx, depth);
}

Status World::carry_out(Effect&& effect, Entry& from, int depth) {
  if (depth > kMaxDepth)
    return fail(ErrorKind::Internal, "engine.effects_too_deep", {{"case", from.c.id}});
  const Date on = from.c.moves.back().on;
  switch (effect.kind) {
    case Effect::Kind::Render:
    case Effect::Kind::Void:
    case Effect::Kind::Notify:
      return note_sent(std::move(effect), from, on);
    case Effect::Kind::Enter:
      for (const FactChange& field : effect.sets)
        enter(effect.subject, field.fact.text(), field.value);
      return {};
    case Effect::Kind::Open:
      return open_from(std::move(effect), from, depth);
    case Effect::Kind::Tell: {
      Entry* other = find(effect.case_id);
      if (!other) return fail(ErrorKind::NotFound, "case.none", {{"case", effect.case_id}});
      const Context ctx = context(*other->law, "", on);
      Decision d =
          TRY(decide(*other->procedure, other->c, {effect.move, std::move(effect.sets), ""}, ctx));
      return finish(*other, std::move(d), ctx, depth);
    }
  }
  return {};
}

GivenNumbers World::given() const {
  GivenNumbers out;
  for (const AllottedNumber& n : given_) out[{n.series, n.scope}].push_back({n.number, n.holder});
  return out;
}

Result<std::string> World::open(const std::string& law, const std::string& procedure,
                                OpenCommand command, const std::string& party, Date on) {
  const auto found = laws_.find(law);
  const Procedure* p = found == laws_.end() ? nullptr : found->second->procedure(procedure);
  if (!p) return fail(ErrorKind::NotFound, "law.no_procedure", {{"procedure", procedure}});
  if (command.case_id.empty()) command.case_id = fresh_id();
  auto entry = std::make_unique<Entry>();
  entry->procedure = p;
  entry->law = found->second;
  const Context ctx = context(*found->second, party, on);
  auto d = open_case(*p, command, ctx);
  if (!d) return std::unexpected(std::move(d.error()));
  Entry& placed = place(command.case_id, std::move(entry));
  CHECK(finish(placed, std::move(*d), ctx, 0));
  return command.case_id;
}

Status World::act(const std::string& case_id, Command command, const std::string& party, Date on) {
  Entry* entry = find(case_id);
  if (!entry) return fail(ErrorKind::NotFound, "case.none", {{"case", case_id}});
  return act(*entry, command, party, on);
}

Status World::act(Entry& entry, const Command& command, const std::string& party, Date on) {
  const Context ctx = context(*entry.law, party, on);
  auto d = decide(*entry.procedure, entry.c, command, ctx);
  if (!d) return std::unexpected(std::move(d.error()));
  return finish(entry, std::move(*d), ctx, 0);
}

Status World::wake_up(Entry& entry) {
  for (const Waking& w : entry.waking.due(*entry.procedure, entry.c, *entry.law, calendar_, now_)) {
    if (w.step == kMove) {
      const Context ctx = context(*entry.law, "", w.at.plus_millis(-1).date());
      auto d = decide(*entry.procedure, entry.c, {w.move, {}, ""}, ctx);
      if (d) {
        CHECK(finish(entry, std::move(*d), ctx, 0));
        continue;
      }
    }
    CaseEvent e;
    e.case_id = entry.c.id;
    e.version = entry.c.version + 1;
    e.role = kSystem;
    e.on = now_.date();
    e.at = now_;
    e.to = entry.c.state;
    e.round = entry.c.round;
    e.step = w.step == kMove ? tried(w)
                             : DutyStep{w.duty,
                                        w.instance,
                                        w.step,
                                        {},
                                        TRY(told_by(*entry.procedure, entry.c, w, *this))};
    e.move = e.step->step;
    ++events_;
    touched_.push_back(entry.serial);
    if (w.step != kMove && keep_sent_)
      sent_.push_back(
          {entry.c.id, "", "", w.step.text() + " " + w.duty.text(), e.step->to, e.on, {}, {}});
    entry.waking.note(*entry.procedure, e);
    if (keep_) kept_.push_back(e);
    apply(entry.c, std::move(e));
  }
  keep_wake(entry);
  return {};
}

std::vector<Grant> World::granted_for(const Campaign& campaign) const {
  std::vector<Grant> out;
  if (const auto it = grants_.find(campaign.each_capacity); it != grants_.end())
    for (const Grant& g : it->second)
      if (campaign.each_rank.empty() || g.rank == campaign.each_rank) out.push_back(g);
  return out;
}

Status World::run_campaigns(Date until) {
  if (until == campaigns_until_) return {};
  if (campaigns_until_ == Date()) campaigns_until_ = until.plus_days(-1);
  for (const auto& [id, law] : laws_)
    for (const auto& [name, campaign] : law->campaigns) {
      if (campaign.pack != id) continue;  // inherited ones run with their own pack
      for (const CampaignPeriod& period : periods(campaign, campaigns_until_, until))
        for (const Grant& g : granted_for(campaign)) {
          const std::string key = fmt::format("{}/{}/{}", name, g.party, period.key);
          if (!keys_.insert(key).second) continue;
          OpenCommand command;
          command.subject = "party/" + g.party;
          command.key = key;
          for (const auto& [there, here] : campaign.roles) {
            if (here.text() == "each")
              command.roles.push_back({there, {g.party}});
            else if (const auto up = TRY(superior_of(g.party, campaign.superior_line)))
              command.roles.push_back({there, {*up}});
          }
          TRY(open(id, campaign.procedure, std::move(command), "", period.opens));
        }
    }
  campaigns_until_ = until;
  return {};
}

Status World::advance(Instant to) {
  while (!wakes_.empty() && wakes_.top().first <= to) {
    const auto [at, serial] = wakes_.top();
    Entry& entry = *in_order_[serial];
    if (entry.wake != at) {
      wakes_.pop();
      continue;
    }
    // A new period may open before the next waking.
    if (at.date() > campaigns_until_) {
      now_ = std::max(now_, Instant::start_of(at.date()));
      CHECK(run_campaigns(at.date()));
    }
    now_ = std::max(now_, at);
    wakes_.pop();
    entry.wake.reset();
    CHECK(wake_up(entry));
  }
  now_ = std::max(now_, to);
  return run_campaigns(now_.date());
}

void World::publish(Calendar::Year year) {
  calendar_.publish(std::move(year));
  for (auto& [id, entry] : cases_) {
    entry->waking.forget();
    keep_wake(*entry);
  }
}

std::vector<Duty> World::duties_of(const std::string& case_id) const {
  return duties_of(*cases_.at(case_id));
}

std::vector<Duty> World::duties_of(const Entry& e) const {
  return duties(*e.procedure, e.c, *e.law, calendar_, now_);
}

}  // namespace dengbao
