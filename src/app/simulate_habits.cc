#include "app/simulate_habits.h"

#include <charconv>

#include "base/text.h"
#include "engine/check/worked_values.h"
#include "law/reading.h"

namespace dengbao {
namespace {

using law_reading::File;

class Reader {
 public:
  Reader(File& file, const Yaml& root, PackHabits& out) : file_(file), root_(root), out_(out) {}

  void read() {
    file_.only(root_, {"pack", "share", "parties", "operators", "opens", "packages", "habits"});
    out_.share = file_.integer(root_, "share").value_or(1);
    if (const Yaml* parties = root_.find("parties"))
      for (const auto& [id, y] : parties->members) out_.parties.push_back(party(id, y));
    if (const Yaml* operators = root_.find("operators"))
      for (const Yaml& y : operators->items) out_.operators.push_back(kind(y));
    if (out_.operators.empty()) file_.fault(root_, "law.missing", {{"word", "operators"}});
    if (const Yaml* opens = root_.find("opens"))
      for (const Yaml& y : opens->items) out_.opens.push_back(opening(y));
    if (const Yaml* habits = root_.find("habits"))
      for (const auto& [name, states] : habits->members) procedure(name, states);
    for (auto& [where, ways] : out_.ways)
      for (Way& way : ways) flatten(way.when);
  }

 private:
  SimulatedParty party(const std::string& id, const Yaml& y) {
    SimulatedParty out{id, {{"name", Value(id)}}, {}, {}};
    for (const auto& [key, v] : y.members) {
      if (key == "superior") {
        out.superiors.emplace_back("", v.text);
      } else if (key == "capacities") {
        for (const Yaml& c : v.items)
          out.grants.push_back(
              {id, text_of(c, "capacity"), text_of(c, "place"), text_of(c, "rank"), {}, {}});
      } else {
        out.fields[key] = key == "place" ? Value(v.text) : file_.literal(v);
      }
    }
    return out;
  }

  OperatorKind kind(const Yaml& y) {
    file_.only(y, {"name", "weight", "place", "rank", "department", "capacity"});
    OperatorKind out;
    out.name = file_.text(y, "name", true);
    out.department = file_.text(y, "department");
    out.capacity = file_.text(y, "capacity", true);
    out.weight = file_.integer(y, "weight").value_or(1);
    out.fields["place"] = Value(file_.text(y, "place", true));
    out.fields["code_valid"] = Value(true);
    if (y.has("rank")) out.fields["rank"] = Value(file_.text(y, "rank"));
    return out;
  }

  Opening opening(const Yaml& y) {
    file_.only(y, {"procedure", "at", "percent", "with", "set"});
    Opening out;
    out.procedure = file_.text(y, "procedure", true);
    out.at_start = file_.text(y, "at") == "start";
    out.percent = file_.integer(y, "percent").value_or(100);
    if (const Procedure* p = known(y, out.procedure)) out.sets = sets_of(*p, y);
    return out;
  }

  const Procedure* known(const Yaml& y, const std::string& name) {
    const Procedure* p = out_.law->procedure(name);
    if (!p)
      file_.fault(y, "law.unknown_name", {{"name", name}, {"what", "procedure"}, {"nearest", ""}});
    return p;
  }

  HabitValue habit_value(const Procedure& p, const std::string& name, const Yaml& y) {
    HabitValue out;
    out.fact = Symbol(name);
    const FactDecl* fact = p.fact(out.fact);
    if (!fact) {
      file_.fault(y, "law.unknown_name", {{"name", name}, {"what", "fact"}, {"nearest", ""}});
      return out;
    }
    out.type = fact->type;
    if (!y.is_scalar() || !y.text.starts_with("$")) {
      out.value = typed(fact, value_of(y));
      return out;
    }
    const std::string text = y.text.substr(1);
    if (text == "today") {
      out.from = HabitValue::From::Today;
    } else if (text.starts_with("start")) {
      out.from = HabitValue::From::Start;
      const bool plus = text.size() > 5 && text[5] == '+';
      std::from_chars(text.data() + 5 + plus, text.data() + text.size(), out.days);
    } else {
      out.from = HabitValue::From::Fact;
      auto parts = split(text, '.');
      out.name = Symbol(parts[0]);
      out.path.assign(parts.begin() + 1, parts.end());
    }
    return out;
  }

  void add(const Procedure& p, const Yaml* facts, std::vector<HabitValue>& out) {
    if (!facts) return;
    for (const auto& [name, y] : facts->members) {
      HabitValue v = habit_value(p, name, y);
      std::erase_if(out, [&](const HabitValue& old) { return old.fact == v.fact; });
      out.push_back(std::move(v));
    }
  }

  std::vector<HabitValue> sets_of(const Procedure& p, const Yaml& y) {
    std::vector<HabitValue> out;
    const Yaml* packages = root_.find("packages");
    for (const std::string& name : file_.texts(y.find("with"))) {
      const Yaml* facts = packages ? packages->find(name) : nullptr;
      if (!facts) file_.fault(y, "law.unknown_fact_set", {{"set", name}});
      add(p, facts, out);
    }
    add(p, y.find("set"), out);
    return out;
  }

  Way way(const Procedure& p, const Yaml& y) {
    file_.only(y, {"by", "do", "to", "with", "set", "days", "weight", "when", "on_month_end", "nil",
                   "before"});
    Way out;
    out.by = Symbol(file_.text(y, "by", true));
    out.move = Symbol(file_.text(y, "do", true));
    out.to = Symbol(file_.text(y, "to"));
    if (!p.role(out.by))
      file_.fault(y, "law.unknown_name",
                  {{"name", out.by.text()}, {"what", "role"}, {"nearest", ""}});
    if (!p.move(out.move))
      file_.fault(y, "law.unknown_name",
                  {{"name", out.move.text()}, {"what", "move"}, {"nearest", ""}});
    out.sets = sets_of(p, y);
    out.weight = file_.integer(y, "weight").value_or(1);
    const auto days = file_.texts(y.find("days"));
    if (days.size() == 2) {
      out.least = number_of(days[0]);
      out.most = std::max<std::int64_t>(out.least, number_of(days[1]));
    } else {
      file_.fault(y, "law.missing", {{"word", "days"}});
    }
    if (const Yaml* when = y.find("when")) out.when = law_reading::read_condition(file_, *when);
    out.on_month_end = file_.truth(y, "on_month_end", false);
    out.nil = Symbol(file_.text(y, "nil"));
    out.before = Symbol(file_.text(y, "before"));
    return out;
  }

  void procedure(const std::string& name, const Yaml& states) {
    const Procedure* p = known(states, name);
    if (!p) return;
    for (const auto& [state, ways] : states.members) {
      if (!p->state(Symbol(state)))
        file_.fault(ways, "law.unknown_name",
                    {{"name", state}, {"what", "state"}, {"nearest", ""}});
      for (const Yaml& y : ways.items) out_.ways[{p->name, Symbol(state)}].push_back(way(*p, y));
    }
  }

  File& file_;
  const Yaml& root_;
  PackHabits& out_;
};

}  // namespace

Result<std::vector<PackHabits>> read_habits(const LawFiles& files) {
  std::vector<PackHabits> out;
  for (auto it = files.lower_bound("simulation/");
       it != files.end() && it->first.starts_with("simulation/"); ++it) {
    const Yaml root = TRY(parse_yaml(it->second, it->first));
    std::vector<Explanation> faults;
    std::vector<NotYetRun> not_run;
    File file(it->first, faults, not_run);
    PackHabits habits;
    habits.law = std::make_shared<Law>(TRY(load_law(files, file.text(root, "pack", true))));
    Reader(file, root, habits).read();
    if (!faults.empty()) return std::unexpected(faults.front());
    out.push_back(std::move(habits));
  }
  if (out.empty()) return fail(ErrorKind::NotFound, "simulate.no_habits");
  return out;
}

}  // namespace dengbao
