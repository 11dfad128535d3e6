// Every operation of the interface's own document × everybody who may ask × his own, others' and
// nobody's things: nothing breaks, nothing of others is told, and what is another's answers like
// what is nobody's, word for word.

#include <gmock/gmock.h>

#include "server/asked.h"

namespace dengbao::server {
namespace {

// What an operation must not be asked here: it never ends, or works through all packs for seconds.
bool is_left_out(const Operation& o) {
  return o.path == "/api/v1/events" || o.path == "/api/v1/law/test";
}

// Who is told of others' things because that is what the operation is for.
bool is_public_by_law(const Operation& o, Thing thing) {
  // A number stands on a paper that its holder shows to anybody; a proof of inclusion says of an
  // event only where it is, to whoever has its id.
  return (o.path.starts_with("/api/v1/verify") && thing == Thing::Number) ||
         (o.path == "/api/v1/ledger/prove" && thing == Thing::Event) ||
         // Administrators of each kind see who has an account, and of which unit.
         o.permission == "accounts";
}

bool hidden(const Asker& a, int unit, Thing thing) {
  const std::string account = a.account, other = unit == 0 ? "of-unit1" : "of-unit2";
  const bool administers = account == "admin" || account == "security" || account == "auditor";
  switch (thing) {
    case Thing::PartyName:
      // Who acted for a unit keeps the authorisation that names it.
      return !a.sees[unit] && !(account == "of-gone" && unit == 0);
    case Thing::Party:
    case Thing::Object:
    case Thing::ObjectName:
    case Thing::Mandate:
      return !a.sees[unit];
    case Thing::Case:
    case Thing::Event:
      return !a.cases[unit];
    case Thing::Filing:
    case Thing::Document:
    case Thing::Number:
    case Thing::Digest:
      return !a.papers[unit];
    case Thing::Account:
      // What an account did for its unit stands in the trail of the unit, and of its head office.
      return !administers && account != other && !(account == "of-head" && unit == 1);
    case Thing::Notice:
      return !(administers && a.sees[unit]) && account != other;
    case Thing::Session:
      return account != "security" && account != other;
    case Thing::Job:
    case Thing::Upload:
      return account != other;
  }
  return false;
}

// An answer without the ids that were asked for: both may stand in either, where one of them was
// the asker's own of something else.
std::string unnamed(const std::string& body, const std::string& value, const std::string& absent) {
  return replace_all(replace_all(body, value, "*"), absent, "*");
}

class Operations : public Everyone {
 protected:
  std::vector<Operation> operations() {
    const Reply document = ask("GET", "/openapi.json");
    return operations_in(document.json);
  }

  // Over one connection, which is made anew where the server has closed it.
  Reply send(const Asker& a, const Operation& o, const Asking& asking) {
    const std::string target = asking.target(), body = asking.body();
    // What ends a session is not asked twice with the same one.
    for (int attempt = 0;; ++attempt) {
      std::string request = o.method + " " + target + " HTTP/1.1\r\nHost: x\r\n" + headers_of(a);
      if (o.method == "POST")
        request +=
            "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
            "\r\n";
      Reply out = exchange(request + "\r\n" + body);
      if (out.status != 401 || !*a.account || attempt == 1) return out;
      forget(a);
    }
  }
  Reply exchange(const std::string& request) {
    std::string all;
    for (int attempt = 0; attempt < 2 && all.empty(); ++attempt) {
      if (!wire_ || attempt == 1) wire_ = std::make_unique<http::LoopbackClient>(server_->port());
      wire_->send(request);
      all = wire_->read_response(60'000);
    }
    Reply out;
    const auto end = all.find("\r\n\r\n");
    if (all.size() < 12 || end == std::string::npos) return out;
    out.status = static_cast<int>(leading_number(all.substr(9, 3)));
    out.head = all.substr(0, end + 2);
    out.body = all.substr(end + 4);
    if (out.head.find("Connection: close") != std::string::npos) wire_.reset();
    json::error_code error;
    out.json = json::parse(out.body, error);
    return out;
  }

  // What must be given, well formed and the asker's own; the parameter `but` is left to the caller.
  Asking ordinary(const Asker& a, const Operation& o, const Parameter* but = nullptr) {
    Asking out(o);
    for (const Parameter& p : o.parameters)
      if (&p != but && p.required) out.with(p, own_value(a, o, p));
    return out;
  }
  json::value own_value(const Asker& a, const Operation& o, const Parameter& p) {
    const auto namings = naming_of(o, p);
    if (namings.empty()) return plain_value(p);
    const std::string value = namings[0].before + own(a).at(namings[0].thing);
    if (p.schema.contains("items") || p.schema.contains("oneOf"))
      return json::array{json::string(value)};
    return json::value(value);
  }

  void found(const std::string& what, const std::string& detail) {
    if (found_.emplace(what, detail).second && found_.size() < 60)
      ADD_FAILURE() << what << "\n  " << detail.substr(0, 600);
  }
  std::set<std::pair<std::string, std::string>> seen_;
  std::map<std::string, std::string> found_;
  std::unique_ptr<http::LoopbackClient> wire_;
};

// A parameter that this test knows nothing of would go untried: it says here whom it names.
TEST_F(Operations, EveryParameterIsKnown) {
  const std::set<std::string> nobodys = {
      "about",      "address",     "after",     "agreed",  "allow",      "as-of",
      "attribute",  "before",      "capacity",  "claim",   "class",      "clause",
      "client",     "code",        "days",      "domain",  "duty",       "edition",
      "extensions", "fact",        "form",      "from",    "host",       "id",
      "info",       "info-reason", "instance",  "issuer",  "key",        "kind",
      "lang",       "level",       "limit",     "matrix",  "method",     "move",
      "name",       "number",      "overlay",   "pack",    "party-kind", "password",
      "place",      "point",       "procedure", "profile", "provider",   "proxy",
      "rank",       "reason",      "scopes",    "secret",  "service",    "service-reason",
      "set",        "sort",        "state",     "status",  "subject",    "territory",
      "title",      "to",          "token",     "type",    "url",        "user",
      "what",       "why",         "word"};
  for (const Operation& o : operations())
    for (const Parameter& p : o.parameters) {
      const json::value* type = p.schema.if_contains("type");
      const bool text = !type || type->as_string() == "string" || type->as_string() == "array";
      if (!text || p.schema.contains("enum") || p.schema.contains("format")) continue;
      if (naming_of(o, p).empty() && !nobodys.contains(p.name))
        found(p.name, o.shown() + " " + p.name + " is not known to tests/server/asked.h");
    }
}

TEST_F(Operations, WhatIsAnothersAnswersLikeWhatIsNobodys) {
  int pairs = 0;
  const auto all = operations();
  for (const Asker& a : kAskers)
    for (const Operation& o : all) {
      if (is_left_out(o)) continue;
      for (const Parameter& p : o.parameters)
        for (const Naming& naming : naming_of(o, p))
          for (int unit = 0; unit < 2; ++unit) {
            if (!hidden(a, unit, naming.thing) || is_public_by_law(o, naming.thing)) continue;
            const Estate& theirs = estates_[unit == 0 ? "unit1" : "unit2"];
            const std::string value = theirs.at(naming.thing),
                              absent = absent_of(theirs).at(naming.thing);
            const bool many = p.schema.contains("items") || p.schema.contains("oneOf");
            const auto answer = [&](const std::string& id) {
              const json::value given(naming.before + id);
              return send(
                  a, o, ordinary(a, o, &p).with(p, many ? json::value(json::array{given}) : given));
            };
            const Reply there = answer(value), none = answer(absent);
            ++pairs;
            const std::string shown = o.shown() + " " + p.name + "=" + naming.before +
                                      std::to_string(static_cast<int>(naming.thing));
            if (there.status != none.status || there.code() != none.code() ||
                there.header("Dengbao-Total") != none.header("Dengbao-Total") ||
                unnamed(there.body, value, absent) != unnamed(none.body, value, absent))
              found(shown, std::string(a.account) + ": " + std::to_string(there.status) +
                               there.body + "\n  and of nobody's: " + std::to_string(none.status) +
                               none.body);
            if (there.status >= 500 || there.status == 0) found(shown + " breaks", there.body);
          }
    }
  EXPECT_GT(pairs, 2000);
  std::printf("%d pairs of another's and nobody's\n", pairs);
}

// Values that fit nowhere.
const json::array& misfits() {
  static const json::array all{
      "",
      nullptr,
      -1,
      1.5e300,
      true,
      json::array{},
      json::array{json::array{}},
      json::object{{"a", json::object{{"b", 1}}}},
      std::string(1, '\0') + "x",
      std::string(20'000, 'A'),
      "\u202egpj.\r\nSet-Cookie: a=b",
      "' OR 1=1; DROP TABLE event; -- \" \\",
      "../../../etc/passwd",
      "9999999999999999999999",
      "2147483648",
      "2000000000",
      "9999-12-31",
      "https",
      "0000-00-00",
      "-2147483649/=/=:",
      "upload:",
      "=",
      "\U0001F600%s%n${x}<script>",
  };
  return all;
}

// Bodies that are no request of any operation.
const std::vector<std::string>& broken_bodies() {
  static const std::vector<std::string> all = {"",
                                               " ",
                                               "{",
                                               "null",
                                               "[]",
                                               "\"x\"",
                                               "{\"a\":}",
                                               std::string("{\"\0\":1}", 7),
                                               "\xff\xfe{}",
                                               "{\"\\ud800\":\"\\udfff\"}",
                                               "\xef\xbb\xbf{}",
                                               std::string(4'000, '['),
                                               "{\"nobody\":\"knows\"}",
                                               "{\"key\":\"" + std::string(5'000, 'k') + "\"}",
                                               "{\"name\":\"x\",\"name\":\"y\"}"};
  return all;
}

class Hostile : public Operations {
 protected:
  void judge(const Asker& a, const Operation& o, const Asking& asking, const std::string& what) {
    const Reply r = send(a, o, asking);
    ++asked_;
    const std::string shown = std::string(a.account) + " " + o.shown() + " " + what;
    // A provider that is not there is nobody's mistake here.
    const bool abroad = r.status == 503 && r.code().starts_with("oidc.");
    if (r.status == 0 || (r.status >= 500 && !abroad))
      found(o.shown() + " " + what + " breaks", shown + ": " + std::to_string(r.status) + r.body);
    for (const char* sign : {"dengbao-server-", "SELECT ", "sqlite", "terminate", "exception"})
      if (r.status >= 400 && r.body.find(sign) != std::string::npos &&
          asking.body().find(sign) == std::string::npos)
        found(o.shown() + " tells of the machine: " + sign, shown + ": " + r.body);
    for (int unit = 0; unit < 2; ++unit) tells_nothing(a, o, asking, unit, r);
  }
  // Nothing in the answer is of a unit whose things the asker may not see, but what he said
  // himself.
  void tells_nothing(const Asker& a, const Operation& o, const Asking& asking, int unit,
                     const Reply& r) {
    const std::string name = unit == 0 ? "unit1" : "unit2";
    std::vector<std::string> signs;
    for (const auto& [thing, value] : estates_[name])
      if (thing != Thing::Party && thing != Thing::Account && thing != Thing::Number &&
          hidden(a, unit, thing))
        signs.push_back(value);
    if (!a.sees[unit]) signs.push_back("王某" + name);
    const auto said = http::percent_decoded(asking.target(), true).value_or("") + asking.body();
    for (const std::string& sign : signs)
      if (r.body.find(sign) != std::string::npos && said.find(sign) == std::string::npos)
        found(o.shown() + " tells of " + sign, std::string(a.account) + ": " + r.body);
  }
  int asked_ = 0;
};

TEST_F(Hostile, NothingBreaksAndNothingOfOthersIsTold) {
  const auto all = operations();
  for (const Asker& a : kAskers)
    for (const Operation& o : all) {
      if (is_left_out(o)) continue;
      judge(a, o, ordinary(a, o), "as it should be");
      for (const Parameter& p : o.parameters)
        if (!p.required) judge(a, o, ordinary(a, o).with(p, own_value(a, o, p)), "with " + p.name);
    }
  std::printf("%d requests as they should be\n", asked_);
}

TEST_F(Hostile, WhatFitsNowhereIsRefused) {
  // By somebody who may ask it: others are refused before it is looked at.
  const std::pair<const char*, Capacity> capacities[] = {
      {"of-unit1", Capacity::Party},
      {"admin", Capacity::SystemAdministrator},
      {"security", Capacity::SecurityAdministrator},
      {"auditor", Capacity::Auditor}};
  for (const Operation& o : operations()) {
    if (is_left_out(o)) continue;
    const auto who = std::ranges::find_if(
        capacities, [&](const auto& c) { return may(o.permission, c.second); });
    const Asker& a = *std::ranges::find_if(
        kAskers, [&](const Asker& one) { return one.account == std::string_view(who->first); });
    for (const Parameter& p : o.parameters)
      for (const json::value& value : misfits()) {
        if (o.path == "/api/v1/tick" && p.name == "as-of") continue;  // to the end of all years
        judge(a, o, ordinary(a, o, &p).with(p, value),
              p.name + "=" + json::serialize(value).substr(0, 40));
      }
    if (o.method == "POST")
      for (const std::string& body : broken_bodies())
        judge(a, o, ordinary(a, o).raw(body), "body " + body.substr(0, 20));
  }
  std::printf("%d requests that fit nowhere\n", asked_);
  const Reply sound = ask("GET", "/api/v1/ledger/verify", "", as("auditor"));
  EXPECT_EQ(sound.text("sound"), "") << sound.body;
  EXPECT_TRUE(sound.json.at("sound").as_bool()) << sound.body;
}

}  // namespace
}  // namespace dengbao::server
