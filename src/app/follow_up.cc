#include "app/follow_up.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>

#include "app/all_records.h"
#include "app/case_rows.h"
#include "app/case_view.h"
#include "app/doing.h"
#include "app/naming.h"
#include "base/text.h"

namespace dengbao {
namespace {

constexpr std::string_view kFollowUp = "follow_up";
constexpr std::string_view kLetters = "23456789abcdefghjkmnpqrstuvwxyz";

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

// As people type it: capitals, spaces and hyphens do not matter.
std::string spelled(std::string_view word) {
  std::string out;
  for (char c : word)
    if (c != '-' && c != ' ') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::string word_digest(const std::string& salt, std::string_view word) {
  return hex(digest(HashKind::Sm3, salt + "\n" + spelled(word)));
}

bool same(std::string_view a, std::string_view b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  return difference == 0;
}

std::string random_hex(Randomness& random) {
  std::array<std::uint8_t, 16> bytes{};
  random.fill(bytes);
  std::string out;
  for (const std::uint8_t b : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    out += kDigits[b >> 4];
    out += kDigits[b & 15];
  }
  return out;
}

// The steps of a case as states with their days: what was done and by whom is not told.
json::array steps_of(const Procedure& p, const std::vector<EventRow>& events) {
  json::array out;
  std::string last;
  for (const EventRow& e : events) {
    json::error_code error;
    const json::value core = json::parse(e.core, error);
    const std::string to = core.is_object() ? text(core.get_object(), "to") : std::string();
    const StateDecl* state = p.state(Symbol(to));
    if (!state || to == last) continue;
    last = to;
    out.push_back(json::object{{"on", e.on.iso()}, {"label", label_json(state->label)}});
  }
  return out;
}

}  // namespace

std::string secret_word(Randomness& random) {
  constexpr std::size_t kLength = 16;
  constexpr unsigned kEven = 256 / kLetters.size() * kLetters.size();
  std::string out;
  for (std::size_t n = 0; n < kLength;) {
    std::array<std::uint8_t, 1> byte{};
    random.fill(byte);
    if (byte[0] >= kEven) continue;  // else the first letters would come more often
    if (n && n % 4 == 0) out += '-';
    out += kLetters[byte[0] % kLetters.size()];
    ++n;
  }
  return out;
}

Status keep_follow_up(Desk& desk, const std::string& number, const std::string& case_id,
                      const std::string& word, const Actor& actor) {
  SystemRandomness random;
  const std::string salt = random_hex(random);
  Desk::RecordChange change;
  change.kind = kFollowUp;
  change.id = number;
  change.event = "follow-up number given";
  change.fields = {
      {"number", number}, {"case", case_id}, {"salt", salt}, {"word", word_digest(salt, word)}};
  change.on = desk.now().date();
  TRY(desk.change_record(change, actor));
  return {};
}

Result<std::string> followed_case(Reading& reading, const std::string& number,
                                  const std::string& word) {
  const auto row = TRY(reading.record(kFollowUp, number));
  // The same work is done for a number that was never given.
  const json::object doc = row ? document_of(*row) : json::object{};
  const bool fits = same(word_digest(text(doc, "salt"), word), text(doc, "word"));
  if (!row || !fits) return fail(ErrorKind::NotFound, "report.none");
  return text(doc, "case");
}

Result<json::object> told_of(Installation& in, Reading& reading, const std::string& case_id) {
  const auto row = TRY(reading.case_row(case_id));
  if (!row) return fail(ErrorKind::NotFound, "report.none");
  const Case c = TRY(case_in(*row));
  const auto law = TRY(in.shelf().pinned(row->pack, reading));
  const Procedure* p = law->procedure(row->procedure);
  if (!p) return fail(ErrorKind::Internal, "law.no_procedure", {{"procedure", row->procedure}});
  Names names(reading);
  json::object out{{"title", label_json(p->title)},
                   {"state", c.state.text()},
                   {"open", c.open},
                   {"received", c.opened_on.iso()}};
  if (const StateDecl* state = p->state(c.state)) out["state_label"] = label_json(state->label);
  out["steps"] = steps_of(*p, TRY(reading.events_of("case/" + case_id)));
  json::array shows;
  for (Symbol fact : p->from_public.shows) {
    const Value& value = c.value(fact);
    const FactDecl* decl = p->fact(fact);
    if (value.none() || !decl) continue;
    shows.push_back(
        json::object{{"label", label_json(decl->label)},
                     {"words", label_json(TRY(value_words(decl, value, *law, names)))}});
  }
  out["shows"] = std::move(shows);
  out["due"] = nullptr;
  for (const Duty& d : duties(*p, c, *law, in.calendar(), in.now()))
    if (d.due && d.status == DutyStatus::Running) {
      out["due"] = d.due_date()->iso();
      break;
    }
  return out;
}

Result<std::pair<std::shared_ptr<const Law>, const Procedure*>> public_procedure(
    Installation& in, Reading& reading, const std::string& name) {
  using Found = std::pair<std::shared_ptr<const Law>, const Procedure*>;
  const auto slash = name.find('/');
  const std::string bare = slash == std::string::npos ? name : name.substr(slash + 1);
  for (const PackHead& head : pack_heads(in.shelf().library())) {
    if (head.not_yet_run || (slash != std::string::npos && head.id != name.substr(0, slash)))
      continue;
    auto law = in.shelf().of_library(head.id);
    if (const auto used = TRY(reading.record("law", head.id)))
      law = in.shelf().pinned(text(document_of(*used), "digest"), reading);
    if (!law) return std::unexpected(law.error());
    const Procedure* p = (*law)->procedure(bare);
    if (p && p->pack == head.id && p->from_public.open) return Found{*law, p};
  }
  return Found{nullptr, nullptr};
}

Result<json::array> places_served(Installation& in, Reading& reading, const Law& law,
                                  const Procedure& procedure) {
  std::vector<std::string> territories;
  const Date today = in.now().date();
  for (const RoleDecl& role : procedure.roles) {
    if (role.find.kind != Find::Kind::PlaceOf) continue;
    RecordQuery query;
    query.kind = "capacity";
    query.name = comparable(role.capacity);
    for (const RecordRow& row : TRY(all_records(reading, query))) {
      const Grant g = grant_from(document_of(row));
      const bool now = (!g.since || *g.since <= today) && (!g.until || today < *g.until);
      if (now && (role.find.rank.empty() || g.rank == role.find.rank))
        territories.push_back(g.place);
    }
  }
  json::array out;
  const auto codes = law.code_lists.find("gb2260");
  if (codes == law.code_lists.end()) return out;
  for (const CodeList::Entry& e : codes->second.entries)
    if (std::any_of(territories.begin(), territories.end(),
                    [&](const std::string& t) { return territory_holds(t, e.code); }))
      out.push_back(json::object{{"code", e.code}, {"name", label_json(e.label)}});
  return out;
}

}  // namespace dengbao
