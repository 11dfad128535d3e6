#pragma once
// A city with everybody who may ask and, of each unit, one of everything that can be asked for.

#include <array>
#include <fstream>
#include <set>

#include "base/hash.h"
#include "server/running_server.h"

namespace dengbao::server {

// What of a unit a parameter may name.
enum class Thing : std::uint8_t {
  Party,
  PartyName,
  Object,
  ObjectName,
  Case,    // its grading, in which nobody else has a part
  Event,   // of that case
  Filing,  // a case in which its office has a part
  Document,
  Number,
  Digest,
  Mandate,
  Notice,
  // Of its account alone.
  Account,
  Session,
  Job,
  Upload
};

// All of one unit; and what nobody has, in the same form.
using Estate = std::map<Thing, std::string>;

inline Estate absent_of(const Estate& e) {
  Estate out = e;
  for (auto& [thing, value] : out) {
    // The last letter that is none of a longer character: what is no text at all is refused as
    // such.
    const auto last =
        value.find_last_of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHJKMNPQRSTVWXYZ");
    if (last != value.npos) value[last] = value[last] == '0' ? '1' : '0';
  }
  return out;
}

// Who asks, and what of unit1 and of unit2 is his to see: register entries, the grading, the papers
// of the filing. The things of unit3 are there to be spoilt by whoever may.
struct Asker {
  const char* account;
  bool sees[2], cases[2], papers[2];
  const char* scope = "";  // asks with a token that may do only this
};
inline constexpr Asker kAskers[] = {
    {"", {false, false}, {false, false}, {false, false}},
    {"of-unit1", {true, false}, {true, false}, {true, false}},
    {"of-unit2", {false, true}, {false, true}, {false, true}},
    {"of-unit1", {true, false}, {true, false}, {true, false}, "read"},
    {"of-unit2", {false, true}, {false, true}, {false, true}, "act"},
    {"clerk", {true, true}, {false, false}, {true, true}},
    {"of-district1", {true, false}, {false, false}, {true, false}},
    {"of-experts", {false, false}, {false, false}, {false, false}},
    {"of-assessor", {false, false}, {false, false}, {false, false}},
    {"of-agent", {true, false}, {true, false}, {true, false}},
    {"of-gone", {false, false}, {false, false}, {false, false}},
    {"of-head", {false, true}, {false, true}, {false, true}},
    {"admin", {true, true}, {true, true}, {true, true}},
    {"security", {false, false}, {false, false}, {false, false}},
    {"auditor", {true, true}, {true, true}, {true, true}},
    {"waiting", {false, false}, {false, false}, {false, false}}};

class Everyone : public RunningServer {
 protected:
  using Given = std::vector<std::pair<std::string, std::string>>;

  Everyone() {
    stop();
    Globals globals;
    globals.data = folder_ + "/data";
    {
      Session session(globals, {});
      settle(session);
      for (const char* unit : {"unit1", "unit2", "unit3"}) estates_[unit] = make(session, unit);
      authorise(session);
      Installation* in = *session.installation(true);
      StoreVault vault(in->store(), in->key());
      identity::Identity identity(vault, {}, standings(*in, true), machine_now);
      EXPECT_TRUE(give_demo_passwords(*in, identity, kPassword));
    }
    ServiceOptions options;
    options.stranger_uploads = options.stranger_reports = 1'000'000;
    options.journal = [this](const std::string& line) { journal_ += line + "\n"; };
    start(options);
    for (const char* unit : {"unit1", "unit2", "unit3"}) sign_in(unit);
  }
  ~Everyone() override { stop(); }

  // The headers of a request by an asker; signed in anew where he was signed out.
  std::string headers_of(const Asker& a) {
    if (!*a.account) return {};
    if (!*a.scope) return as(a.account);
    std::string& kept = tokens_[std::string(a.account) + a.scope];
    if (!kept.empty()) return kept;
    const json::object wanted{{"name", "t"}, {"scopes", json::array{a.scope}}};
    const Reply r = ask("POST", "/api/v1/session/token", json::serialize(wanted), as(a.account));
    EXPECT_EQ(r.status, 200) << r.body;
    return kept = "Authorization: Bearer " + r.text("token") + "\r\n";
  }
  void forget(const Asker& a) {
    cookies_.erase(a.account);
    tokens_.erase(std::string(a.account) + a.scope);
  }
  // Things that he may see; where he may write to all, or sees none, those that may be spoilt.
  const Estate& own(const Asker& a) {
    const bool everything = a.sees[0] && a.cases[0] && a.sees[1];
    return estates_[everything || a.sees[0] == a.sees[1] ? "unit3" : a.sees[0] ? "unit1" : "unit2"];
  }

  std::map<std::string, Estate> estates_;
  std::string journal_;

 private:
  void party(Session& session, const std::string& id, const std::string& place) {
    local(session, "org new", {{"name", id}, {"id", id}, {"place", place}, {"kind", "government"}});
    local(session, "account add", {{"name", "of-" + id}, {"party", id}});
  }
  void settle(Session& session) {
    party(session, "unit3", "990101");
    for (const char* unit : {"unit1", "unit2", "unit3"})
      local(session, "org set",
            {{"id", unit}, {"set", std::string("name=机密单位") + unit}, {"set", "phone=13900"}});
    party(session, "head", "990199");
    party(session, "district1", "990101");
    party(session, "centre", "990000");
    party(session, "experts", "990000");
    party(session, "assessor", "990000");
    constexpr std::array<const char*, 4> kGrants[] = {
        {"district1", "informatization_office", "990101", "district"},
        {"centre", "security_centre", "990000", "city"},
        {"experts", "expert_group", "990000", "city"},
        {"assessor", "assessment_body", "990000", "city"}};
    for (const auto& [id, capacity, place, rank] : kGrants)
      local(session, "org grant",
            {{"id", id}, {"capacity", capacity}, {"place", place}, {"rank", rank}});
    local(session, "org set", {{"id", "unit2"}, {"superior", "filing=head"}});
    local(session, "org set", {{"id", "unit2"}, {"set", "place=990102"}});
    local(session, "org set", {{"id", "centre"}, {"superior", "office"}});
    local(session, "account add", {{"name", "waiting"}});
  }
  // Who acts for unit1, and who no longer does.
  void authorise(Session& session) {
    for (const char* who : {"agent", "gone"}) {
      party(session, who, "990199");
      const auto given = local(session, "authorisation new",
                               {{"client", "unit1"},
                                {"agent", who},
                                {"until", "2026-12-31"},
                                {"scan", file("scan.pdf", "%PDF-1.4\n")}});
      if (who == std::string("gone"))
        local(session, "authorisation revoke", {{"id", text(given, "id")}, {"reason", "over"}});
    }
  }
  Estate make(Session& session, const std::string& unit) {
    Estate e{{Thing::Party, unit}, {Thing::PartyName, "机密单位" + unit}};
    e[Thing::Account] = "of-" + unit;
    e[Thing::ObjectName] = "秘密系统" + unit;
    Given given{{"unit", unit}, {"name", e[Thing::ObjectName]}};
    for (const char* set : {"level=2", "s=2", "a=2", "go_live=2025-12-01", "graded_on=2026-01-10"})
      given.emplace_back("set", set);
    given.emplace_back("set", "contact=王某" + unit);
    e[Thing::Object] = text(local(session, "system new", given), "id");
    const auto opened = local(session, "case open",
                              {{"procedure", "cn-mlps/grading"}, {"about", e[Thing::Object]}});
    e[Thing::Case] = text(opened, "case");
    e[Thing::Event] = text(opened, "event");
    e[Thing::Mandate] = text(local(session, "authorisation new",
                                   {{"client", unit},
                                    {"agent", "centre"},
                                    {"until", "2026-01-31"},
                                    {"since", "2026-01-01"},
                                    {"scan", file("scan.pdf", "%PDF-1.4\n")}}),
                             "id");
    // Of what is taken back its unit is told.
    local(session, "authorisation revoke", {{"id", e[Thing::Mandate]}, {"reason", "over"}});
    files(session, unit, e);
    return e;
  }
  // The whole filing of the system: its papers, its letters, what its unit was told.
  void files(Session& session, const std::string& unit, Estate& e) {
    const auto opened =
        local(session, "case open",
              {{"procedure", "cn-bj-egov-2007/filing"}, {"about", e[Thing::Object]}});
    e[Thing::Filing] = text(opened, "case");
    Given papers{{"case", e[Thing::Filing]}, {"move", "deliver"}};
    for (const char* set :
         {"unit_address=一号", "contact_phone=0900-5550101", "affiliation=3", "unit_type=2",
          "systems_total=1", "systems_by_level=[{\"level\":2,\"count\":1}]", "business=开放",
          "service_scope=30", "service_object=2", "network_nature=1", "data_contact_name=甲",
          "data_contact_phone=0900-5550102", "unit_addresses=无", "object_type=system",
          "data_sheets=[{\"name\":\"a\",\"level\":1,\"category\":\"b\"}]"})
      papers.emplace_back("set", set);
    papers.emplace_back("set", "contact_name=王某" + unit);
    for (const char* slot : {"grading_report", "expert_opinion", "form"})
      papers.emplace_back("attach", slot + ("=" + file("a.pdf", "%PDF-1.4 " + unit)));
    papers.emplace_back("attach", "edata=" + file("b.rar", "Rar! " + unit));
    local(session, "case do", papers);
    local(session, "case do", {{"case", e[Thing::Filing]}, {"move", "accept"}});
    local(session, "tick", {});
    e[Thing::Digest] = hex(digest(HashKind::Sm3, "%PDF-1.4 " + unit));
    Installation* in = *session.installation(true);
    auto reading = in->reading();
    const auto issued = *(*reading)->documents_of(e[Thing::Filing]);
    for (const DocumentRow& d : issued) {
      e[Thing::Document] = d.id;
      if (!d.number.empty()) e[Thing::Number] = d.number;
    }
    RecordQuery query;
    query.kind = "notice";
    query.owner_party = unit;
    const auto told = *(*reading)->records(query);
    for (const RecordRow& row : told) e[Thing::Notice] = row.id;
  }
  // What is there of an account only while the server runs.
  void sign_in(const std::string& unit) {
    Estate& e = estates_[unit];
    const std::string who = as("of-" + unit);
    const Reply up = ask("POST", "/api/v1/upload?name=a.pdf", "%PDF-1.4 " + unit,
                         who + "Content-Type: application/pdf\r\n");
    e[Thing::Upload] = up.text("upload");
    const Reply job = ask("POST", "/api/v1/import/ledger",
                          "{\"file\":\"upload:" + e[Thing::Upload] + "\",\"dry-run\":true}",
                          who + "Prefer: respond-async\r\n");
    e[Thing::Job] = job.text("job");
    const Reply mine = ask("GET", "/api/v1/session/all", "", who);
    for (const json::value& s : mine.json.as_array())
      e[Thing::Session] = std::string(s.at("id").as_string());
    for (int thing = 0; thing <= static_cast<int>(Thing::Upload); ++thing)
      EXPECT_FALSE(e[static_cast<Thing>(thing)].empty()) << unit << " has no thing " << thing;
  }

  std::string file(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ + "/" + name) << bytes;
    return folder_ + "/" + name;
  }
  static std::string text(const json::object& o, const char* key) {
    const json::value* v = o.if_contains(key);
    return v && v->is_string() ? std::string(v->get_string()) : std::string();
  }

  std::map<std::string, std::string> tokens_;
};

}  // namespace dengbao::server
