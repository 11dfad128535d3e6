#include "app/outbox.h"

#include <algorithm>
#include <boost/json.hpp>

#include "app/case_deeds.h"
#include "app/notices.h"
#include "app/voiding.h"

namespace dengbao {
namespace {

const Symbol kSource("source");

Actor system_actor() {
  return {"system", "", "outbox", true, false};
}

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

struct Pending {
  OutboxRow row;
  Effect effect;
  std::string from;
  Date on;
  std::optional<RenderedDocument> rendered;
  std::optional<Explanation> broken;  // could not even be prepared
};

Result<Deed> notice(Desk& desk, const Pending& p) {
  std::optional<Deed> first;
  for (const std::string& party : p.effect.parties) {
    Deed deed = TRY(send_notice(
        desk, {"message", party, {}, p.from, {}, {}, p.effect.message, p.on}, system_actor()));
    if (!first) first = std::move(deed);
  }
  if (!first) return fail(ErrorKind::Refused, "notice.nobody", {{"message", p.effect.message}});
  return std::move(*first);
}

// That an effect was refused is itself a fact of the log: nothing is dropped in silence.
Result<Deed> refusal(Desk& desk, const Pending& p, const Explanation& why) {
  Desk::RecordChange change;
  change.kind = "refused_effect";
  change.id = p.row.event + "." + std::to_string(p.row.ordinal);
  change.event = "effect refused";
  json::object args;
  for (const auto& [k, v] : why.args) args[k] = v;
  change.fields = {{"case", p.from},
                   {"effect", json::parse(p.row.effect)},
                   {"code", why.code},
                   {"args", std::move(args)},
                   {"where", why.where}};
  change.on = p.on;
  return desk.change_record(change, system_actor());
}

// What a case found is noted in the register's entry of its subject, with the case as the reason.
Result<Deed> entry(Desk& desk, const Pending& p) {
  Desk::RecordChange change;
  const auto slash = p.effect.subject.find('/');
  change.kind = p.effect.subject.substr(0, slash);
  change.id = slash == std::string::npos ? "" : p.effect.subject.substr(slash + 1);
  if (!TRY(desk.work().record(change.kind, change.id)))
    return fail(ErrorKind::NotFound, change.kind + ".none", {{"id", change.id}});
  change.event = change.kind + " set";
  for (const FactChange& field : p.effect.sets)
    change.fields[field.fact.text()] = to_json(field.value);
  change.why = "case/" + p.from;
  change.on = p.on;
  return desk.change_record(change, system_actor());
}

Result<Deed> perform(Desk& desk, const Pending& p) {
  switch (p.effect.kind) {
    case Effect::Kind::Notify:
      return notice(desk, p);
    case Effect::Kind::Render:
      return freeze(desk, *p.rendered, system_actor(), p.on);
    case Effect::Kind::Enter:
      return entry(desk, p);
    case Effect::Kind::Void:
      return void_document(desk, p.effect, p.from, p.on, system_actor());
    case Effect::Kind::Open: {
      const OpenedCase from = TRY(desk.case_of(p.from));
      OpenInput input;
      input.procedure = p.effect.procedure;
      if (const auto slash = input.procedure.find('/'); slash != std::string::npos)
        input.procedure = input.procedure.substr(slash + 1);
      input.subject = p.effect.subject;
      input.on = p.on;
      input.given.values = p.effect.sets;
      input.roles = p.effect.roles;
      input.case_id = p.effect.case_id;
      input.links = {{kSource, p.from}};
      input.law = from.law;
      return open_case_deed(desk, input, system_actor());
    }
    case Effect::Kind::Tell: {
      MoveInput input;
      input.case_id = p.effect.case_id;
      input.move = p.effect.move.text();
      input.on = p.on;
      input.given.values = p.effect.sets;
      return move_deed(desk, input, system_actor());
    }
  }
  return fail(ErrorKind::Internal, "app.unknown_effect");
}

Request request_for(const Pending& p) {
  Request r;
  r.actor = system_actor();
  r.key = p.row.event + "/" + std::to_string(p.row.ordinal);
  r.digest = hex(digest(HashKind::Sm3, p.row.effect));
  r.act = [&p](Desk& desk) -> Result<Deed> {
    const std::size_t before = desk.made().size();
    Result<Deed> done = p.broken ? Result<Deed>(std::unexpected(*p.broken)) : perform(desk, p);
    if (!done) {
      if (done.error().kind == ErrorKind::External || desk.made().size() != before) return done;
      done = refusal(desk, p, done.error());
    }
    if (done) CHECK(desk.work().outbox_done(p.row.event, p.row.ordinal));
    return done;
  };
  return r;
}

}  // namespace

Result<Drained> drain_outbox(Installation& installation, Renderer& renderer) {
  Drained out;
  while (true) {
    std::vector<Pending> batch;
    {
      auto reading = TRY(installation.reading());
      for (OutboxRow& row : TRY(reading->outbox(64))) {
        Pending p;
        p.row = std::move(row);
        const json::object o = TRY(parse_json(p.row.effect, "outbox")).as_object();
        p.effect = effect_from(o);
        p.from = text(o, "from");
        p.on = Date::parse(text(o, "on")).value_or(installation.now().date());
        if (p.effect.kind == Effect::Kind::Render) {
          // A document shows the case after its own event: what is still waiting of earlier events
          // has been carried out before, since rows come in their order.
          auto rendered = renderer.render(*reading, p.effect, p.from, p.row.event, p.on);
          if (rendered) {
            p.rendered = std::move(*rendered);
          } else if (rendered.error().kind == ErrorKind::External) {
            return std::unexpected(rendered.error());
          } else {
            p.broken = rendered.error();
          }
        }
        batch.push_back(std::move(p));
      }
    }
    if (batch.empty()) return out;
    std::vector<Request> requests;
    for (const Pending& p : batch) requests.push_back(request_for(p));
    for (const auto& answer : installation.submit(std::span<const Request>(requests))) {
      if (!answer) return std::unexpected(answer.error());
      ++out.carried_out;
    }
    auto reading = TRY(installation.reading());
    for (const Pending& p : batch)
      if (TRY(reading->record("refused_effect", p.row.event + "." + std::to_string(p.row.ordinal))))
        ++out.refused;
  }
}

Result<Drained> follow_from(Installation& installation) {
  const std::uint64_t own = installation.ask_follow_up();
  const auto alone = installation.follow_up();
  Followed& last = installation.followed();
  if (last.covers < own) {
    // Whoever has asked by now has recorded before: this look finds what came of it.
    const std::uint64_t covers = installation.asked_follow_ups();
    last = {covers, drain_outbox(installation, installation.renderer())};
  }
  return last.found;
}

}  // namespace dengbao
