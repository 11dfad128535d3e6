#include "engine/check/worked_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "engine/check/worked_values.h"
#include "engine/evaluate.h"
#include "engine/facts.h"

namespace dengbao {
namespace {

class Run {
 public:
  Run(const WorkedCase& worked, std::shared_ptr<const Law> law, const Calendar& calendar,
      const Functions& functions)
      : worked_(worked), law_(law), world_(calendar, functions) {
    world_.add_law(std::move(law));
  }

  std::vector<Explanation> run() {
    if (const Yaml* given = worked_.source.find("given")) set_the_stage(*given);
    if (const Yaml* when = worked_.source.find("when"))
      for (const Yaml& step : when->items) {
        this->step(step);
        if (!failures_.empty()) return std::move(failures_);  // what follows builds on this step
      }
    if (const Yaml* then = worked_.source.find("then")) expect(*then, last_);
    return std::move(failures_);
  }

 private:
  void miss(const Yaml& at, std::string what, std::string want, std::string got) {
    failures_.push_back({ErrorKind::Negative,
                         "law.case_differs",
                         {{"case", worked_.title},
                          {"what", std::move(what)},
                          {"want", std::move(want)},
                          {"got", std::move(got)}},
                         fmt::format("{}:{}", worked_.file, at.line),
                         worked_.because,
                         {},
                         {}});
  }

  void set_the_stage(const Yaml& given) {
    if (const Yaml* parties = given.find("parties"))
      for (const auto& [id, y] : parties->members) {
        std::map<std::string, Value> fields{{"name", Value(id)}};
        for (const auto& [key, v] : y.members) {
          if (key == "capacities") {
            for (const Yaml& c : v.items)
              world_.grant(
                  {id, text_of(c, "capacity"), text_of(c, "place"), text_of(c, "rank"), {}, {}});
          } else if (key == "superiors") {
            for (const auto& [line, above] : v.members) world_.add_superior(id, line, above.text);
          } else if (key == "superior") {
            world_.add_superior(id, "", v.text);
          } else {
            fields[key] = key == "place" ? Value(v.text) : value_of(v);
          }
        }
        world_.add_party(id, std::move(fields));
      }
    if (const Yaml* objects = given.find("objects"))
      for (const auto& [id, y] : objects->members) {
        std::map<std::string, Value> fields{{"name", Value(id)}};
        for (const auto& [key, v] : y.members)
          if (key != "owner") fields[key] = key == "place" ? Value(v.text) : value_of(v);
        world_.add_object(id, text_of(y, "owner"), std::move(fields));
      }
  }

  // What a step gives: the facts of the packages it names (`with`), then its own (`set`).
  std::vector<FactChange> sets_of(const Yaml& step, const Procedure& p) {
    std::vector<FactChange> out;
    const auto add = [&](const Yaml* facts) {
      if (!facts) return;
      for (const auto& [name, v] : facts->members) {
        const Symbol fact(name);
        std::erase_if(out, [&](const FactChange& old) { return old.fact == fact; });
        out.push_back({fact, typed(p.fact(fact), value_of(v)), false});
      }
    };
    const Yaml* packages = worked_.source.find("packages");
    for (const std::string& name : texts_of(step.find("with"))) {
      const Yaml* facts = packages ? packages->find(name) : nullptr;
      if (!facts) miss(step, "with", name, "none");
      add(facts);
    }
    add(step.find("set"));
    return out;
  }

  void step(const Yaml& y) {
    const auto on = Date::parse(text_of(y, "on"));
    if (!on) return miss(y, "on", "a date", text_of(y, "on"));
    // Steps are recorded at noon unless the case says when: several on one day keep their order.
    Instant at = Instant::start_of(*on).plus_millis(12 * 3'600'000 + steps_++);
    if (const std::string t = text_of(y, "at"); !t.empty()) at = Instant::parse(t).value_or(at);
    if (const std::string r = text_of(y, "recorded"); !r.empty())
      at = Instant::start_of(Date::parse(r).value_or(*on)).plus_millis(12 * 3'600'000 + steps_);
    if (at > world_.now())
      if (const auto s = world_.advance(at); !s) return refused(y, s.error());
    if (y.has("open"))
      open(y, *on);
    else if (y.has("do"))
      act(y, *on);
    else if (const Yaml* publish = y.find("publish"))
      world_.publish(year_of(*publish));
    else if (const Yaml* set = y.find("change"))
      for (const auto& [field, v] : set->members)
        world_.set_object(text_of(y, "object"), field, value_of(v));
    if (const Yaml* find = y.find("find")) name_by_key(*find);
    if (const Yaml* e = y.find("expect")) expect(*e, y.has("in") ? text_of(y, "in") : last_);
  }

  // `find: {jan: {procedure: x, subject: party/a, state: s}}` names a case the world opened itself.
  void name_by_key(const Yaml& y) {
    for (const auto& [name, want] : y.members) {
      std::string found;
      for (const auto& [id, entry] : world_.all())
        if (entry->procedure->name.text() == text_of(want, "procedure") &&
            (!want.has("subject") || entry->c.subject == text_of(want, "subject")) &&
            (!want.has("key") || entry->c.key.find(text_of(want, "key")) != std::string::npos) &&
            (found.empty() || id > found))
          found = id;
      if (found.empty()) return miss(want, "case", text_of(want, "procedure"), "none");
      names_[name] = last_ = found;
    }
  }

  std::string subject_of(const std::string& about) {
    return about.find('/') == std::string::npos ? "object/" + about : about;
  }

  void refused(const Yaml& y, const Explanation& why) {
    const std::string want = text_of(y, "refused");
    std::string id, got = why.code;
    for (const auto& [key, value] : why.args) {
      if (key == "id") id = value;
      if (key == "say" || key == "fact" || key == "checks") got += " " + value;
    }
    if (want.empty()) return miss(y, "refused", "done", got);
    if (want != why.code && want != id && want != why.where) return miss(y, "refused", want, got);
    for (const std::string& cite : texts_of(y.find("cites")))
      if (std::find(why.citations.begin(), why.citations.end(), cite) == why.citations.end())
        miss(y, "cites", cite, why.citations.empty() ? "-" : why.citations.front());
  }

  void open(const Yaml& y, Date on) {
    const Procedure* p = law_->procedure(text_of(y, "open"));
    if (!p) return miss(y, "procedure", text_of(y, "open"), "none");
    OpenCommand command;
    command.subject = subject_of(text_of(y, "about"));
    command.sets = sets_of(y, *p);
    if (const Yaml* roles = y.find("roles"))
      for (const auto& [role, party] : roles->members)
        command.roles.push_back({Symbol(role), texts_of(&party)});
    const auto id =
        world_.open(law_->head.id, text_of(y, "open"), std::move(command), text_of(y, "by"), on);
    if (!id) return refused(y, id.error());
    if (y.has("refused")) return miss(y, "refused", text_of(y, "refused"), "done");
    last_ = *id;
    if (y.has("as")) names_[text_of(y, "as")] = *id;
  }

  void act(const Yaml& y, Date on) {
    if (y.has("in")) last_ = resolve(text_of(y, "in"));
    World::Entry* entry = world_.find(last_);
    if (!entry) return miss(y, "case", text_of(y, "in"), "none");
    Command command{Symbol(text_of(y, "do")), sets_of(y, *entry->procedure), text_of(y, "to")};
    const std::string by = text_of(y, "by");
    const auto done = world_.act(last_, std::move(command), by == "system" ? "" : by, on);
    if (!done) return refused(y, done.error());
    if (y.has("refused")) miss(y, "refused", text_of(y, "refused"), "done");
  }

  // A name given with `as`, or name.link for a case it is linked to.
  std::string resolve(const std::string& name) {
    const auto parts = split(name, '.');
    const auto it = names_.find(parts[0]);
    std::string id = it == names_.end() ? last_ : it->second;
    const std::size_t from = it == names_.end() ? 0 : 1;
    for (std::size_t i = from; i < parts.size(); ++i) {
      const World::Entry* e = world_.find(id);
      const std::string* other = e ? e->c.link(Symbol(parts[i])) : nullptr;
      id = other ? *other : "";
    }
    return id;
  }

  void expect(const Yaml& y, const std::string& which) {
    const std::string id = names_.contains(which) ? names_.at(which)
                           : world_.find(which)   ? which
                                                  : resolve(which);
    World::Entry* entry = world_.find(id);
    if (!entry) return miss(y, "case", which, "none");
    const Case& c = entry->c;
    for (const auto& [word, v] : y.members) {
      if (word == "state") {
        if (c.state.text() != v.text) miss(v, "state", v.text, c.state.text());
      } else if (word == "facts") {
        expect_facts(v, *entry);
      } else if (word == "subject") {
        for (const auto& [field, want] : v.members)
          if (auto got = world_.subject(c.subject, field).value_or(Fetched{}).value.show();
              got != want.text)
            miss(want, "subject." + field, want.text, got);
      } else if (word == "duties" || word == "told" || word == "voided") {
        for (const Yaml& one : v.items) expect_one(word, one, id);
      } else if (word == "issued") {
        expect_issued(v, c);
      } else if (word == "roles") {
        for (const auto& [role, party] : v.members)
          if (c.parties(Symbol(role)) != texts_of(&party))
            miss(party, "role " + role, party.text,
                 fmt::format("{}", fmt::join(c.parties(Symbol(role)), "、")));
      } else if (word == "cases") {
        for (const auto& [name, other] : v.members) expect(other, resolve(name));
      } else if (word == "count") {
        expect_count(v);
      } else {
        miss(v, "word", "state facts subject duties issued voided told roles cases count", word);
      }
    }
  }

  void expect_one(std::string_view word, const Yaml& y, const std::string& case_id) {
    if (word == "duties") return expect_duty(y, case_id);
    return word == "told" ? expect_told(y, case_id) : expect_voided(y, case_id);
  }

  void expect_facts(const Yaml& y, const World::Entry& entry) {
    for (const auto& [path, want] : y.members) {
      const auto parts = split(path, '.');
      const Value* got = &entry.c.value(Symbol(parts[0]));
      for (std::size_t i = 1; got && i < parts.size(); ++i) {
        if (const Compound* list = got->compound(); list && !list->is_record) {
          const std::size_t n = static_cast<std::size_t>(number_of(parts[i]));
          got = n < list->items.size() ? &list->items[n] : nullptr;
        } else {
          got = got->member(parts[i]);
        }
      }
      if (!got) got = &Value::nothing();
      if (want.is_map() && want.has("count")) {
        const auto* list = got->compound();
        const std::string n = std::to_string(list ? list->items.size() : 0);
        if (n != text_of(want, "count")) miss(want, "count of " + path, text_of(want, "count"), n);
        continue;
      }
      Value v = typed(entry.procedure->fact(Symbol(parts[0])), value_of(want));
      const bool same = *got == v || (want.is_scalar() && got->show() == want.text && !got->none());
      if (!same)
        miss(want, path, want.is_scalar() ? want.text : v.show(),
             got->none() ? "none" : got->show());
    }
  }

  void expect_duty(const Yaml& y, const std::string& case_id) {
    const std::string name = text_of(y, "duty");
    std::string seen;
    for (const Duty& d : world_.duties_of(case_id)) {
      if (d.name.text() != name) continue;
      seen += (seen.empty() ? "" : ", ") + d.instance;
      if (y.has("instance") && d.instance != text_of(y, "instance")) continue;
      if (y.has("to") && d.recipient != text_of(y, "to")) continue;
      compare(y, d);
      return;
    }
    if (text_of(y, "status") != "none")
      miss(y, "duty " + name, "one", seen.empty() ? "none" : seen);
  }

  void compare(const Yaml& y, const Duty& d) {
    const auto check = [&](std::string_view word, const std::string& got) {
      if (const Yaml* v = y.find(word); v && v->text != got)
        miss(*v, fmt::format("duty {} {}", d.name.text(), word), v->text, got);
    };
    if (text_of(y, "status") == "overdue") {
      if (!d.overdue(world_.now()))
        miss(y, "status of " + d.name.text(), "overdue", std::string(duty_status_name(d.status)));
    } else {
      check("status", std::string(duty_status_name(d.status)));
    }
    check("due", d.due ? d.due_date()->iso() : "none");
    // A point in time may be written with any offset.
    if (const auto want = Instant::parse(text_of(y, "due_at")); !want || d.due != *want)
      check("due_at", d.due ? d.due->iso() : "none");
    check("starts", d.starts.iso());
    check("provisional", d.provisional ? "true" : "false");
    check("owner", d.owner);
    check("recipient", d.recipient);
    check("ended", d.ended_on ? d.ended_on->iso() : "none");
    check("budget", d.budget);
  }

  void expect_issued(const Yaml& y, const Case& c) {
    std::vector<std::string> got;
    for (const IssuedDocument& d : c.issued) got.push_back(d.document);
    const Yaml list = as_list(y);
    for (std::size_t i = 0; i < std::max(list.items.size(), got.size()); ++i) {
      const Yaml* want = i < list.items.size() ? &list.items[i] : nullptr;
      const std::string name =
          want ? (want->is_map() ? text_of(*want, "document") : want->text) : "nothing more";
      const std::string is = i < got.size() ? got[i] : "nothing";
      if (name != is) return miss(want ? *want : y, "issued", name, is);
      if (!want || !want->is_map()) continue;
      if (want->has("number") && text_of(*want, "number") != c.issued[i].number)
        miss(*want, "number", text_of(*want, "number"), c.issued[i].number);
      if (want->has("to") && texts_of(want->find("to")) != c.issued[i].to)
        miss(*want, "to", want->find("to")->text,
             fmt::format("{}", fmt::join(c.issued[i].to, "、")));
    }
  }

  // {document: reply_b, number: …, by: …, because: …}
  void expect_voided(const Yaml& y, const std::string& case_id) {
    for (const World::Sent& s : world_.sent())
      if (s.case_id == case_id && s.voided_for == text_of(y, "because") &&
          s.document == text_of(y, "document") && s.number == text_of(y, "number") &&
          s.successor == text_of(y, "by"))
        return;
    miss(y, "voided", text_of(y, "document") + " " + text_of(y, "number"), "not so");
  }

  void expect_told(const Yaml& y, const std::string& case_id) {
    const std::string what = text_of(y, "what");
    for (const World::Sent& s : world_.sent())
      if (s.case_id == case_id && s.message == what &&
          (!y.has("on") || s.on.iso() == text_of(y, "on")) &&
          (!y.has("to") || texts_of(y.find("to")) == s.to))
        return;
    miss(y, "told", what, "not told so");
  }

  void expect_count(const Yaml& y) {
    for (const auto& [procedure, want] : y.members) {
      std::size_t n = 0;
      for (const auto& [id, entry] : world_.all())
        if (entry->procedure->name.text() == procedure) ++n;
      if (std::to_string(n) != want.text)
        miss(want, "cases of " + procedure, want.text, std::to_string(n));
    }
  }

  const WorkedCase& worked_;
  std::shared_ptr<const Law> law_;
  World world_;
  std::map<std::string, std::string> names_;
  std::string last_;
  std::vector<Explanation> failures_;
  int steps_ = 0;
};

}  // namespace

Result<std::vector<WorkedCase>> read_worked_cases(const Law& law) {
  std::vector<WorkedCase> out;
  for (const CaseFile& file : law.cases) {
    if (!file.path.ends_with(".yaml")) continue;
    const Yaml root = TRY(parse_yaml(file.text, file.path));
    const auto add = [&](const Yaml& y, const std::string& id) {
      WorkedCase w{id, text_of(y, "case"), texts_of(y.find("rows")), texts_of(y.find("because")),
                   y,  file.path};
      out.push_back(std::move(w));
    };
    const auto folder = file.path.find("/cases/");
    const std::string id = file.path.substr(folder + 7, file.path.size() - folder - 12);
    const Yaml* several = root.find("cases");
    if (!several) {
      add(root, id);
      continue;
    }
    // The stage and the packages of facts at the head of a file are those of all its cases.
    int n = 0;
    for (Yaml y : several->items) {
      for (const char* shared : {"given", "packages"})
        if (const Yaml* at = root.find(shared); at && !y.has(shared))
          y.members.emplace_back(shared, *at);
      add(y, fmt::format("{}#{}", id, ++n));
    }
  }
  return out;
}

std::vector<Explanation> run_worked_case(const WorkedCase& worked, std::shared_ptr<const Law> law,
                                         const Calendar& calendar, const Functions& functions) {
  return Run(worked, std::move(law), calendar, functions).run();
}

}  // namespace dengbao
